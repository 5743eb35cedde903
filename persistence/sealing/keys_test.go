package sealing_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "dragoman/domain/chance"
	"dragoman/persistence/sealing"
)

func newKeys(t *testing.T) *sealing.Keys {
	t.Helper()
	keys, err := sealing.Create(filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestWhatIsSealedOpens(t *testing.T) {
	keys := newKeys(t)
	rapid.Check(t, func(t *rapid.T) {
		text, binding := rapid.String().Draw(t, "text"), rapid.String().Draw(t, "binding")
		sealed := keys.Seal(text, binding)
		if (sealed == "") != (text == "") {
			t.Fatalf("%q is sealed as %q", text, sealed)
		}
		if len(text) > 8 && strings.Contains(sealed, text) {
			t.Fatalf("the sealed text %q shows %q", sealed, text)
		}
		if opened, err := keys.Open(sealed, binding); err != nil || opened != text {
			t.Fatalf("got %q, %v, want %q", opened, err, text)
		}
	})
}

func TestSealingTwiceGivesTwoTexts(t *testing.T) {
	keys := newKeys(t)
	if first, second := keys.Seal("secret", "here"), keys.Seal("secret", "here"); first == second {
		t.Errorf("both times it is %s, so that equal secrets can be told", first)
	}
}

func TestChangedOrMovedTextsDoNotOpen(t *testing.T) {
	keys := newKeys(t)
	sealed := keys.Seal("secret", "1|phone|2|pin")
	id, encoded, _ := strings.Cut(sealed, ":")
	data, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		changed := bytes.Clone(data)
		changed[i] ^= 1
		if text, err := keys.Open(id+":"+base64.RawStdEncoding.EncodeToString(changed), "1|phone|2|pin"); err == nil {
			t.Errorf("with byte %d changed it opens as %q", i, text)
		}
	}
	for _, binding := range []string{"", "1|phone|2|password", "1|phone|3|pin", "2|phone|2|pin", "1|phone|2|pin "} {
		if text, err := keys.Open(sealed, binding); err == nil {
			t.Errorf("bound to %q it opens as %q", binding, text)
		}
	}
	for _, text := range []string{"secret", ":", id + ":", id + ":!", id + ":AAAA", id + " " + encoded} {
		if opened, err := keys.Open(text, "1|phone|2|pin"); err == nil {
			t.Errorf("%q opens as %q", text, opened)
		}
	}
	if _, err := newKeys(t).Open(sealed, "1|phone|2|pin"); !errors.Is(err, sealing.ErrUnknownKey) {
		t.Errorf("with other keys: %v, want ErrUnknownKey", err)
	}
}

const (
	keyA = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
	keyB = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="
)

func load(t *testing.T, text string) (*sealing.Keys, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	keys, _, err := sealing.Load(path)
	return keys, err
}

func TestFirstKeySealsAndAllOpen(t *testing.T) {
	old, err := load(t, "a "+keyA)
	if err != nil {
		t.Fatal(err)
	}
	both, err := load(t, "# the new one\r\n\n  b   "+keyB+"  \r\na "+keyA+"\n")
	if err != nil {
		t.Fatal(err)
	}
	sealed := both.Seal("secret", "here")
	if !strings.HasPrefix(sealed, "b:") {
		t.Errorf("it is sealed as %s", sealed)
	}
	if text, err := both.Open(old.Seal("older", "here"), "here"); err != nil || text != "older" {
		t.Errorf("what the older key sealed opens as %q, %v", text, err)
	}
	if _, err := old.Open(sealed, "here"); !errors.Is(err, sealing.ErrUnknownKey) {
		t.Errorf("without the new key: %v, want ErrUnknownKey", err)
	}
}

// Sealed texts have to stay readable for as long as there are stores, so one is kept here.
func TestFormatStaysReadable(t *testing.T) {
	keys, err := load(t, "a "+keyA)
	if err != nil {
		t.Fatal(err)
	}
	const sealed = "a:6fbNNc1dki/cQkzNRg9dogjEywsY9p3O/8ytBqsAC+Y"
	if text, err := keys.Open(sealed, "1|phone|2|pin"); err != nil || text != "4711" {
		t.Errorf("got %q, %v", text, err)
	}
	derived, err := keys.Derive("tokens")
	if err != nil {
		t.Fatal(err)
	}
	if got := base64.StdEncoding.EncodeToString(derived); got != "5M9ZHmTI+Dnzyh3nAcQqPvOzpkXFSs6BMzSYT52K2Vo=" {
		t.Errorf("derived %s", got)
	}
}

func TestMalformedKeyFiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty":             "",
		"comments alone":    "# nothing\n\n",
		"no id":             " " + keyA,
		"id with a colon":   "a:b " + keyA,
		"id with capitals":  "A " + keyA,
		"short key":         "a " + keyA[:40],
		"long key":          "a " + strings.TrimRight(keyA, "=") + keyB,
		"no base64":         "a " + strings.Repeat("!", 44),
		"one id twice":      "a " + keyA + "\na " + keyB,
		"garbage below":     "a " + keyA + "\nnonsense",
		"a very long line":  "a " + strings.Repeat("A", 1<<20),
		"something after":   "a " + keyA + " b",
		"the key in quotes": `a "` + keyA + `"`,
	} {
		keys, err := load(t, text)
		if err == nil {
			t.Errorf("%s: it was loaded: %v", name, keys)
			continue
		}
		if strings.Contains(err.Error(), keyA[:20]) || strings.Contains(err.Error(), "AAAA") {
			t.Errorf("%s: the error quotes the key: %v", name, err)
		}
	}
	if _, _, err := sealing.Load(filepath.Join(t.TempDir(), "keys")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v, want fs.ErrNotExist", err)
	}
}

func TestCreateReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "keys")
	keys, err := sealing.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sealing.Create(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a second time: %v, want fs.ErrExist", err)
	}
	loaded, exposed, err := sealing.Load(path)
	if err != nil || exposed {
		t.Fatalf("loading it: %v (exposed: %t)", err, exposed)
	}
	if text, err := loaded.Open(keys.Seal("secret", "here"), "here"); err != nil || text != "secret" {
		t.Errorf("got %q, %v", text, err)
	}
	for _, place := range []struct {
		path string
		mode fs.FileMode
	}{{path, 0o600}, {filepath.Dir(path), 0o700}} {
		if info, err := os.Stat(place.path); err != nil || info.Mode().Perm() != place.mode {
			t.Errorf("%s has mode %v (%v), want %v", place.path, info.Mode().Perm(), err, place.mode)
		}
	}
}
