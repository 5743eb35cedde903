package laws_test

import (
	"testing"

	"dragoman/cmd/dragoman/laws"
	"dragoman/domain/lens"
)

// change is a write through a dialect. A place that begins with "new." belongs to a destination that is added.
type change struct {
	dialect string
	values  map[string]string
}

// counterexample is a pair of writes that broke a law once, on an object with a history, as small as it could be made.
type counterexample struct {
	name          string
	history       []change
	dialect       string
	first, second map[string]string
}

func TestCounterexamples(t *testing.T) {
	w := laws.Open(t)
	tried(t, laws.Phones(t, w), []counterexample{
		{
			name:    "the usual text of a value takes its place, where the dialect had spelled it otherwise",
			history: []change{{"vodia", map[string]string{"eani": " "}}},
			dialect: "vodia", first: map[string]string{"eani": ""}, second: map[string]string{"eani": "a"},
		},
		{
			name:    "a mask says nothing, so that a secret written before it stays",
			history: []change{{"vodia", map[string]string{"pin": "1234"}}},
			dialect: "enswitch", first: map[string]string{"pin": "99"}, second: map[string]string{"pin": lens.Mask, "ringtime": "20"},
		},
	})
	tried(t, laws.HuntGroups(t, w), []counterexample{
		{
			name:    "recording that was on for a while leaves no group behind",
			dialect: "vodia", first: map[string]string{"rec": "true"}, second: map[string]string{"rec": "false"},
		},
		{
			name:    "recording into a group of its own comes back",
			history: []change{{"enswitch", map[string]string{"recordgroup": "5"}}},
			dialect: "vodia", first: map[string]string{"rec": "false"}, second: map[string]string{"rec": "true"},
		},
		{
			name: "a destination that comes back to its level stands where it stood",
			history: []change{
				{"enswitch", map[string]string{"new.level": "10", "new.dtype": "phone", "new.dnumber": "440"}},
				{"enswitch", map[string]string{"new.level": "10", "new.dtype": "phone", "new.dnumber": "441"}},
			},
			dialect: "enswitch", first: map[string]string{"destination.1.level": "9"}, second: map[string]string{"destination.1.level": "10"},
		},
		{
			name:    "members of another stage keep their ids",
			history: []change{{"vodia", map[string]string{"st1_ext": "440 440"}}},
			dialect: "vodia", first: map[string]string{"st1_ext": "440", "st3_ext": "440"}, second: map[string]string{"st1_ext": "", "st3_ext": ""},
		},
		{
			name:    "what one dialect notes beside a member doesn't change how the other had spelled the list",
			history: []change{{"vodia", map[string]string{"st1_ext": " 440"}}},
			dialect: "enswitch", first: map[string]string{"destination.1.x-unknown": "a"}, second: map[string]string{"destination.1.x-unknown": "b"},
		},
		{
			name: "a member that comes back has what the other dialect noted beside it",
			history: []change{
				{"vodia", map[string]string{"st1_ext": "440 441"}},
				{"enswitch", map[string]string{"destination.1.x-unknown": "a"}},
			},
			dialect: "vodia", first: map[string]string{"st1_ext": "441"}, second: map[string]string{"st1_ext": "441 440"},
		},
		{
			name: "what one dialect notes beside a member stays when the other takes up what it had set aside",
			history: []change{
				{"vodia", map[string]string{"st1_ext": "440 441"}},
				{"vodia", map[string]string{"st1_ext": "440"}},
				{"enswitch", map[string]string{"destination.1.x-unknown": "a"}},
			},
			dialect: "vodia", first: map[string]string{"st1_ext": "441"}, second: map[string]string{"st1_ext": "440 445"},
		},
		{
			name: "members that can't be listed stay where they are",
			history: []change{
				{"enswitch", map[string]string{"new.level": "1", "new.dtype": "peer", "new.dnumber": "trunk"}},
				{"vodia", map[string]string{"st1_ext": "440 441"}},
				{"enswitch", map[string]string{"destination.2.available": "0", "destination.2.screen": "1"}},
			},
			dialect: "vodia", first: map[string]string{"st1_ext": "440"}, second: map[string]string{"st1_ext": "441  440"},
		},
	})
	tried(t, laws.People(t, w), []counterexample{
		{
			name:    "an administrator's name is two names on the other side",
			history: []change{{"enswitch", map[string]string{"forename": "Anna Maria", "surname": "de Souza"}}},
			dialect: "vodia", first: map[string]string{"display": "Ann"}, second: map[string]string{"display": "Anna Maria de Souza"},
		},
	})
}

func tried[K any](t *testing.T, kind *laws.Kind[K], cases []counterexample) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			k := kind.Fresh()
			for _, change := range c.history {
				var err error
				if k, err = kind.Put(viewOf(t, kind, change.dialect), k, texts(change.values)); err != nil {
					t.Fatal(err)
				}
			}
			if err := kind.All(viewOf(t, kind, c.dialect), k, texts(c.first), texts(c.second)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func viewOf[K any](t *testing.T, kind *laws.Kind[K], dialect string) laws.View[K] {
	t.Helper()
	for _, view := range kind.Views {
		if view.Dialect() == dialect {
			return view
		}
	}
	t.Fatalf("there is no dialect %s", dialect)
	return nil
}

func texts(in map[string]string) laws.Values {
	out := laws.Values{}
	for place, text := range in {
		out[place] = lens.Text(text)
	}
	return out
}

// Texts that one dialect once took and the other couldn't show.
func TestRefused(t *testing.T) {
	w := laws.Open(t)
	for _, refused := range []struct {
		name    string
		refuses func() bool
	}{
		{"a domain that is no DNS name", refuses(t, laws.Tenants(t, w), "enswitch", "domain", "a b")},
		{"an alias that is no DNS name", refuses(t, laws.Tenants(t, w), "enswitch", "domain_aliases", "a.example !")},
		{"an administrator without a name", refuses(t, laws.People(t, w), "vodia", "name", "")},
		{"a person's empty password, whether or not there is one", refuses(t, laws.People(t, w), "enswitch", "password", "")},
		{"a destination without a number", refuses(t, laws.HuntGroups(t, w), "enswitch", "new.dnumber", "")},
	} {
		if !refused.refuses() {
			t.Errorf("%s is taken", refused.name)
		}
	}
}

func refuses[K any](t *testing.T, kind *laws.Kind[K], dialect, place, text string) func() bool {
	return func() bool {
		_, err := kind.Put(viewOf(t, kind, dialect), kind.Fresh(), texts(map[string]string{place: text}))
		return err != nil
	}
}
