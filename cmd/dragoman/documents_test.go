package main_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the answers that are given now into testdata")

// The files of testdata/documents hold the requests that the documents print, as printed, each file for a lab of its
// own. A line begins with
//
//	# for a comment,
//	$ for a request as printed: an address, a line for curl, or a method with a path and a body,
//	+ for such a request that isn't on the page and makes what the page takes for granted,
//	@ for a table and the id that its next row gets,
//	= for the answer as printed, where ... stands for what the page leaves out,
//	~ for an answer whose page prints it for people: unquoted names, some of the settings,
//	< for the answer that is given, which -update writes.
func TestDocumentsAsPrinted(t *testing.T) {
	eachDocument(t, func(d *document, file, script string) {
		got := d.play(script)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				d.t.Fatal(err)
			}
			return
		}
		compareLines(d.t, file, script, got)
	})
}

// eachDocument reads every document in a test and a lab of its own.
func eachDocument(t *testing.T, read func(d *document, file, script string)) {
	files, err := filepath.Glob("testdata/documents/*.txt")
	if err != nil || len(files) < 9 {
		t.Fatalf("the documents are %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			read(&document{gateway: serveLab(t, dir, ""), shelf: openShelf(t, dir), t: t}, file, string(script))
		})
	}
}

func compareLines(t *testing.T, file, want, got string) {
	t.Helper()
	was, is := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Fatalf("%s:%d:\nwant %s\n got %s", file, i+1, was[i], is[i])
		}
	}
	if len(was) != len(is) {
		t.Fatalf("%s has %d lines, and should have %d", file, len(was), len(is))
	}
}

// document is a file of printed requests on the way through a gateway.
type document struct {
	*gateway
	*shelf
	t     *testing.T
	last  answer
	token string // the last session token that was answered
}

func (d *document) play(script string) string {
	d.t.Helper()
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(script, "\n"), "\n") {
		kind, text, _ := strings.Cut(line, " ")
		if kind != "<" {
			out.WriteString(line + "\n")
		}
		switch kind {
		case "$":
			d.last = d.sendPrinted(text)
			out.WriteString(d.transcript())
		case "+":
			if a := d.sendPrinted(text); a.status != 200 || strings.Contains(a.body, `"code":"4`) {
				d.t.Errorf("%s: %d %s", text, a.status, a.body)
			}
		case "@":
			d.nextID(strings.Fields(text))
		case "=":
			if !printedPattern(text).MatchString(d.last.body) {
				d.t.Errorf("the page prints\n%s\nand the gateway answers\n%s", text, d.last.body)
			}
		case "~":
			d.comparePrinted(text)
		case "<", "#", "":
		default:
			d.t.Fatalf("nobody knows what %q is", line)
		}
	}
	return out.String()
}

// nextID makes a table number its next row.
func (d *document) nextID(words []string) {
	d.t.Helper()
	_, err := d.database.Exec("INSERT INTO sqlite_sequence (name, seq) SELECT ?1, 0 WHERE NOT EXISTS (SELECT * FROM sqlite_sequence WHERE name = ?1)", words[0])
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := d.database.Exec("UPDATE sqlite_sequence SET seq = ? - 1 WHERE name = ?", words[1], words[0]); err != nil {
		d.t.Fatal(err)
	}
}

// word is a word of a line for a shell.
var word = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)`)

func shellWords(line string) []string {
	var words []string
	for _, match := range word.FindAllStringSubmatch(line, -1) {
		words = append(words, strings.ReplaceAll(match[1], `\"`, `"`)+match[2]+match[3])
	}
	return words
}

// sendPrinted sends a request that is written as documents write them. The host is the gateway's.
func (d *document) sendPrinted(line string) answer {
	d.t.Helper()
	line = strings.ReplaceAll(line, "<token>", d.token)
	switch {
	case strings.HasPrefix(line, "curl "):
		return d.curl(shellWords(line)[1:])
	case strings.HasPrefix(line, "http"):
		return d.submit("GET", line, nil, "", "")
	}
	method, rest, _ := strings.Cut(line, " ")
	path, body, _ := strings.Cut(rest, " ")
	if method == "nobody" {
		method, rest, _ = strings.Cut(rest, " ")
		path, body, _ = strings.Cut(rest, " ")
		return d.submit(method, "http://x"+path, nil, body, "application/json")
	}
	return d.submit(method, "http://x"+path, url.User("admin"), body, "application/json")
}

// curl does what curl does with these words. Words that are no option are addresses to it; those that can't be one, as
// the stray GET of the examples, it fails on, and goes on.
func (d *document) curl(words []string) answer {
	d.t.Helper()
	method, address, body, label := "GET", "", "", ""
	var user *url.Userinfo
	for i := 0; i < len(words); i++ {
		argument := func() string { i++; return words[i] }
		switch words[i] {
		case "-u":
			name, password, _ := strings.Cut(argument(), ":")
			user = url.UserPassword(name, password)
		case "-D":
			argument()
		case "-X":
			method = argument()
		case "-d":
			body, label = argument(), "application/x-www-form-urlencoded"
			if method == "GET" {
				method = "POST"
			}
		default:
			if strings.Contains(words[i], "/") {
				address = words[i]
			}
		}
	}
	return d.submit(method, address, user, body, label)
}

func (d *document) submit(method, address string, user *url.Userinfo, body, label string) answer {
	d.t.Helper()
	_, rest, ok := strings.Cut(address, "://")
	_, path, slash := strings.Cut(rest, "/")
	if !ok || !slash {
		d.t.Fatalf("%q is no address", address)
	}
	r, err := http.NewRequest(method, d.url+"/"+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if body == "" {
		r.Body = http.NoBody
	}
	if user != nil {
		password, _ := user.Password()
		r.SetBasicAuth(user.Username(), password)
	}
	if label != "" {
		r.Header.Set("Content-Type", label)
	}
	a := d.send(r)
	if match := sessionToken.FindStringSubmatch(a.body); match != nil {
		d.token = match[1]
	}
	return a
}

var sessionToken = regexp.MustCompile(`^"([a-z0-9]{20})"$`)

// fleeting is what differs from run to run, and what stands in its place.
var fleeting = []struct {
	pattern *regexp.Regexp
	instead string
	longer  bool // its length differs as well
}{
	{regexp.MustCompile(`^"[a-z0-9]{20}"$`), `"<token>"`, false},
	{regexp.MustCompile(`session=[a-z0-9]{20}`), `session=<token>`, false},
	{regexp.MustCompile(`"auth_token":"[^"]+"`), `"auth_token":"<token>"`, true},
	{regexp.MustCompile(`"auth_token_expir(y|es)":[0-9]+`), `"auth_token_expir$1":<number>`, true},
	{regexp.MustCompile(`"time":"[^"]+"`), `"time":"<time>"`, false},
	{regexp.MustCompile(`"request":"[^"]+"`), `"request":"<id>"`, false},
}

// transcript is the last answer as the files hold it.
func (d *document) transcript() string {
	body, cookie, length := d.last.body, d.last.header.Get("Set-Cookie"), d.last.header.Get("Content-Length")
	for _, f := range fleeting {
		if f.longer && f.pattern.MatchString(body) {
			length = "some"
		}
		body, cookie = f.pattern.ReplaceAllString(body, f.instead), f.pattern.ReplaceAllString(cookie, f.instead)
	}
	if cookie != "" {
		cookie = ", cookie " + cookie
	}
	return fmt.Sprintf("< %d %s, %s bytes%s\n< %s\n", d.last.status, d.last.header.Get("Content-Type"), length, cookie, body)
}

// printedPattern matches the answers that a page prints, byte for byte but for what it leaves out.
func printedPattern(printed string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(printed)
	pattern = strings.ReplaceAll(pattern, `, \.\.\. `, `, [^{}]* `)
	return regexp.MustCompile(`^` + pattern + `$`)
}

var unquoted = regexp.MustCompile(`([{,]\s*)([A-Za-z_0-9]+)\s*:`)

// comparePrinted compares with an answer printed for people: every setting that it shows must be there, in its order,
// with its value, of whichever JSON type clients are known to get.
func (d *document) comparePrinted(printed string) {
	d.t.Helper()
	want := membersOf(d.t, unquoted.ReplaceAllString(printed, `$1"$2":`))
	got := membersOf(d.t, d.last.body)
	if len(want) != len(got) {
		d.t.Fatalf("the page prints %d objects, and the gateway answers with %d: %s", len(want), len(got), d.last.body)
	}
	for i := range want {
		at := 0
		for _, member := range want[i] {
			found := slices.Index(got[i][at:], member)
			if found < 0 {
				d.t.Errorf("the page prints %s here, and the gateway answers %s", member, d.last.body)
				continue
			}
			at += found + 1
		}
		if len(want) > 1 && len(want[i]) != len(got[i]) {
			d.t.Errorf("the rows of the page have %d members, and the gateway's %d", len(want[i]), len(got[i]))
		}
	}
}

// membersOf takes an object or an array of objects apart: the members of each, in order, as name and value.
func membersOf(t *testing.T, text string) [][]string {
	t.Helper()
	var objects []json.RawMessage
	if json.Unmarshal([]byte(text), &objects) != nil {
		objects = []json.RawMessage{json.RawMessage(text)}
	}
	out := make([][]string, len(objects))
	for i, object := range objects {
		decoder := json.NewDecoder(bytes.NewReader(object))
		decoder.UseNumber()
		if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
			t.Fatalf("%s begins with %v, %v", object, opening, err)
		}
		for decoder.More() {
			name, err := decoder.Token()
			if err != nil {
				t.Fatal(err)
			}
			var value any
			if err := decoder.Decode(&value); err != nil && err != io.EOF {
				t.Fatal(err)
			}
			out[i] = append(out[i], fmt.Sprintf("%s: %v", name, value))
		}
	}
	return out
}
