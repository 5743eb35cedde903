package vodia_test

import (
	"strings"
	"testing"

	"dragoman/adapters/vodia"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// The page of hunt groups prints its answers so: without quotes around names and numbers.
const (
	printedList = `[ { name: "1002", display: "Hunt", agents: [ 444, 445 ], calls: 0 }, { name: 1003, display: "Hunt_2", agents: [ ], calls: 0 } ]`
	printedHunt = `{ conn_sym: "", connect: true, display: "Hunt", moh: 9, st1_dur: 5, st1_ext: 444, ncf: null, alias: [ 1002, "vodia" ] }`
)

func TestAnswersAsPrinted(t *testing.T) {
	row, err := vodia.ReadRow(transfer.Key{Kind: transfer.HuntGroup, Name: "vodia"}, []byte(printedHunt))
	if err != nil {
		t.Fatal(err)
	}
	if row.Key.Name != "1002" || vodia.KindOfSettings(row) != transfer.HuntGroup {
		t.Errorf("it is %s, by its settings %s", row.Key, vodia.KindOfSettings(row))
	}
	for name, want := range map[string]lens.Value{
		"connect": lens.Text("true"), "moh": lens.Text("9"), "st1_ext": lens.Text("444"), "ncf": lens.Text(""), "alias": {Text: `["1002","vodia"]`, Raw: true},
	} {
		if got, _ := row.Get(name); got != want {
			t.Errorf("%s is %+v, want %+v", name, got, want)
		}
	}
}

func TestListsOfEveryShape(t *testing.T) {
	for text, want := range map[string]string{
		printedList: "1002 1003",
		`[]`:        "", `{}`: "",
		`{"1":{"name":"440","alias":["440","5550440"]},"2":{"name":441}}`: "440+5550440 441",
		`{"440":{"display":"Ada"},"441":{}}`:                              "440 441",
		`{"accounts":[{"account":"440","name":"Ada"}]}`:                   "440",
		`[{"id":"8","name":"1002","alias":["1002","x"]}]`:                 "1002+x",
		`{"status":"error","error":{"title":"no"}}`:                       "!",
		`[{"name":"1"},`: "!", `[{"name":"1"}`: "!", `[{}]`: "!", `[1]`: "!", `<html>`: "!", ``: "!", `"x"`: "!", "[\"\xff\"]": "!",
	} {
		var got []string
		err := vodia.ReadList([]byte(text), func(account vodia.ListedAccount) error {
			got = append(got, strings.Join(account.Names, "+"))
			return nil
		})
		if (err != nil) != (want == "!") || err == nil && strings.Join(got, " ") != want {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	for _, text := range []string{printedList, printedHunt, `{"accounts":[{"account":"440"}]}`, `""`, `{`, `[[]]`, `{"a":{"alias":"1 2"}}`, "\xff", `{"error":"x","settings":{"moh":"must"}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, kind := range vodia.Format.Kinds() {
			row, err := vodia.ReadRow(transfer.Key{Kind: kind, Name: "x"}, body)
			if err != nil {
				continue
			}
			again, err := vodia.ReadRow(row.Key, vodia.WriteSettings(row.Settings))
			if err != nil && kind != transfer.StarCodes || err == nil && again.Key != row.Key {
				t.Errorf("%q reads as %s and then as %v: %v", body, row.Key, again, err)
			}
		}
		_ = vodia.ReadList(body, func(account vodia.ListedAccount) error {
			if account.Name == "" || len(account.Names) == 0 {
				t.Errorf("%q lists an account without a name", body)
			}
			return nil
		})
		vodia.ReadTenant("localhost", body, body)
		vodia.ReadFailure(body)
	})
}
