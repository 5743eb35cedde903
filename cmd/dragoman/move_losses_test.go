package main_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/adapters/wire/wiretest"
	"dragoman/domain/conform"
	"dragoman/domain/lens"
	"dragoman/domain/report"
	"dragoman/domain/transfer"
)

// What a PBX holds goes to one of the other platform and from there to a fresh one of the first. Whatever comes back
// otherwise than it went must be named in one of the two reports of what the target can't hold.

// pbxPlace is a fake as a place.
func pbxPlace(kind, url string) string {
	if kind == wiretest.Enswitch {
		return "enswitch+" + strings.Replace(url, "://", "://admin@", 1) + "/?customer=12"
	}
	return "vodia+" + strings.Replace(url, "://", "://admin@", 1) + "/localhost"
}

// signedIn gives all moves of a test the password of the fakes' first person.
func signedIn(t *testing.T) {
	t.Helper()
	t.Setenv("DRAGOMAN_FROM_PASSWORD", "password")
	t.Setenv("DRAGOMAN_TO_PASSWORD", "password")
}

// reported is what a plan says as JSON.
type reported struct {
	From     string            `json:"from"`
	To       string            `json:"to"`
	Blocked  bool              `json:"blocked"`
	Summary  transfer.Summary  `json:"summary"`
	Clashes  []transfer.Clash  `json:"clashes"`
	Dangling []report.Finding  `json:"dangling"`
	Losses   []report.Loss     `json:"losses"`
	Steps    []json.RawMessage `json:"steps"`
}

// planned makes a plan and reads it. It fails where none can be made.
func planned(t *testing.T, args ...string) (reported, outcome) {
	t.Helper()
	got := execute(t, append([]string{"plan", "--json"}, args...)...)
	var plan reported
	if err := json.Unmarshal([]byte(got.out), &plan); err != nil {
		t.Fatalf("%q gave no plan: %+v", args, got)
	}
	return plan, got
}

// journalArgs keep a move's journal out of the sources.
func journalArgs(t *testing.T) []string {
	t.Helper()
	return []string{"--journal", filepath.Join(t.TempDir(), "journal")}
}

// moved moves everything, and fails unless all was done and the target is as planned.
func moved(t *testing.T, args ...string) outcome {
	t.Helper()
	got := execute(t, append(append([]string{"move", "--yes"}, journalArgs(t)...), args...)...)
	if got.code != 0 {
		t.Fatalf("moving %q ended with %d: %s%s", args, got.code, lastPart(got.out), lastPart(got.errs))
	}
	return got
}

// lastPart is enough of a long text to see how it ends.
func lastPart(text string) string {
	const most = 3000
	if len(text) > most {
		return "…" + text[len(text)-most:]
	}
	return text
}

// part is an object of a PBX, or a level or destination of its hunt groups.
type part struct {
	kind   string // of the object, as reports call it
	object string
	scope  string // of its sheet: empty, level or destination
	level  int
	of     map[string]string
}

func (p part) String() string {
	text := p.kind + " " + p.object
	if p.scope != "" {
		text += fmt.Sprintf(" %s of level %d", p.scope, p.level)
	}
	return text
}

// sheetOf finds how a platform declares the settings of a part.
func (p part) sheetOf(d report.Dialect) *lens.Sheet {
	for _, sheet := range d.Sheets() {
		scope := ""
		for _, setting := range sheet.Settings {
			if setting.Scope == report.ScopeLevel || setting.Scope == report.ScopeDestination {
				scope = setting.Scope
			}
		}
		if sheet.Kind == p.kind && scope == p.scope {
			return &sheet
		}
	}
	return nil
}

// names says that a loss is one of a part's setting.
func (p part) names(loss report.Loss, setting *lens.Setting, name string) bool {
	if string(loss.Kind) != p.kind || loss.Object != p.object {
		return false
	}
	if p.scope != "" && strings.HasPrefix(loss.Field, fmt.Sprintf("Levels.%d.", p.level)) {
		return true
	}
	if slices.Contains(strings.Split(loss.Setting, ", "), name) {
		return true
	}
	return setting != nil && report.Related(setting.Field, loss.Field)
}

// row is a part as its platform's rows have it.
func (p part) row(format transfer.Format) *transfer.Row {
	kind := transfer.Kind(p.kind)
	switch p.scope {
	case report.ScopeLevel:
		kind = transfer.Level
	case report.ScopeDestination:
		kind = transfer.Member
	}
	row := &transfer.Row{Key: transfer.Key{Kind: kind, Name: p.object}}
	for _, name := range slices.Sorted(maps.Keys(p.of)) {
		row.Settings = append(row.Settings, lens.Entry{Name: name, Value: lens.Text(p.of[name]), Setting: format.Setting(kind, name)})
	}
	return row
}

// unnamed lists in what two parts differ that no loss names. How a value is spelled makes no difference.
func unnamed(d report.Dialect, format transfer.Format, went, came part, losses []report.Loss) []string {
	var out []string
	sheet := went.sheetOf(d)
	for _, name := range slices.Sorted(maps.Keys(together(went.of, came.of))) {
		setting := sheet.Setting(name)
		switch {
		case went.of[name] == came.of[name] || setting != nil && setting.Class == lens.Hidden:
		case setting != nil && !setting.Divided && format.Same(name, went.row(format), came.row(format)):
		case slices.ContainsFunc(losses, func(loss report.Loss) bool { return went.names(loss, setting, name) }):
		default:
			out = append(out, fmt.Sprintf("%s: %s went as %q and came back as %q", went, name, went.of[name], came.of[name]))
		}
	}
	return out
}

func together(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// settingValues are texts to try: of settings that mean something elsewhere each one alone, with those that it is said
// together with; of those that one platform alone knows all at once, the first sample of each, then the second.
func settingValues(sheet *lens.Sheet, leading []string, skip func(*lens.Setting) bool) []map[string]string {
	var out, own []map[string]string
	byField := map[string][]*lens.Setting{}
	for _, s := range sheet.Settings {
		switch {
		case s.Class == lens.ReadOnly || s.Class == lens.Hidden || s.Live || s.Unshown || skip(s):
		case s.Field != "":
			byField[s.Field] = append(byField[s.Field], s)
		default:
			for i, text := range conform.Samples(s, "mark") {
				if i == len(own) {
					own = append(own, map[string]string{})
				}
				own[i][s.Name] = text
			}
		}
	}
	for _, field := range slices.Sorted(maps.Keys(byField)) {
		combined := []map[string]string{{}}
		for _, s := range byField[field] {
			texts := conform.Samples(s, "mark")
			if leads(s) {
				texts = leading
			}
			var next []map[string]string
			for _, before := range combined {
				for _, text := range texts {
					next = append(next, together(before, map[string]string{s.Name: text}))
				}
			}
			combined = next
		}
		out = append(out, combined...)
	}
	return append(out, own...)
}

// leads says that a setting takes what can be dialled.
func leads(s *lens.Setting) bool {
	return s.Type == lens.String && s.Form == nil && s.Allowed == nil && (s.Class == lens.Converted || s.Class == lens.Narrowed)
}

// fakeTables are the rows of a fakeenswitch.
type fakeTables map[string][]map[string]string

// everythingEnswitch fills a fakeenswitch: for every setting and each of its values an object of its own, so that nothing
// hides behind another loss. Each hunt group has a code, by which reports call it.
func everythingEnswitch(t *testing.T, fake *wiretest.Fake) {
	t.Helper()
	var held fakeTables
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	// What destinations lead to: of every canonical kind, what isn't there, and what only Enswitch has.
	destinations := [][2]string{
		{"phone", "1000"}, {"phone", "999"}, {"huntgroup", "1"}, {"code", "5001"}, {"code", "998"}, {"mailbox", "1000"}, {"external", "15551234"},
		{"sipuri", "sip:a@example.com"}, {"peer", "3"}, {"ivr", "7"}, {"hangup", ""}, {"", ""},
	}
	number := 1000
	add := func(table, key string, in map[string]string) map[string]string {
		row := map[string]string{"customer": "12", key: strconv.Itoa(number)}
		if table == "phones" {
			row["password"] = "secret" + row[key]
		}
		if table == "codes" {
			row["dtype"], row["dnumber"] = "external", "15559999"
		}
		maps.Copy(row, in)
		held[table] = append(held[table], row)
		number++
		return row
	}
	fill := func(table string, kind, key string, add func(in map[string]string)) {
		sheet := part{kind: kind}.sheetOf(enswitch.Reported)
		isPair := func(s *lens.Setting) bool {
			begin, ok := strings.CutSuffix(s.Name, "type")
			if !ok {
				begin, ok = strings.CutSuffix(s.Name, "number")
			}
			return ok && sheet.Setting(begin+"type") != nil && sheet.Setting(begin+"type").Allowed == nil && sheet.Setting(begin+"number") != nil
		}
		for _, in := range settingValues(sheet, []string{"1000", "15551234"}, func(s *lens.Setting) bool {
			return isPair(s) || s.Name == key || s.Field == "Owner" || s.Name == "customer" || s.Name == "copy_password"
		}) {
			add(in)
		}
		for _, s := range sheet.Settings {
			if begin, ok := strings.CutSuffix(s.Name, "type"); ok && isPair(s) {
				for _, to := range destinations {
					if table != "codes" || s.Name != "dtype" || to[0] != "" {
						add(map[string]string{s.Name: to[0], begin + "number": to[1]})
					}
				}
			}
		}
	}
	group := 0
	addGroup := func(in map[string]string) string {
		group++
		row := map[string]string{"customer": "12", "id": strconv.Itoa(group), "name": fmt.Sprintf("Group %d", group)}
		maps.Copy(row, in)
		held["huntgroups"] = append(held["huntgroups"], row)
		held["codes"] = append(held["codes"], map[string]string{"customer": "12", "code": strconv.Itoa(5000 + group), "dtype": "huntgroup", "dnumber": strconv.Itoa(group)})
		return strconv.Itoa(group)
	}
	fill("phones", "phone", "name", func(in map[string]string) { add("phones", "name", in) })
	number = 3000
	fill("codes", "featurecode", "code", func(in map[string]string) { add("codes", "code", in) })
	fill("huntgroups", "huntgroup", "name", func(in map[string]string) { addGroup(in) })

	member := part{kind: "huntgroup", scope: report.ScopeDestination}.sheetOf(enswitch.Reported)
	for _, level := range []string{"1", "3", "4", "10"} {
		of := addGroup(nil)
		for _, dtype := range member.Setting("dtype").Allowed {
			numbers := map[string]string{"phone": "1000", "forward": "15551234", "peer": "3", "sipuri": "sip:a@example.com"}
			held["destinations"] = append(held["destinations"], map[string]string{"huntgroup": of, "level": level, "dtype": dtype, "dnumber": numbers[dtype]})
		}
	}
	for _, in := range settingValues(member, nil, func(s *lens.Setting) bool {
		return slices.Contains([]string{"huntgroup", "level", "dtype", "dnumber"}, s.Name)
	}) {
		of := addGroup(nil)
		held["destinations"] = append(held["destinations"], together(map[string]string{"huntgroup": of, "level": "2", "dtype": "phone", "dnumber": "1000"}, in))
	}
	levels := part{kind: "huntgroup", scope: report.ScopeLevel}.sheetOf(enswitch.Reported)
	for _, level := range []string{"1", "3", "4", "10"} {
		for _, in := range settingValues(levels, nil, func(s *lens.Setting) bool { return slices.Contains([]string{"huntgroup", "level"}, s.Name) }) {
			held["levels"] = append(held["levels"], together(map[string]string{"huntgroup": addGroup(nil), "level": level}, in))
		}
	}
	state, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	fake.Load(t, state)
}

// enswitchParts is what a fakeenswitch holds, with hunt groups called by their codes wherever they are.
func enswitchParts(t *testing.T, fake *wiretest.Fake) map[string]part {
	t.Helper()
	var held fakeTables
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	numbers := map[string]string{}
	for _, code := range held["codes"] {
		if code["dtype"] == "huntgroup" && strings.HasPrefix(code["code"], "5") {
			numbers[code["dnumber"]] = code["code"]
		}
	}
	out := map[string]part{}
	put := func(p part, own ...string) {
		for _, begin := range []string{"", "a", "b", "d", "u", "fax_d", "text_d"} {
			if p.of[begin+"type"] == "huntgroup" {
				p.of[begin+"number"] = "group " + numbers[p.of[begin+"number"]]
			}
			for _, nothing := range [][2]string{{"hangup", ""}, {"", "hangup"}, {"none", ""}} { // ways to say nothing
				if p.of[begin+"type"] == nothing[0] && p.of[begin+"number"] == nothing[1] {
					delete(p.of, begin+"type")
					delete(p.of, begin+"number")
				}
			}
		}
		for _, name := range append(own, "customer", "id", "password") {
			delete(p.of, name)
		}
		key := p.String()
		for n := 2; out[key].kind != ""; n++ {
			key = fmt.Sprintf("%s #%d", p, n)
		}
		out[key] = p
	}
	for _, row := range held["phones"] {
		put(part{kind: "phone", object: row["name"], of: row})
	}
	for _, row := range held["codes"] {
		put(part{kind: "featurecode", object: row["code"], of: row})
	}
	for _, row := range held["huntgroups"] {
		put(part{kind: "huntgroup", object: numbers[row["id"]], of: row})
	}
	for table, scope := range map[string]string{"levels": report.ScopeLevel, "destinations": report.ScopeDestination} {
		slices.SortFunc(held[table], func(a, b map[string]string) int {
			return cmp.Or(cmp.Compare(a["dtype"], b["dtype"]), cmp.Compare(a["dnumber"], b["dnumber"]))
		})
		for _, row := range held[table] {
			level, err := strconv.Atoi(row["level"])
			if err != nil {
				t.Fatal(err)
			}
			put(part{kind: "huntgroup", object: numbers[row["huntgroup"]], scope: scope, level: level, of: row}, "huntgroup", "level")
		}
	}
	return out
}

// everythingVodia fills a fakevodia in the same way.
func everythingVodia(t *testing.T, fake *wiretest.Fake) {
	t.Helper()
	var held map[string]any
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	var accounts []any
	number := 1000
	leading := []string{"1000", "5000", "1001 15551234", "81000", "*66", "15551234", ""}
	add := func(usertype string, in map[string]string) {
		accounts = append(accounts, map[string]any{"type": usertype, "alias": []string{strconv.Itoa(number)}, "settings": in})
		number++
	}
	for _, each := range []struct {
		kind     transfer.Kind
		from     int
		begins   map[string]string
		leading  []string
		together map[string]string
	}{
		{kind: transfer.Phone, from: 1000, leading: leading},
		{kind: transfer.HuntGroup, from: 5000, leading: append(leading, "1000 1001 1002", "1000 1000")},
		{kind: transfer.FeatureCode, from: 7000, leading: leading},
	} {
		number = each.from
		sheet := part{kind: string(each.kind)}.sheetOf(vodia.Reported)
		usertype := vodia.AccountType(each.kind)
		for _, in := range settingValues(sheet, each.leading, func(s *lens.Setting) bool {
			return s.Type == lens.Names || vodia.Format.Setting(each.kind, s.Name) == nil
		}) {
			if each.kind == transfer.HuntGroup {
				in = together(map[string]string{"display": fmt.Sprintf("Hunt %d", number)}, in)
			}
			add(usertype, in)
		}
	}
	for _, match := range []string{"!*!1000!", "!*!5000!", "!*!15551234!", "!*!999!", "!1!1000!2!5000!", "nonsense"} {
		add("ivrnodes", map[string]string{"match": match, "display": "leads to " + match})
	}
	accounts = append(accounts,
		map[string]any{"type": "extensions", "alias": []string{"1900", "5551900", "ada"}, "settings": map[string]string{"display_name": "Ada"}},
		map[string]any{"type": "hunts", "alias": []string{"5900", "5551901", "sales"}, "settings": map[string]string{"display": "Sales"}},
		map[string]any{"type": "hunts", "alias": []string{"nights"}, "settings": map[string]string{"display": "Nights"}},
	)
	held["domains"].([]any)[0].(map[string]any)["accounts"] = accounts
	state, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	fake.Load(t, state)
}

func vodiaParts(t *testing.T, fake *wiretest.Fake) map[string]part {
	t.Helper()
	var held struct {
		Domains []struct {
			Accounts []struct {
				Type     string
				Alias    []string
				Settings map[string]string
			}
		}
	}
	if err := json.Unmarshal(fake.State(t), &held); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, kind := range []transfer.Kind{transfer.Phone, transfer.HuntGroup, transfer.FeatureCode} {
		kinds[vodia.AccountType(kind)] = string(kind)
	}
	out := map[string]part{}
	for _, account := range held.Domains[0].Accounts {
		p := part{kind: kinds[account.Type], object: account.Alias[0], of: account.Settings}
		if p.of == nil {
			p.of = map[string]string{}
		}
		slices.Sort(account.Alias[1:])
		p.of["alias"] = lens.JoinNames(account.Alias)
		out[p.String()] = p
	}
	return out
}

// withoutNodes leaves out of an account's names those that a report says to have been IVR nodes.
func withoutNodes(of map[string]string, losses []report.Loss) map[string]string {
	if of["alias"] == "" {
		return of
	}
	names := lens.SplitNames(of["alias"])
	own := names[0]
	names = slices.DeleteFunc(names, func(name string) bool {
		return name != own && slices.ContainsFunc(losses, func(loss report.Loss) bool { return loss.Object == name && loss.Field == "Form" })
	})
	return together(of, map[string]string{"alias": lens.JoinNames(names)})
}

// gone names an object that didn't come back as what it was.
func gone(losses []report.Loss, p part) bool {
	return slices.ContainsFunc(losses, func(loss report.Loss) bool {
		return string(loss.Kind) == p.kind && loss.Object == p.object && (loss.Setting == "" || p.scope != "" || loss.Field == "Form")
	})
}

func TestEveryLossIsNamed(t *testing.T) {
	signedIn(t)
	for _, one := range []struct {
		kind, other string
		dialect     report.Dialect
		format      transfer.Format
		fill        func(*testing.T, *wiretest.Fake)
		parts       func(*testing.T, *wiretest.Fake) map[string]part
	}{
		{wiretest.Enswitch, wiretest.Vodia, enswitch.Reported, enswitch.Format, everythingEnswitch, enswitchParts},
		{wiretest.Vodia, wiretest.Enswitch, vodia.Reported, vodia.Format, everythingVodia, vodiaParts},
	} {
		t.Run("from "+one.kind, func(t *testing.T) {
			source, between, back := wiretest.Start(t, one.kind), wiretest.Start(t, one.other), wiretest.Start(t, one.kind)
			one.fill(t, source)
			if one.other == wiretest.Enswitch {
				between.Set(t, "any-destination=true")
			}
			var losses []report.Loss
			for _, leg := range [][2]string{
				{pbxPlace(one.kind, source.URL), pbxPlace(one.other, between.URL)}, {pbxPlace(one.other, between.URL), pbxPlace(one.kind, back.URL)},
			} {
				plan, _ := planned(t, "--from", leg[0], "--to", leg[1])
				losses = append(losses, plan.Losses...)
				moved(t, "--from", leg[0], "--to", leg[1])
				if again := execute(t, append(append([]string{"move"}, journalArgs(t)...), "--from", leg[0], "--to", leg[1])...); again.code != 0 || !strings.HasSuffix(again.out, "\nnothing to do\n") {
					t.Errorf("the same move again ended with %d: %s", again.code, lastPart(again.out))
				}
				if differs := execute(t, "diff", leg[0], leg[1]); differs.code != 0 {
					t.Errorf("after the move the places differ: %s", lastPart(differs.out))
				}
			}
			went := one.parts(t, source)
			came := recognised(went, one.parts(t, back), losses)
			for _, key := range slices.Sorted(maps.Keys(everywhere(went, came))) {
				a, left := went[key]
				b, arrived := came[key]
				switch {
				case left && !arrived:
					if !gone(losses, a) {
						t.Errorf("%s didn't come back: %v", key, a.of)
					}
				case arrived && !left:
					t.Errorf("%s came from nowhere: %v", key, b.of)
				default:
					b.of = withoutNodes(b.of, losses)
					for _, text := range unnamed(one.dialect, one.format, a, b, losses) {
						t.Error(text)
					}
				}
			}
			t.Logf("%d parts, %d losses named", len(went), len(losses))
		})
	}
}

// recognised calls what came back as it was called when it went, where a report says that it would have another name: by
// another of its names, or by what people call it.
func recognised(went, came map[string]part, losses []report.Loss) map[string]part {
	renamed := func(object string) bool {
		return slices.ContainsFunc(losses, func(loss report.Loss) bool { return loss.Object == object && loss.Field == "Names" })
	}
	out := map[string]part{}
	for key, b := range came {
		if _, known := went[key]; !known {
			for _, a := range went {
				if a.kind == b.kind && renamed(a.object) && a.of["display"] == b.of["display"] && a.of["display"] != "" {
					b.object = a.object
				}
			}
		}
		out[b.String()] = b
	}
	return out
}

func everywhere(a, b map[string]part) map[string]part {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
