package vodia

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// What follows reads answers of another server and writes what is sent to one. The platform prints texts where its
// versions differ; other forms are taken as what they amount to: numbers and truths without quotes, names of members
// without quotes, lists as objects.

var errNoJSON = errors.New("it is no JSON")

// parsePeer reads an answer. What is wrong with it isn't told: it may be a page, or another program's.
func parsePeer(body []byte) (node, error) {
	if len(body) == 0 || !utf8.Valid(body) {
		return node{}, errNoJSON
	}
	n, err := parseRelaxed(string(body))
	if err != nil {
		return node{}, errNoJSON
	}
	return n, nil
}

// enoughSettings is how many documented settings an object must have to be taken for settings of this platform.
const enoughSettings = 3

// ReadRow reads the settings of an account, or of a domain for star codes, as a row of the key. An error says that
// the body is no such settings. An account's own name is the first of its alias, and the key's where it has none.
func ReadRow(key transfer.Key, body []byte) (*transfer.Row, error) {
	n, err := parsePeer(body)
	if err != nil {
		return nil, err
	}
	rows, ok := rowsOfKind[key.Kind]
	if !ok {
		return nil, noRows(key.Kind)
	}
	known := 0
	row := &transfer.Row{Key: key, Settings: make([]lens.Entry, 0, len(n.fields))}
	for _, f := range n.fields {
		s := rows.declared(f.name)
		if key.Kind == transfer.StarCodes && DomainTable.Setting(f.name) != nil {
			known++
		}
		if s == nil && key.Kind == transfer.StarCodes {
			continue
		}
		if s != nil && s.Scope != scopeNode {
			known++
		}
		row.Settings = append(row.Settings, lens.Entry{Name: f.name, Value: f.value.shown(s), Setting: s})
	}
	if known < enoughSettings {
		return nil, errors.New("it has no settings of this platform")
	}
	if names := lens.SplitNames(row.Text("alias")); key.Kind != transfer.StarCodes && len(names) > 0 {
		row.Key.Name = names[0]
	}
	return row, nil
}

// shown is a value as the platform's current version would print it.
func (n node) shown(s *lens.Setting) lens.Value {
	if s == nil {
		if n.shape == isNull {
			return lens.Value{}
		}
		return n.value()
	}
	text, scalar := n.plain()
	if s.Type == lens.Names {
		if scalar {
			return lens.Value{Text: lens.JoinNames(strings.Fields(text)), Raw: true}
		}
		return n.names().value()
	}
	if scalar {
		return lens.Text(text)
	}
	return n.value()
}

// KindOfSettings says of which kind an account is by its settings: that of whose own settings it has the most. An
// answer doesn't say it otherwise.
func KindOfSettings(row *transfer.Row) transfer.Kind {
	best, most := row.Key.Kind, 0
	for _, kind := range Format.Kinds() {
		if AccountType(kind) == "" {
			continue
		}
		own := 0
		for _, entry := range row.Settings {
			if rowsOfKind[kind].declared(entry.Name) != nil {
				own++
			}
		}
		if own > most || own == most && kind == row.Key.Kind {
			best, most = kind, own
		}
	}
	return best
}

// WriteSettings is the body that writes settings.
func WriteSettings(entries []lens.Entry) []byte { return settingsObject(entries) }

// WriteAddAccount is the body of addacc. 70.3 reads an extension's number from account_ext, versions before from account:
// each gets what it reads.
func WriteAddAccount(kind transfer.Kind, name string) []byte {
	members := []lens.Entry{{Name: "type", Value: lens.Text(AccountType(kind))}, {Name: "account", Value: lens.Text(name)}}
	if kind == transfer.Phone {
		members = append(members, lens.Entry{Name: "account_ext", Value: lens.Text(name)})
	}
	return settingsObject(members)
}

// WriteSession is the body that asks for a session.
func WriteSession(user, proof string) []byte {
	return settingsObject([]lens.Entry{{Name: "name", Value: lens.Text("auth")}, {Name: "value", Value: lens.Text(user + " " + proof)}})
}

// ListedAccount is an account as a list shows it.
type ListedAccount struct {
	Name  string
	Names []string // all, its own first, as far as the list shows them
	Type  string   // usertype, in lists that hold accounts of every type
}

// ReadList reads a list of accounts, one after the other: an array, an object keyed by id or name, or one with accounts
// in it. Nothing of the body is kept.
func ReadList(body []byte, each func(ListedAccount) error) error {
	if !utf8.Valid(body) {
		return errNoJSON
	}
	p := parser{text: string(body)}
	p.space()
	return p.accounts(each)
}

func (p *parser) accounts(each func(ListedAccount) error) error {
	var closing byte
	switch p.next() {
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	default:
		return errors.New("it is no list")
	}
	p.at++
	for p.space(); p.next() != closing; p.space() {
		key := ""
		if closing == '}' {
			var err error
			if key, err = p.name(); err != nil {
				return errNoJSON
			}
			p.space()
			if p.next() != ':' {
				return errNoJSON
			}
			p.at++
			p.space()
		}
		if key == "accounts" && p.next() == '[' {
			return p.accounts(each)
		}
		row, err := p.value(1)
		if err != nil {
			return errNoJSON
		}
		if row.shape != isObject {
			return errors.New("it is no list of accounts")
		}
		account, err := readListed(key, row.fields)
		if err != nil {
			return err
		}
		if err := each(account); err != nil {
			return err
		}
		if p.separator(closing) != nil {
			return errNoJSON
		}
	}
	return nil
}

// readListed reads one account of a list. The name may stand in the row, or be what the row is kept under.
func readListed(key string, row fields) (ListedAccount, error) {
	var account ListedAccount
	if alias, ok := row.get("alias"); ok {
		account.Names = lens.SplitNames(alias.shown(ExtensionTable.Setting("alias")).Text)
	}
	if usertype, ok := row.get("usertype"); ok {
		account.Type, _ = usertype.plain()
	}
	for _, member := range []string{"account", "name"} {
		value, ok := row.get(member)
		if !ok {
			continue
		}
		if account.Name, ok = value.plain(); ok && account.Name != "" {
			break
		}
	}
	if account.Name == "" && len(account.Names) > 0 {
		account.Name = account.Names[0]
	}
	if account.Name == "" {
		account.Name = key
	}
	if account.Name == "" {
		return account, errors.New("an account in it has no name")
	}
	account.Name = strings.Clone(account.Name) // lest it keep the whole list in memory
	for i := range account.Names {
		account.Names[i] = strings.Clone(account.Names[i])
	}
	if !slices.Contains(account.Names, account.Name) {
		account.Names = append([]string{account.Name}, account.Names...)
	}
	return account, nil
}

// ReadTenant reads what a domain's settings and its config say of it, as far as the answers make sense. Either may be
// empty.
func ReadTenant(name string, settings, config []byte) *domain.Tenant {
	tenant := &domain.Tenant{Domain: name}
	v := NewView(nil)
	for _, body := range [][]byte{settings, config} {
		n, err := parsePeer(body)
		if err != nil {
			continue
		}
		for _, f := range n.fields {
			s := DomainTable.Setting(f.name)
			if s == nil || s.Field == "" || s.Class == lens.ReadOnly || strings.HasPrefix(s.Field, "StarCodes.") {
				continue
			}
			written := tenant.Clone()
			if _, faults := DomainTable.Write(v, written, map[string]lens.Value{f.name: f.value.shown(s)}); len(faults) == 0 {
				tenant = written
			}
		}
	}
	tenant.Margins = nil
	return tenant
}

// ReadDomainID finds a domain's id in the list of domains: an object keyed by id, or an array whose rows hold it.
func ReadDomainID(name string, body []byte) (domain.TenantID, bool) {
	n, err := parsePeer(body)
	if err != nil {
		return 0, false
	}
	for _, item := range n.items {
		n.fields = append(n.fields, field{value: item})
	}
	for _, f := range n.fields {
		row := fields(f.value.fields)
		called, _ := row.get("name")
		alias, _ := row.get("alias")
		if called.text != name && !slices.Contains(lens.SplitNames(alias.shown(ExtensionTable.Setting("alias")).Text), name) {
			continue
		}
		text := f.name
		if id, ok := row.get("id"); ok {
			text, _ = id.plain()
		}
		id, err := number(text)
		return domain.TenantID(id), err == nil && id > 0
	}
	return 0, false
}

// ReadFailure reads the body of an error: what a gateway of this kind says of settings, or some text that isn't a page.
func ReadFailure(body []byte) (message string, faults []lens.Fault) {
	n, err := parsePeer(body)
	if err != nil {
		return "", nil
	}
	said := fields(n.fields)
	for _, member := range []string{"error", "message"} {
		if value, ok := said.get(member); ok && value.shape == isText {
			message = value.text
			break
		}
	}
	settings, _ := said.get("settings")
	for _, f := range settings.fields {
		if text, ok := f.value.plain(); ok {
			faults = append(faults, lens.Fault{Setting: f.name, Message: text})
		}
	}
	return message, faults
}

// ReadToken reads the answer to a request for a session: its id, or nothing where it is refused.
func ReadToken(body []byte) (string, error) {
	n, err := parsePeer(body)
	if err != nil {
		return "", err
	}
	if n.shape != isText {
		return "", fmt.Errorf("it is no session")
	}
	return n.text, nil
}

// IsObject says that a body is a JSON object.
func IsObject(body []byte) bool {
	n, err := parsePeer(body)
	return err == nil && n.shape == isObject
}

// ReadAcknowledgement reads the answer to a write, which no page describes: nothing, {}, the settings as they are now or
// a mere value. What is cut off or speaks of an error is none.
func ReadAcknowledgement(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	n, err := parsePeer(body)
	if err != nil {
		return err
	}
	if _, failed := fields(n.fields).get("error"); failed {
		return errors.New("it speaks of an error where it should say that all is well")
	}
	return nil
}
