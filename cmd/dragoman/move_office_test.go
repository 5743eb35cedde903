package main_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// office is a small PBX of each kind, for what moves say of it: phones, groups that exit to each other, codes, and the
// passwords and PINs that nobody may see.
type office struct{ enswitch, vodia *wiretest.Fake }

// officeSecrets are all the secrets in an office and the password that opens it.
var officeSecrets = []string{"geheim-440", "geheim-441", "4711-pin", "geheim-201", "1111-pin", "the-password"}

const officePassword = "the-password"

// openOffices starts both fakes. Passwords of moves come from the environment.
func openOffices(t *testing.T, flags ...string) *office {
	t.Helper()
	t.Setenv("DRAGOMAN_FROM_PASSWORD", officePassword)
	t.Setenv("DRAGOMAN_TO_PASSWORD", officePassword)
	flags = append(flags, "-password", officePassword)
	return &office{wiretest.Start(t, wiretest.Enswitch, flags...), wiretest.Start(t, wiretest.Vodia, flags...)}
}

// reset empties both.
func (o *office) reset(t *testing.T) {
	t.Helper()
	o.enswitch.Reset(t)
	o.vodia.Reset(t)
}

func (o *office) enswitchPlace() string { return pbxPlace(wiretest.Enswitch, o.enswitch.URL) }
func (o *office) vodiaPlace() string    { return pbxPlace(wiretest.Vodia, o.vodia.URL) }

// toVodia and toEnswitch are the flags of a move.
func (o *office) toVodia() []string {
	return []string{"--from", o.enswitchPlace(), "--to", o.vodiaPlace()}
}
func (o *office) toEnswitch() []string {
	return []string{"--from", o.vodiaPlace(), "--to", o.enswitchPlace()}
}

// addEnswitch adds rows to the Enswitch, KIND to rows.
func addEnswitch(t *testing.T, fake *wiretest.Fake, rows fakeTables) {
	t.Helper()
	var held fakeTables
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	for table, added := range rows {
		for _, row := range added {
			row = maps.Clone(row)
			if row["customer"] == "" && table != "destinations" && table != "levels" {
				row["customer"] = "12"
			}
			held[table] = append(held[table], row)
		}
	}
	state, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	fake.Load(t, state)
}

// account is one of a fakevodia.
type account struct {
	Type     string            `json:"type"`
	Alias    []string          `json:"alias"`
	Settings map[string]string `json:"settings"`
}

// addVodia adds accounts to the first domain of a Vodia.
func addVodia(t *testing.T, fake *wiretest.Fake, accounts ...account) {
	t.Helper()
	var held map[string]any
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	first := held["domains"].([]any)[0].(map[string]any)
	all, _ := first["accounts"].([]any) // none at first
	for _, one := range accounts {
		all = append(all, one)
	}
	first["accounts"] = all
	state, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	fake.Load(t, state)
}

// furnishEnswitch gives the Enswitch an office whose phones forward and whose groups exit to each other.
func furnishEnswitch(t *testing.T, fake *wiretest.Fake) {
	t.Helper()
	addEnswitch(t, fake, fakeTables{
		"phones": {
			{"name": "440", "password": "geheim-440", "pin": "4711-pin", "description": "Ada Lovelace", "forwarding": "441", "dnd": "1", "aoc": "1", "btype": "huntgroup", "bnumber": "2"},
			{"name": "441", "password": "geheim-441", "description": "Grace Hopper", "forwarding": "440", "dtype": "phone", "dnumber": "440", "mailbox": "441"},
		},
		"huntgroups": {
			{"id": "1", "name": "Sales", "dtype": "huntgroup", "dnumber": "2"},
			{"id": "2", "name": "Support", "dtype": "huntgroup", "dnumber": "1"},
		},
		"destinations": {
			{"huntgroup": "1", "level": "1", "dtype": "phone", "dnumber": "441"}, {"huntgroup": "1", "level": "1", "dtype": "phone", "dnumber": "440"},
			{"huntgroup": "2", "level": "2", "dtype": "forward", "dnumber": "15551234"},
		},
		"levels": {{"huntgroup": "1", "level": "1", "ringtime": "30"}},
		"codes": {
			{"code": "100", "dtype": "phone", "dnumber": "440"}, {"code": "7000", "dtype": "huntgroup", "dnumber": "1"},
			{"code": "7001", "dtype": "huntgroup", "dnumber": "2"}, {"code": "200", "dtype": "external", "dnumber": "15559876"},
		},
	})
}

// furnishVodia gives the Vodia such an office.
func furnishVodia(t *testing.T, fake *wiretest.Fake) {
	t.Helper()
	addVodia(t, fake,
		account{"extensions", []string{"201", "5550201"}, map[string]string{"first_name": "Ada", "display_name": "Lovelace", "sip_pass": "geheim-201", "pin": "1111-pin", "cfa": "202", "cfb": "600", "dnd": "true"}},
		account{"extensions", []string{"202"}, map[string]string{"cfa": "201", "cfn": "201", "cfn_timeout": "12"}},
		account{"hunts", []string{"600"}, map[string]string{"display": "Sales", "st1_ext": "202 201", "st1_dur": "30", "st4_ext": "601"}},
		account{"hunts", []string{"601"}, map[string]string{"display": "Support", "st2_ext": "15551234", "st4_ext": "600"}},
		account{"ivrnodes", []string{"300"}, map[string]string{"match": "!*!15559876!", "display": "Door"}},
	)
}

// fileWith makes a file with a text.
func fileWith(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// manyPhones are rows of lines from a number on.
func manyPhones(from, n int) fakeTables {
	var rows []map[string]string
	for i := range n {
		rows = append(rows, map[string]string{"name": fmt.Sprint(from + i), "password": fmt.Sprintf("geheim-%d", from+i)})
	}
	return fakeTables{"phones": rows}
}
