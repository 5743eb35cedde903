// Command fakevodia plays a Vodia PBX for tests of programs that talk to one. It was written from the reference pages alone
// and shares nothing with dragoman, so that both can't be wrong in the same way.
package main

import (
	"flag"
	"os"
	"time"

	"dragoman/cmd/dragoman/testdata/fakepeer"
)

const about = `fakevodia plays a Vodia PBX on a loopback address: its REST API over domains and accounts in memory.`

// login is who may sign in, and the domain that is there at the start.
type login struct {
	username, password string // NAME@DOMAIN is an administrator of that domain alone
	domain             string
}

// quirks are ways in which versions of the PBX differ from each other, and from the pages.
type quirks struct {
	WriteWith           string
	AccountField        string
	Slash               string
	Alias               string
	Clash               string
	ExtensionsList      string
	Lists               string
	UnquotedAgents      bool
	DomainInfo          string
	DomainsList         string
	SettingsAnswer      string
	EmptyBodies         bool
	ErrorBody           string
	UnknownKeys         string
	Forgets             []string
	Begins              []string
	Secrets             []string
	StrictJSON          bool
	BulkDelete          string
	CreatesNothing      []string
	CreatesNothingEvery int
	AppearsAfter        time.Duration
	Licence             int
	APIOff              bool
	Basic               string
	Sessions            string
	SessionUses         int
}

func (q *quirks) declare(board *fakepeer.Switchboard) {
	board.OneOf(&q.WriteWith, "write-with", "method that writes; the other is answered with 404 (old versions know PUT only)", "post", "put", "any")
	board.OneOf(&q.AccountField, "account-field", "where addacc looks for an extension's number; without it, it answers 200 and creates nothing", "any", "account", "account_ext")
	board.OneOf(&q.Slash, "slash", "meaning of 500/501 in addacc: one account with an alias (67 and before, where a semicolon means nothing), or two accounts (70.3, where a semicolon means aliases)", "alias", "bulk")
	board.OneOf(&q.Alias, "alias", "what posting alias does: replace the list and rename by its first entry, change all but the first, or nothing", "rename", "additional", "ignored")
	board.OneOf(&q.Clash, "clash", "answer to a number that somebody has: 200 and nothing done with it, or 400", "silent", "refused")
	board.OneOf(&q.ExtensionsList, "extensions-list", "shape of the list of extensions", "by-id", "by-name", "array")
	board.OneOf(&q.Lists, "lists", "shape of the lists of hunts, IVR nodes and the rest", "arrays", "by-name")
	board.BoolVar(&q.UnquotedAgents, "unquoted-agents", false, "agents of a hunt as numbers")
	board.OneOf(&q.DomainInfo, "domaininfo", "answer of domaininfo without a query", "integer", "array", "missing")
	board.OneOf(&q.DomainsList, "domains-list", "shape of the list of domains", "by-id", "array")
	board.OneOf(&q.SettingsAnswer, "settings-answer", "answer to written settings: all of them as they are now, or {}", "object", "braces")
	board.BoolVar(&q.EmptyBodies, "empty-bodies", false, "no body at all where something was written")
	board.OneOf(&q.ErrorBody, "error-body", "body of errors", "empty", "json", "html")
	board.OneOf(&q.UnknownKeys, "unknown-keys", "settings that no page knows are answered with 200 and", "ignored", "kept")
	board.List(&q.Forgets, "forgets", "settings, with commas, that are taken without a word and not stored")
	board.List(&q.Begins, "begins", "settings of new accounts, with commas, that are set up otherwise than settings.txt has them: hunts.melody=internal")
	board.List(&q.Secrets, "secrets", "settings of an extension, with commas, that are stored and shown as ********", "sip_pass", "web_pass", "prov_pass", "pin")
	board.BoolVar(&q.StrictJSON, "strict-json", false, "answer 400 to bodies in the pages' single quotes")
	board.OneOf(&q.BulkDelete, "bulk-delete", "domain_action delete_selected deletes (before 70), or answers {} and does not", "works", "ignored")
	board.List(&q.CreatesNothing, "creates-nothing", "numbers and account types, with commas, for which addacc answers 200 and creates nothing")
	board.IntVar(&q.CreatesNothingEvery, "creates-nothing-every", 0, "every how manieth addacc answers 200 and creates nothing, until it is tried again; 0 for none")
	board.DurationVar(&q.AppearsAfter, "appears-after", 0, "time until a new domain can be seen")
	board.IntVar(&q.Licence, "licence", -1, "extensions on the whole PBX after which addacc answers 403, -1 for no limit")
	board.BoolVar(&q.APIOff, "api-off", false, "the administrator has no API access: 403 to everything")
	board.OneOf(&q.Basic, "basic", "HTTP Basic", "taken", "refused")
	board.OneOf(&q.Sessions, "sessions", "sessions by name auth", "given", "missing")
	board.IntVar(&q.SessionUses, "session-uses", 0, "calls after which a session is answered with 401, 0 for no limit")
}

func main() {
	var first login
	s := &server{}
	os.Exit(fakepeer.Run(about, func(flags *flag.FlagSet, board *fakepeer.Switchboard) {
		flags.StringVar(&first.username, "user", "admin", "user name; NAME@DOMAIN is an administrator of that domain alone")
		flags.StringVar(&first.password, "password", "password", "password of that user")
		flags.StringVar(&first.domain, "domain", "localhost", "primary name of the domain that is there at the start")
		s.quirks.declare(board)
	}, func(board *fakepeer.Switchboard) fakepeer.PBX {
		s.board, s.first = board, first
		s.Reset()
		return s
	}))
}
