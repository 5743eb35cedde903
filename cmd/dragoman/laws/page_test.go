package laws_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/domain"
	"dragoman/domain/lens"
)

var update = flag.Bool("update", false, "rewrite the names in testdata/pages from the documents beside the clone, and the history of the current schema")

// documents lie beside a clone of the repository, where there are any.
const documents = "../../../../shared"

// page is a part of a document that names settings of one kind of object.
type page struct {
	name     string // of its file in testdata/pages
	dialect  string
	kind     domain.Kind
	scope    string // of the settings, where a kind's have several
	document string
	from, to string // texts of the lines that it begins with and that follow it; empty for the document's ends
	named    func(text string) []documented
	excused  map[string]string // names that are no settings, with the reason
}

// documented is a setting as a page names it.
type documented struct {
	name      string
	required  bool
	byDefault string
	defaulted bool // the page gives a default
}

var pages = []page{
	{name: "enswitch-phones-create", dialect: enswitch.Dialect, kind: domain.KindPhone, document: "seeds/enswitch-phones-create.txt", named: parameterTable},
	{name: "enswitch-huntgroups-create", dialect: enswitch.Dialect, kind: domain.KindHuntGroup, document: "seeds/enswitch-huntgroups-create.txt", named: parameterTable},
	{name: "enswitch-codes-create", dialect: enswitch.Dialect, kind: domain.KindFeatureCode, document: "seeds/enswitch-codes-create.txt", named: parameterTable},
	{
		name: "enswitch-huntgroups-destinations-create", dialect: enswitch.Dialect, kind: domain.KindHuntGroup, scope: "destination",
		document: "reference/enswitch-json-api.md", from: "### 2.5 ", to: "Codes 200", named: firstColumn,
	},
	{
		name: "enswitch-huntgroups-destinations-list", dialect: enswitch.Dialect, kind: domain.KindHuntGroup, scope: "destination",
		document: "reference/enswitch-json-api.md", from: "Row fields [I]: id, huntgroup", to: "### 2.8", named: listed(":", "."),
	},
	{
		name: "enswitch-huntgroups-levels-set", dialect: enswitch.Dialect, kind: domain.KindHuntGroup, scope: "level",
		document: "reference/enswitch-json-api.md", from: "set: huntgroup, level required", to: "Oddity", named: listed(";", ": default"),
	},
	{
		name: "enswitch-people-create", dialect: enswitch.Dialect, kind: domain.KindPerson,
		document: "reference/enswitch-json-api.md", from: "| people/create |", to: "| people/update", named: listed("wholesale | ", " | tail"),
	},
	{
		name: "vodia-hunts-printed", dialect: vodia.Dialect, kind: domain.KindHuntGroup, document: "seeds/vodia-hunt-groups.txt",
		named: matching(regexp.MustCompile(`conn_sym: .*`), regexp.MustCompile(`(\w+): ["\[]`)),
	},
	{
		name: "vodia-hunts-update", dialect: vodia.Dialect, kind: domain.KindHuntGroup, document: "seeds/vodia-hunt-groups.txt",
		named: matching(regexp.MustCompile(`\{ 'display':.*`), regexp.MustCompile(`'(\w+)':`)),
	},
	{
		name: "vodia-hunts", dialect: vodia.Dialect, kind: domain.KindHuntGroup, document: "reference/vodia-rest-api.md",
		from: "Complete answer of API58", to: "Update example of API58", named: firstColumn,
		excused: map[string]string{"st4_dur": "the page says that there is no such key"},
	},
	{
		name: "vodia-extensions-printed", dialect: vodia.Dialect, kind: domain.KindPhone, document: "reference/vodia-rest-api.md",
		from: "From API58 (names in API order", to: "| name | meaning", named: listed("`): ", ", email_…"),
	},
	{
		name: "vodia-extensions", dialect: vodia.Dialect, kind: domain.KindPhone, document: "reference/vodia-rest-api.md",
		from: "From API58 (names in API order", to: "Web-UI create form", named: firstColumn,
		excused: map[string]string{
			"name": "a member of lists",
			"SIP":  "a word", "web": "a word", "PIN": "a word", "provisioning": "a word", "passwords": "a word",
		},
	},
	{
		name: "vodia-ivrnodes", dialect: vodia.Dialect, kind: domain.KindFeatureCode, document: "reference/vodia-rest-api.md",
		from: "**IVR node / voice agent**", to: "**Service flag**", named: listed("too): ", " [C]"),
	},
	{
		name: "vodia-config", dialect: vodia.Dialect, kind: domain.KindTenant, document: "reference/vodia-rest-api.md",
		from: "| GET/POST/PUT `/rest/domain/{d}/config`", to: "| GET/POST (old PUT)", named: listed("tenant data: ", " | [C]"),
	},
	{
		name: "vodia-settings", dialect: vodia.Dialect, kind: domain.KindTenant, document: "reference/vodia-rest-api.md",
		from: "## 7. Tenant settings keys", named: matching(regexp.MustCompile("(?m)^`.*"), regexp.MustCompile("`([a-z]\\w*)`")),
	},
	{
		name: "vodia-star-codes", dialect: vodia.Dialect, kind: domain.KindTenant, document: "reference/vodia-rest-api.md",
		from: "### 3.1 Star codes", to: "Old rule", named: matching(regexp.MustCompile(`(?m)^\| .*`), regexp.MustCompile(`\b((?:code|record)_\w+)\b`)),
	},
	{
		name: "vodia-administrators", dialect: vodia.Dialect, kind: domain.KindPerson, document: "reference/vodia-rest-api.md",
		from: "| GET/POST `/rest/system/administrators`", to: "| GET `/rest/domain/{d}/changes`", named: listed("POST `{", "}`"),
	},
}

// read takes the page out of its document; ok is false where there are no documents.
func (p page) read(t *testing.T) (found []documented, ok bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(documents, p.document))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if p.from != "" {
		_, rest, begun := strings.Cut(text, p.from)
		if !begun {
			t.Fatalf("%s has no %q", p.document, p.from)
		}
		text = p.from + rest
	}
	if p.to != "" {
		i := strings.Index(text, p.to)
		if i < 0 {
			t.Fatalf("%s has no %q", p.document, p.to)
		}
		text = text[:i]
	}
	found = p.named(text)
	if len(found) == 0 {
		t.Fatalf("%s names nothing in %s", p.name, p.document)
	}
	return found, true
}

// cells are those of the rows of tables, with or without a bar at the ends.
func cells(text string) [][]string {
	var rows [][]string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.Count(line, "|") < 2 || strings.Contains(line, "---") {
			continue
		}
		parts := strings.Split(strings.Trim(line, "|"), "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		if !strings.EqualFold(parts[0], "name") {
			rows = append(rows, parts)
		}
	}
	return rows
}

// parameterTable reads a table of parameters as Enswitch's pages have it: name, type, description, required, default.
func parameterTable(text string) []documented {
	var out []documented
	for _, row := range cells(text) {
		if len(row) < 5 {
			continue
		}
		d := documented{name: row[0], required: strings.HasPrefix(row[3], "Yes"), defaulted: row[4] != "" && !strings.Contains(row[4], "authentication user")}
		if d.byDefault = strings.Trim(row[4], `"`); d.byDefault == "Empty string." {
			d.byDefault = ""
		}
		out = append(out, d)
	}
	return out
}

func firstColumn(text string) []documented {
	var out []documented
	for _, row := range cells(text) {
		out = append(out, names(row[0])...)
	}
	return out
}

// listed reads names that stand between two texts, separated by commas.
func listed(after, before string) func(string) []documented {
	return func(text string) []documented {
		if _, rest, ok := strings.Cut(text, after); ok {
			text = rest
		}
		text, _, _ = strings.Cut(text, before)
		return names(text)
	}
}

func matching(part, name *regexp.Regexp) func(string) []documented {
	return func(text string) []documented {
		var out []documented
		for _, found := range name.FindAllStringSubmatch(strings.Join(part.FindAllString(text, -1), "\n"), -1) {
			out = append(out, documented{name: found[1]})
		}
		return out
	}
}

var (
	aside = regexp.MustCompile(`\([^)]*\)|"(\\.|[^"\\])*"|\[\]`)
	ones  = regexp.MustCompile(`^([A-Za-z_]+)([0-9])–([0-9])$`)
	plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)
)

// names reads a list of names as the pages write it: with remarks in parentheses, example values, and ranges. A name
// with a star or an ellipsis stands for others, which are named elsewhere.
func names(text string) []documented {
	var out []documented
	for _, word := range strings.FieldsFunc(aside.ReplaceAllString(text, ""), func(r rune) bool { return strings.ContainsRune(",/ \n:*`", r) && r != '*' }) {
		if r := ones.FindStringSubmatch(word); r != nil {
			for n, _ := strconv.Atoi(r[2]); strconv.Itoa(n) <= r[3]; n++ {
				out = append(out, documented{name: r[1] + strconv.Itoa(n)})
			}
			continue
		}
		if plain.MatchString(word) {
			out = append(out, documented{name: word})
		}
	}
	return out
}

// line is a documented setting as testdata/pages keeps it.
func (d documented) line() string {
	parts := []string{d.name}
	if d.required {
		parts = append(parts, "required")
	}
	if d.defaulted {
		parts = append(parts, "default="+d.byDefault)
	}
	return strings.Join(parts, "\t")
}

func (p page) file() string { return filepath.Join("testdata", "pages", p.name+".txt") }

// kept reads what testdata/pages keeps of the page.
func (p page) kept(t *testing.T) []documented {
	t.Helper()
	data, err := os.ReadFile(p.file())
	if err != nil {
		t.Fatal(err)
	}
	var out []documented
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		d := documented{name: parts[0], required: slices.Contains(parts, "required")}
		for _, part := range parts[1:] {
			if text, ok := strings.CutPrefix(part, "default="); ok {
				d.byDefault, d.defaulted = text, true
			}
		}
		out = append(out, d)
	}
	return out
}

func lines(found []documented) string {
	var out []string
	for _, d := range found {
		if line := d.line() + "\n"; !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// The names in testdata are those of the documents, where these are at hand.
func TestPagesAreThoseOfTheDocuments(t *testing.T) {
	for _, p := range pages {
		found, ok := p.read(t)
		if !ok {
			t.Logf("%s isn't at hand; testdata/pages is taken as it is", p.document)
			continue
		}
		if *update {
			if err := os.WriteFile(p.file(), []byte(lines(found)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if kept := lines(p.kept(t)); kept != lines(found) {
			t.Errorf("%s is stale; it should be\n%s", p.file(), lines(found))
		}
	}
}

// Every documented setting has a row, with the documented default, or is a parameter of a function.
func TestEveryDocumentedSettingHasARow(t *testing.T) {
	for _, p := range pages {
		t.Run(p.name, func(t *testing.T) {
			unused := p.excused
			for _, d := range p.kept(t) {
				if _, ok := p.excused[d.name]; ok {
					continue
				}
				setting := settingOf(p, d.name)
				switch {
				case setting == nil && !parameters[d.name]:
					t.Errorf("%s has no row in %s's tables", d.name, p.dialect)
				case setting == nil:
				case d.defaulted && setting.Default != d.byDefault:
					t.Errorf("%s has the default %q, and the page says %q", d.name, setting.Default, d.byDefault)
				case d.required && !setting.Required:
					t.Errorf("%s isn't required, and the page says it is", d.name)
				}
			}
			for name := range unused {
				if settingOf(p, name) != nil {
					t.Errorf("%s is excused and has a row", name)
				}
			}
		})
	}
}

func settingOf(p page, name string) *lens.Setting {
	for _, sheet := range sheets(p.dialect) {
		if sheet.Kind != string(p.kind) {
			continue
		}
		if setting := sheet.Setting(name); setting != nil && (p.scope == "" || setting.Scope == p.scope) {
			return setting
		}
	}
	return nil
}

// parameters are those of functions that are no settings of an object.
var parameters = func() map[string]bool {
	out := map[string]bool{}
	for _, function := range enswitch.Functions() {
		for _, parameter := range function.Parameters {
			out[parameter.Name] = true
		}
	}
	return out
}()

func sheets(dialect string) []lens.Sheet {
	if dialect == enswitch.Dialect {
		return enswitch.Tables()
	}
	return vodia.Tables()
}
