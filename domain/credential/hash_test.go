package credential_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"dragoman/domain/credential"
)

// cheap hashes in microseconds, for tests that are not about the cost.
var cheap = credential.Cost{Memory: 8, Passes: 1, Threads: 1}

func check(t *testing.T, stored, password string) error {
	t.Helper()
	v := credential.NewVerifier(credential.Options{FailuresPerMinute: 1000})
	return v.Check(context.Background(), "192.0.2.1:5", "somebody", stored, password)
}

func TestHashFitsItsPasswordAlone(t *testing.T) {
	for _, password := range []string{"", "password", "pässwörd ☎", "a\x00b", strings.Repeat("long", 1000)} {
		stored := credential.Hash(password)
		if err := check(t, stored, password); err != nil {
			t.Errorf("%.20q does not fit its own hash: %v", password, err)
		}
		if err := check(t, stored, password+" "); !errors.Is(err, credential.ErrWrong) {
			t.Errorf("something longer than %.20q: %v", password, err)
		}
		if password == "" {
			continue
		}
		if err := check(t, stored, ""); !errors.Is(err, credential.ErrWrong) {
			t.Errorf("nothing instead of %.20q: %v", password, err)
		}
	}
}

func TestHashIsSaltedArgon2idInPHCForm(t *testing.T) {
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	first, second := credential.Hash("password"), credential.Hash("password")
	if !form.MatchString(first) {
		t.Errorf("got %s", first)
	}
	if first == second {
		t.Error("two hashes of one password are equal")
	}
}

// The hash was made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1, as its
// README and test.c print it.
func TestHashesOfOthersAreUnderstood(t *testing.T) {
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if err := check(t, reference, "password"); err != nil {
		t.Error(err)
	}
	if err := check(t, reference, "passwore"); !errors.Is(err, credential.ErrWrong) {
		t.Error(err)
	}
}

func TestForeignHashesAreTheStoresFault(t *testing.T) {
	good := cheap.Hash("password")
	for name, stored := range map[string]string{
		"clear text":         "password",
		"bcrypt":             "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"argon2i":            strings.Replace(good, "argon2id", "argon2i", 1),
		"old version":        strings.Replace(good, "v=19", "v=16", 1),
		"no passes":          strings.Replace(good, "t=1", "t=0", 1),
		"no threads":         strings.Replace(good, "p=1", "p=0", 1),
		"too little memory":  strings.Replace(good, "m=8", "m=7", 1),
		"too much memory":    strings.Replace(good, "m=8", "m=4194304", 1),
		"too many passes":    strings.Replace(good, "t=1", "t=4000000", 1),
		"too many threads":   strings.Replace(good, "p=1", "p=17", 1),
		"threads overflow":   strings.Replace(good, "p=1", "p=257", 1),
		"padded":             good + "=",
		"cut":                good[:len(good)-30],
		"key missing":        good[:strings.LastIndex(good, "$")+1],
		"more after the key": good + "$x",
		"spaces":             " " + good,
		"plus":               strings.Replace(good, "m=8", "m=+8", 1),
		"more parameters":    strings.Replace(good, "p=1", "p=1,data=eA", 1),
	} {
		if err := check(t, stored, "password"); !errors.Is(err, credential.ErrHash) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestSessionProof(t *testing.T) {
	for password, want := range map[string]string{
		"":         "",
		"password": "5f4dcc3b5aa765d61d8327deb882cf99",
	} {
		if got := credential.SessionProof(password); got != want {
			t.Errorf("%q: got %s", password, got)
		}
	}
}

func TestRandomTextsHaveTheirFormAndDiffer(t *testing.T) {
	for name, test := range map[string]struct {
		make func() string
		form string
	}{
		"password": {credential.Generate, `^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){4}$`},
		"token":    {credential.Token, `^[a-z0-9]{20}$`},
	} {
		t.Run(name, func(t *testing.T) {
			form := regexp.MustCompile(test.form)
			seen := map[string]bool{}
			used := map[rune]bool{}
			for range 1000 {
				text := test.make()
				if !form.MatchString(text) || seen[text] {
					t.Fatalf("got %s, seen before: %t", text, seen[text])
				}
				seen[text] = true
				for _, r := range text {
					used[r] = true
				}
			}
			// In 20,000 characters each of the alphabet comes up, and with it the last one.
			if !used['a'] || !used['z'] || !used['9'] {
				t.Error("not all of the alphabet is used")
			}
		})
	}
}

func FuzzForeignHash(f *testing.F) {
	f.Add(cheap.Hash("password"), "password")
	f.Add("$argon2id$v=19$m=8,t=1,p=1$$", "")
	f.Add("$argon2id$v=19$m=99999999999,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "x")
	f.Fuzz(func(t *testing.T, stored, password string) {
		err := check(t, stored, password)
		if err == nil && !strings.HasPrefix(stored, "$argon2id$v=19$") {
			t.Errorf("%q is taken for a hash of %q", stored, password)
		}
		if err != nil && !errors.Is(err, credential.ErrWrong) && !errors.Is(err, credential.ErrHash) {
			t.Errorf("unexpected error %v", err)
		}
	})
}
