package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "dragoman"
	root   = "../.."
)

// wall says what the packages of a folder may import. The first wall whose folder fits a package counts.
type wall struct {
	folder  string   // a * stands for one name, the same in the lists
	ours    []string // folders of ours that may be imported, each with what lies below
	inTests []string // and these by its tests, which put the parts together as cmd does
	never   []string // packages of others that may not be imported, each with what lies below
}

var transportAndStorage = []string{
	"net/http", "net/url", "database/sql", "gorm.io", "modernc.org", "github.com/mattn/go-sqlite3", "github.com/gorilla",
	"github.com/spf13", "github.com/golang-jwt",
}

var walls = []wall{
	// The rules of domain hold together only on a real store, so that is what its tests run on.
	{folder: "domain", ours: []string{"domain"}, inTests: []string{"persistence"}, never: transportAndStorage},
	{folder: "persistence", ours: []string{"domain", "persistence"}, never: []string{"net/http", "github.com/gorilla", "github.com/spf13"}},
	{folder: "config", ours: []string{"config"}, never: []string{"net/http", "database/sql", "gorm.io"}},
	// Clients of both dialects carry requests alike, handlers of both write JSON and let callers choose how strict to be
	// alike, and domain knows no HTTP: these are what adapters share. They know no dialect.
	{folder: "adapters/jsontext", ours: []string{"adapters/jsontext"}, never: transportAndStorage},
	{folder: "adapters/strictness", ours: []string{"domain", "adapters/strictness"}, never: []string{"database/sql", "gorm.io", "modernc.org", "github.com/spf13"}},
	{folder: "adapters/wire", ours: []string{"domain", "adapters/wire"}, never: []string{"database/sql", "gorm.io", "modernc.org", "github.com/spf13"}},
	// A file is a place of moves as a live server is: adapters/tenantfile translates between its text and domain alone, and
	// needs neither network nor storage of ours. cmd gives it the names of files and the keys.
	{folder: "adapters/tenantfile", ours: []string{"domain", "adapters/tenantfile"}, inTests: []string{"persistence"}, never: transportAndStorage},
	{folder: "adapters/*", ours: []string{"domain", "adapters/*", "adapters/wire", "adapters/jsontext", "adapters/strictness"}, inTests: []string{"persistence"}, never: []string{"database/sql", "gorm.io", "modernc.org", "github.com/spf13"}},
	{folder: "cmd", ours: []string{"cmd", "adapters", "domain", "persistence", "config"}},
}

// below says whether a path is the folder or lies in it.
func below(name, folder string) bool {
	return name == folder || strings.HasPrefix(name, folder+"/")
}

func belowAny(name string, folders []string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool { return below(name, folder) })
}

// around finds the wall of a folder, with its * filled in.
func around(folder string) (wall, bool) {
	for _, w := range walls {
		prefix, star := strings.CutSuffix(w.folder, "/*")
		if !star {
			if below(folder, w.folder) {
				return w, true
			}
			continue
		}
		rest, ok := strings.CutPrefix(folder, prefix+"/")
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		own := slices.Clone(w.ours)
		for i := range own {
			own[i] = strings.ReplaceAll(own[i], "*", name)
		}
		w.ours = own
		return w, true
	}
	return wall{}, false
}

// refusal says why a file of a folder may not import something, empty if it may.
func (w wall) refusal(imported string, test bool) string {
	if ours, ok := strings.CutPrefix(imported, module+"/"); ok {
		if belowAny(ours, w.ours) || test && belowAny(ours, w.inTests) {
			return ""
		}
		return "it may import of ours only " + strings.Join(w.ours, ", ")
	}
	if belowAny(imported, w.never) {
		return "that is none of its business"
	}
	return ""
}

// goFiles maps the path of each Go file from the root to what parsing found.
func goFiles(t *testing.T, mode parser.Mode) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, mode)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		files[filepath.ToSlash(relative)] = file
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go file was found, so that nothing would be checked")
	}
	return files
}

func TestWallsBetweenPackages(t *testing.T) {
	checked := map[string]bool{}
	for name, file := range goFiles(t, parser.ImportsOnly) {
		w, ok := around(path.Dir(name))
		if !ok {
			t.Errorf("%s lies outside of every wall", name)
			continue
		}
		checked[w.folder] = true
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if why := w.refusal(imported, strings.HasSuffix(name, "_test.go")); why != "" {
				t.Errorf("%s imports %s: %s", name, imported, why)
			}
		}
	}
	if !checked["domain"] || !checked["config"] || !checked["cmd"] {
		t.Errorf("only packages of %v were found", slices.Sorted(maps.Keys(checked)))
	}
}

// Where tests draw at random, each run draws the same: what passed once must not fail by chance.
func TestRandomTestsAreRepeatable(t *testing.T) {
	random, repeatable := map[string]bool{}, map[string]bool{}
	for name, file := range goFiles(t, parser.ImportsOnly) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, spec := range file.Imports {
			random[path.Dir(name)] = random[path.Dir(name)] || spec.Path.Value == `"pgregory.net/rapid"`
			repeatable[path.Dir(name)] = repeatable[path.Dir(name)] || spec.Path.Value == `"`+module+`/domain/chance"`
		}
	}
	checked := 0
	for folder, is := range random {
		if is && !repeatable[folder] {
			t.Errorf("the tests of %s are random and don't import domain/chance", folder)
		}
		if is {
			checked++
		}
	}
	if checked < 5 {
		t.Errorf("only %d packages with random tests were found", checked)
	}
}

// The walls themselves are tried on imports that must not pass, lest a slip in them let everything through.
func TestWallsHold(t *testing.T) {
	for _, test := range []struct {
		folder, imported string
		test, refused    bool
	}{
		{"domain/lens", "dragoman/domain", false, false},
		{"domain", "dragoman/persistence", false, true},
		{"domain", "dragoman/persistence", true, false},
		{"domain", "dragoman/adapters/vodia", true, true},
		{"domain/credential", "net/http", false, true},
		{"domain/lens", "gorm.io/gorm", false, true},
		{"domain", "database/sql/driver", true, true},
		{"domain", "net/netip", false, false},
		{"persistence", "dragoman/domain/lens", false, false},
		{"persistence", "dragoman/config", false, true},
		{"persistence", "dragoman/adapters/vodia", false, true},
		{"adapters/vodia", "dragoman/adapters/enswitch", false, true},
		{"adapters/vodia/client", "dragoman/adapters/enswitch", true, true},
		{"adapters/vodia/client", "dragoman/adapters/vodia", false, false},
		{"adapters/vodia/remote", "dragoman/adapters/wire", false, false},
		{"adapters/wire", "dragoman/adapters/vodia", true, true},
		{"adapters/jsontext", "dragoman/domain", false, true},
		{"adapters/strictness", "dragoman/adapters/vodia", false, true},
		{"adapters/wire", "dragoman/persistence", true, true},
		{"adapters/enswitch", "dragoman/persistence", false, true},
		{"adapters/enswitch", "dragoman/persistence", true, false},
		{"adapters/enswitch", "dragoman/cmd/dragoman", true, true},
		{"adapters/enswitch", "dragoman/domainish", false, true},
		{"config", "dragoman/domain", false, true},
		{"cmd/dragoman", "dragoman/adapters/gateway", false, false},
	} {
		w, ok := around(test.folder)
		if !ok {
			t.Errorf("%s lies outside of every wall", test.folder)
			continue
		}
		if why := w.refusal(test.imported, test.test); (why != "") != test.refused {
			t.Errorf("%s importing %s (in a test: %t): got refusal %q, want one: %t", test.folder, test.imported, test.test, why, test.refused)
		}
	}
	if w, ok := around("pkg/anything"); ok {
		t.Errorf("a folder that nobody planned is let in by %+v", w)
	}
}

func TestTopLevelNames(t *testing.T) {
	allowed := []string{"cmd", "adapters", "domain", "persistence", "config", "go.mod", "go.sum", "README.md", "CONTRIBUTING.md"}
	// Left by the go command and ignored by .gitignore.
	leftovers := regexp.MustCompile(`^dragoman$|\.(test|out|prof)$`)
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if !slices.Contains(allowed, name) && !strings.HasPrefix(name, ".") && !leftovers.MatchString(name) {
			t.Errorf("%s has no place at the top", name)
		}
	}
}

// meaningless names say nothing about what is inside.
var meaningless = regexp.MustCompile(`(?i)^(utils?|helpers?|common|managers?|misc)$|(utils?|helpers?|managers?)$`)

func TestNamesTellWhatIsInside(t *testing.T) {
	for name, file := range goFiles(t, parser.PackageClauseOnly) {
		words := strings.FieldsFunc(strings.TrimSuffix(name, ".go"), func(r rune) bool { return strings.ContainsRune("/_-.", r) })
		for _, word := range append(words, file.Name.Name) {
			if meaningless.MatchString(word) {
				t.Errorf("%s (package %s): %q says nothing", name, file.Name.Name, word)
			}
		}
	}
}

// withoutTenant are the storage methods that need not name a tenant, each with its reason. Everything else must, so
// that no caller can forget whose object it wants.
var withoutTenant = map[string]string{
	"Tx.PutTenant":            "the tenant itself carries its id",
	"Reader.TenantByDomain":   "it is how a tenant is found in the first place",
	"Reader.PersonByUsername": "people sign in before anybody knows whose they are, and user names are unique everywhere",
	"Reader.Session":          "a session is found by the hash of a token that nobody can guess, before anybody knows whose it is",
	"Tx.PutSession":           "the session carries whose it is",
	"Tx.TakeSession":          "as Reader.Session",
	"Tx.RemoveSession":        "as Reader.Session",
}

// storage are the interfaces of domain/store.go that reach stored objects.
var storage = []string{"Reader", "Tx"}

// interfacesOfStore are the interfaces that domain/store.go declares, by name.
func interfacesOfStore(t *testing.T) map[string]*ast.InterfaceType {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "domain", "store.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*ast.InterfaceType{}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if methods, ok := spec.Type.(*ast.InterfaceType); ok {
			found[spec.Name.Name] = methods
		}
		return false
	})
	return found
}

func TestStorageNamesTheTenant(t *testing.T) {
	interfaces := interfacesOfStore(t)
	unused := maps.Clone(withoutTenant)
	named := 0
	for _, name := range storage {
		methods, ok := interfaces[name]
		if !ok {
			t.Fatalf("domain/store.go has no interface %s", name)
		}
		for _, field := range methods.Methods.List {
			function, ok := field.Type.(*ast.FuncType)
			if !ok {
				if embedded, ok := field.Type.(*ast.Ident); !ok || !slices.Contains(storage, embedded.Name) {
					t.Errorf("%s embeds something that is not looked into here", name)
				}
				continue
			}
			method := name + "." + field.Names[0].Name
			_, excused := withoutTenant[method]
			delete(unused, method)
			switch {
			case takesTenant(function) && excused:
				t.Errorf("%s names a tenant and needs no exception any more", method)
			case takesTenant(function):
				named++
			case !excused:
				t.Errorf("%s takes neither a TenantID nor a Reach", method)
			}
		}
	}
	for method, reason := range unused {
		t.Errorf("%s (%s) is excused and doesn't exist", method, reason)
	}
	if named == 0 {
		t.Error("no method was found that names a tenant")
	}
}

func takesTenant(function *ast.FuncType) bool {
	return slices.ContainsFunc(function.Params.List, func(parameter *ast.Field) bool {
		name, ok := parameter.Type.(*ast.Ident)
		return ok && (name.Name == "TenantID" || name.Name == "Reach")
	})
}
