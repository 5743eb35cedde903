package main_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	program "dragoman/cmd/dragoman"
)

// conformanceReport is what conform prints with --json.
type conformanceReport struct {
	Conforms                bool
	Place, Stopped          string
	Passed, Failed, Skipped int
	Checks                  []struct{ Name, Page, Outcome, Sent, Expected, Got, Message string }
}

// failing are the names of the checks that failed.
func (r conformanceReport) failing() []string {
	var names []string
	for _, check := range r.Checks {
		if check.Outcome == "failed" {
			names = append(names, check.Name)
		}
	}
	return names
}

// placeOf writes a server as a place of a dialect, with somebody who signs in there.
func placeOf(dialect, url string, caller who) string {
	at := dialect + "+" + strings.Replace(url, "://", "://"+caller.login+"@", 1)
	if dialect == "vodia" {
		return at + "/localhost"
	}
	return at + "?customer=1"
}

// passwordFile holds somebody's password, which may be empty.
func passwordFile(t testing.TB, caller who) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte(caller.password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// conformanceOf runs conform on a server and reads its report.
func conformanceOf(ctx context.Context, t testing.TB, dialect, url string, caller who, flags ...string) (conformanceReport, outcome) {
	t.Helper()
	return reportOn(ctx, t, placeOf(dialect, url, caller), caller, flags...)
}

func reportOn(ctx context.Context, t testing.TB, place string, caller who, flags ...string) (conformanceReport, outcome) {
	t.Helper()
	out, errs := newOutput(), newOutput()
	args := append([]string{"conform", place, "--json", "--password-file", passwordFile(t, caller)}, flags...)
	code := program.Run(ctx, args, strings.NewReader(""), out, errs)
	var found conformanceReport
	if out.String() != "" {
		if err := json.Unmarshal([]byte(out.String()), &found); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
	}
	return found, outcome{code, out.String(), errs.String()}
}

// contents is everything in a store but what tells its history: the journal and the ids that are used up.
func contents(t testing.TB, dir string) string {
	t.Helper()
	database := openDatabase(t, dir)
	defer database.Close()
	var all strings.Builder
	for _, table := range []string{"tenants", "tenant_domains", "people", "phones", "hunt_groups", "members", "feature_codes", "plan", "sessions"} {
		rows, err := database.Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&all, "%s", table)
			for _, value := range values {
				fmt.Fprintf(&all, "|%v", *value.(*any))
			}
			all.WriteByte('\n')
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

func TestLabConforms(t *testing.T) {
	for _, dialect := range []string{"enswitch", "vodia"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			g := serveLab(t, dir, patient)
			before := contents(t, dir)
			for _, caller := range []who{labUser, admin} {
				for flags, most := range map[string]int{"": 10, "--write": 1} {
					found, got := conformanceOf(t.Context(), t, dialect, g.url, caller, strings.Fields(flags)...)
					if got.code != 0 || !found.Conforms || found.Failed > 0 || found.Passed < 500 || found.Skipped > most {
						t.Errorf("%s %s: exit code %d, %d passed, %d skipped, failed are %q; %s", caller.login, flags, got.code, found.Passed, found.Skipped, found.failing(), got.errs)
					}
				}
			}
			if after := contents(t, dir); after != before {
				t.Errorf("a trace is left: it was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// Somebody who may do nothing is told so, and that is how it should be.
func TestConformanceSeenByAUser(t *testing.T) {
	g := serveLab(t, t.TempDir(), patient)
	g.enswitch(labUser, "people/create", "username", "clerk", "email", "clerk@example.com", "password", "Clerk-of-the-lab", "role", "4").must(t, "200")
	for _, dialect := range []string{"enswitch", "vodia"} {
		found, got := conformanceOf(t.Context(), t, dialect, g.url, who{"clerk", "Clerk-of-the-lab"}, "--write")
		if got.code != 0 {
			t.Errorf("%s: %q %s", dialect, found.failing(), got.errs)
		}
	}
}

func TestConformanceReports(t *testing.T) {
	g := serveLab(t, t.TempDir(), patient)
	for _, dialect := range []string{"enswitch", "vodia"} {
		file := filepath.Join(t.TempDir(), "report.xml")
		got := execute(t, "conform", placeOf(dialect, g.url, labUser), "--password-file", passwordFile(t, labUser), "--junit", file)
		if got.code != 0 || !strings.Contains(got.out, " conforms: ") || strings.Contains(got.out, "FAILED") || !strings.Contains(got.out, "changes are tried only with --write: ") {
			t.Errorf("%+v", got)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var suite struct {
			XMLName  xml.Name
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Cases    []struct {
				Name string `xml:"name,attr"`
			} `xml:"testcase"`
		}
		if err := xml.Unmarshal(text, &suite); err != nil || suite.XMLName.Local != "testsuite" || suite.Tests != len(suite.Cases) || suite.Tests < 100 || suite.Failures != 0 {
			t.Errorf("%v, %d tests of which %d failed, %d cases", err, suite.Tests, suite.Failures, len(suite.Cases))
		}
	}
}

func TestConformanceOfNoServer(t *testing.T) {
	t.Parallel()
	g := serveLab(t, t.TempDir(), patient)
	host := strings.TrimPrefix(g.url, "http://")
	file := passwordFile(t, wrongPassword)
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no place":             {nil, 2, "arg"},
		"no scheme":            {[]string{"http://user@" + host}, 2, "enswitch+http"},
		"password in enswitch": {[]string{"enswitch+http://user:Quite-secret@" + host + "?customer=1"}, 2, "password"},
		"password in vodia":    {[]string{"vodia+http://user:Quite-secret@" + host + "/localhost"}, 2, "password"},
		"no customer":          {[]string{"enswitch+http://user@" + host}, 2, "customer"},
		"no domain":            {[]string{"vodia+http://user@" + host}, 2, "domain"},
		"no password":          {[]string{placeOf("vodia", g.url, labUser)}, 2, "DRAGOMAN_PASSWORD"},
		"two formats":          {[]string{placeOf("vodia", g.url, labUser), "--json", "--junit", "x"}, 2, "json"},
		"unknown family":       {[]string{placeOf("vodia", g.url, labUser), "--only", "phones"}, 2, "phones"},
		"wrong in enswitch":    {[]string{placeOf("enswitch", g.url, labUser), "--password-file", file}, 1, "password"},
		"wrong in vodia":       {[]string{placeOf("vodia", g.url, labUser), "--password-file", file}, 1, "password"},
		"nobody there":         {[]string{"vodia+http://user@127.0.0.1:1/localhost", "--password-file", file}, 1, "127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			got := execute(t, append([]string{"conform"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.errs, test.says) || strings.Contains(got.out+got.errs, "Quite-secret") || strings.Contains(got.out+got.errs, wrongPassword.password) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// Whoever stops the check in the middle finds nothing left of it.
func TestStoppedConformanceLeavesNothing(t *testing.T) {
	for dialect, at := range map[string]string{"enswitch": "/api/json/codes/update/", "vodia": "/rest/domain/localhost/user_settings/hunt"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			g := serveLab(t, dir, patient)
			before := contents(t, dir)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			proxy := breaking(t, g.url, func(e *exchange) {
				if e.method == "POST" && strings.HasPrefix(e.path, at) {
					cancel()
				}
			}, nil)
			found, got := conformanceOf(ctx, t, dialect, proxy, labUser, "--write")
			if got.code != 1 || found.Stopped == "" || found.Conforms || found.Failed != 0 {
				t.Errorf("exit code %d, stopped %q, failing are %q: %s", got.code, found.Stopped, found.failing(), got.errs)
			}
			if after := contents(t, dir); after != before {
				t.Errorf("a trace is left: it was\n%s\nand is\n%s", before, after)
			}
		})
	}
}

// A server that dies in the middle ends the check soon, and isn't blamed for what it was never asked.
func TestConformanceOfADyingServer(t *testing.T) {
	for _, dialect := range []string{"enswitch", "vodia"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			g := serveLab(t, t.TempDir(), patient)
			proxy := breaking(t, g.url, func(*exchange) {
				if requests.Add(1) > 3 {
					panic(http.ErrAbortHandler)
				}
			}, nil)
			found, got := conformanceOf(t.Context(), t, dialect, proxy, labUser, "--write")
			if got.code != 1 || !strings.Contains(found.Stopped, "no answer") || found.Failed > 10 || requests.Load() > 30 {
				t.Errorf("exit code %d after %d requests, stopped %q, failing are %q: %s", got.code, requests.Load(), found.Stopped, found.failing(), got.errs)
			}
		})
	}
}

// What a lost connection kept the check from removing it removes at another attempt.
func TestConformanceRemovesAgain(t *testing.T) {
	for dialect, only := range map[string]string{"enswitch": "codes", "vodia": "ivrnodes"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			var removals atomic.Int32
			dir := t.TempDir()
			g := serveLab(t, dir, patient)
			before := contents(t, dir)
			proxy := breaking(t, g.url, func(e *exchange) {
				if (e.method == http.MethodDelete || strings.HasSuffix(e.path, "/delete/")) && removals.Add(1)%2 == 1 {
					panic(http.ErrAbortHandler)
				}
			}, nil)
			found, _ := conformanceOf(t.Context(), t, dialect, proxy, labUser, "--write", "--only", only)
			if removals.Load() < 2 || slices.ContainsFunc(found.failing(), func(name string) bool { return strings.Contains(name, "cleaning up") }) {
				t.Errorf("after %d removals failing are %q", removals.Load(), found.failing())
			}
			if after := contents(t, dir); after != before {
				t.Errorf("a trace is left: it was\n%s\nand is\n%s", before, after)
			}
		})
	}
}
