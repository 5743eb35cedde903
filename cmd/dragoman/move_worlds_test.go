package main_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dragoman/adapters/wire/wiretest"
)

// worldSize is how much a PBX holds.
type worldSize struct{ phones, codes, groups int }

// few is a few dozen objects of all kinds, each kind leading to each other.
var few = worldSize{phones: 24, codes: 12, groups: 8}

// direction is a move from one fake to another.
type direction struct{ from, to string }

var directions = []direction{{wiretest.Enswitch, wiretest.Vodia}, {wiretest.Vodia, wiretest.Enswitch}}

func (d direction) String() string {
	return strings.TrimPrefix(d.from, "fake") + " to " + strings.TrimPrefix(d.to, "fake")
}

// placeAt is a fake as a place, at an address that may be that of something before it.
func placeAt(kind, address string) string {
	scheme, host, _ := strings.Cut(address, "://")
	if kind == wiretest.Enswitch {
		return "enswitch+" + scheme + "://admin@" + host + "/?customer=12"
	}
	return "vodia+" + scheme + "://admin@" + host + "/localhost"
}

// settle gives a fake a world.
func settle(t testing.TB, kind string, fake *wiretest.Fake, size worldSize) {
	t.Helper()
	if kind == wiretest.Enswitch {
		fake.Load(t, enswitchWorld(t, fake, size))
		return
	}
	fake.Load(t, vodiaWorld(t, fake, size))
}

// tables are the rows of a fakeenswitch, by table.
type tables map[string][]map[string]string

const customer = "12"

// enswitchWorld makes lines, codes and hunt groups that lead to each other, in circles too, on top of who may sign in. Of
// the hunt groups some have the same name, and of the members some are there twice.
func enswitchWorld(t testing.TB, fake *wiretest.Fake, size worldSize) []byte {
	t.Helper()
	var world tables
	if err := json.Unmarshal(fake.State(t), &world); err != nil {
		t.Fatal(err)
	}
	line := func(i int) string { return strconv.Itoa(200000 + i%size.phones) }
	code := func(i int) string { return strconv.Itoa(700000 + i%size.codes) }
	group := func(i int) string { return strconv.Itoa(5 + 3*(i%size.groups)) }
	for i := range size.phones {
		phone := map[string]string{"customer": customer, "name": line(i), "password": "pw-" + line(i), "description": fmt.Sprintf("Desk %d", i)}
		switch i % 6 {
		case 1:
			phone["dtype"], phone["dnumber"] = "phone", line(i+1)
		case 2:
			phone["btype"], phone["bnumber"] = "huntgroup", group(i)
		case 3:
			phone["utype"], phone["unumber"] = "code", code(i)
		case 4:
			phone["dnd"] = "1"
		}
		world["phones"] = append(world["phones"], phone)
	}
	for i := range size.codes {
		row := map[string]string{"customer": customer, "code": code(i), "description": fmt.Sprintf("Code %d", i)}
		switch i % 4 {
		case 0:
			row["dtype"], row["dnumber"] = "huntgroup", group(i/4)
		case 1, 2:
			row["dtype"], row["dnumber"] = "phone", line(i*3)
		default:
			row["dtype"], row["dnumber"] = "hangup", ""
		}
		world["codes"] = append(world["codes"], row)
	}
	for i := range size.groups {
		row := map[string]string{"id": group(i), "customer": customer, "name": fmt.Sprintf("Group %d", i-i%8/7), "ringtime": strconv.Itoa(10 + i%20)}
		row["dtype"], row["dnumber"] = "huntgroup", group(i+1)
		if i%2 == 0 {
			row["atype"], row["anumber"] = "phone", line(i)
		}
		world["huntgroups"] = append(world["huntgroups"], row)
		for n, offset := range []int{7, 3, 5, 1, 3} {
			member := map[string]string{"huntgroup": group(i), "level": strconv.Itoa(1 + n/2), "dtype": "phone", "dnumber": line(i*5 + offset)}
			if n == 4 {
				member["dtype"], member["dnumber"] = "forward", "0049301234567"
			}
			world["destinations"] = append(world["destinations"], member)
		}
		if i%3 == 0 {
			world["destinations"] = append(world["destinations"], map[string]string{"huntgroup": group(i), "level": "1", "dtype": "phone", "dnumber": line(i*5 + 7)})
		}
		world["levels"] = append(world["levels"], map[string]string{"huntgroup": group(i), "level": "1", "ringtime": "20"})
	}
	return asState(t, world)
}

// vodiaDomains is the state of a fakevodia.
type vodiaDomains struct {
	Domains []*vodiaDomain `json:"domains"`
}

type vodiaDomain struct {
	ID       int               `json:"id"`
	Name     string            `json:"name"`
	Settings map[string]string `json:"settings"`
	Config   map[string]string `json:"config"`
	Accounts []vodiaAccount    `json:"accounts"`
}

type vodiaAccount struct {
	Type     string            `json:"type"`
	Alias    []string          `json:"alias"`
	Settings map[string]string `json:"settings"`
}

// vodiaWorld makes extensions, hunts and IVR nodes that lead to each other, in circles too.
func vodiaWorld(t testing.TB, fake *wiretest.Fake, size worldSize) []byte {
	t.Helper()
	var world vodiaDomains
	if err := json.Unmarshal(fake.State(t), &world); err != nil {
		t.Fatal(err)
	}
	domain := world.Domains[0]
	extension := func(i int) string { return strconv.Itoa(300000 + i%size.phones) }
	node := func(i int) string { return strconv.Itoa(710000 + i%size.codes) }
	hunt := func(i int) string { return strconv.Itoa(600000 + i%size.groups) }
	add := func(kind string, alias []string, settings map[string]string) {
		domain.Accounts = append(domain.Accounts, vodiaAccount{kind, alias, settings})
	}
	for i := range size.phones {
		names := []string{extension(i)}
		settings := map[string]string{"first_name": "Ada", "display_name": fmt.Sprintf("Desk %d", i), "sip_pass": "pw-" + extension(i)}
		switch i % 5 {
		case 1:
			settings["cfa"] = extension(i + 1)
		case 2:
			settings["cfb"] = hunt(i)
		case 3:
			settings["cfn"], settings["cfn_timeout"] = node(i), "20"
		case 4:
			names = append(names, "9"+extension(i))
		}
		add("extensions", names, settings)
	}
	for i := range size.codes {
		to := extension(i * 3)
		if i%4 == 0 {
			to = hunt(i)
		}
		add("ivrnodes", []string{node(i)}, map[string]string{"display": fmt.Sprintf("Code %d", i), "match": "!*!" + to + "!"})
	}
	for i := range size.groups {
		add("hunts", []string{hunt(i)}, map[string]string{
			"display": fmt.Sprintf("Group %d", i-i%8/7), "st1_ext": extension(i*5+7) + " " + extension(i*5+3), "st1_dur": "20",
			"st2_ext": extension(i*5+5) + " " + extension(i*5+1), "st4_ext": hunt(i + 1),
		})
	}
	return asState(t, world)
}

func asState(t testing.TB, world any) []byte {
	t.Helper()
	state, err := json.Marshal(world)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// meaning is what a fake holds, one text for each object, without what may be different after each move: the numbers that
// it gave, and passwords that were made up.
func meaning(t testing.TB, kind string, fake *wiretest.Fake) []string {
	t.Helper()
	if kind == wiretest.Enswitch {
		return enswitchMeaning(t, fake.State(t))
	}
	return vodiaMeaning(t, fake.State(t))
}

func enswitchMeaning(t testing.TB, state []byte) []string {
	t.Helper()
	var held tables
	if err := json.Unmarshal(state, &held); err != nil {
		t.Fatal(err)
	}
	groups := map[string]string{}
	for _, group := range held["huntgroups"] {
		groups[group["id"]] = group["name"]
	}
	said := func(row map[string]string) string {
		for _, pair := range []string{"d", "a", "b", "u", "fax_d", "text_d"} {
			if row[pair+"type"] == "huntgroup" {
				row[pair+"number"] = groups[row[pair+"number"]]
			}
		}
		for _, exit := range []string{"a", "b"} {
			if row[exit+"type"] == "" && row[exit+"number"] == "hangup" { // the page's own way to say hangup
				delete(row, exit+"type")
				delete(row, exit+"number")
			}
		}
		delete(row, "id")
		if strings.Trim(row["password"], "*") != "" && !strings.HasPrefix(row["password"], "pw-") {
			row["password"] = "made up"
		}
		return fmt.Sprint(row) // in the order of its keys
	}
	inside := map[string][]string{} // of hunt groups by id
	slices.SortFunc(held["destinations"], func(a, b map[string]string) int { return cmp.Compare(number(a["id"]), number(b["id"])) })
	for _, table := range []string{"levels", "destinations"} {
		slices.SortStableFunc(held[table], func(a, b map[string]string) int { return cmp.Compare(number(a["level"]), number(b["level"])) })
		for _, row := range held[table] {
			id := row["huntgroup"]
			delete(row, "huntgroup")
			inside[id] = append(inside[id], table+" "+said(row))
		}
	}
	var out []string
	for _, table := range []string{"phones", "codes", "huntgroups"} {
		for _, row := range held[table] {
			id := row["id"]
			text := table + " " + said(row)
			if table == "huntgroups" {
				text += " " + strings.Join(inside[id], " ")
			}
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

func vodiaMeaning(t testing.TB, state []byte) []string {
	t.Helper()
	var held vodiaDomains
	if err := json.Unmarshal(state, &held); err != nil {
		t.Fatal(err)
	}
	out := []string{fmt.Sprint("settings ", held.Domains[0].Settings)}
	for _, account := range held.Domains[0].Accounts {
		out = append(out, fmt.Sprint(account.Type, " ", account.Alias, " ", account.Settings))
	}
	slices.Sort(out)
	return out
}

// unlike lists what only one of two worlds has.
func unlike(want, have []string) string {
	counts := map[string]int{}
	for _, text := range want {
		counts[text]++
	}
	for _, text := range have {
		counts[text]--
	}
	var b strings.Builder
	for _, text := range slices.Sorted(maps.Keys(counts)) {
		if n := counts[text]; n > 0 {
			fmt.Fprintf(&b, "%d× missing: %s\n", n, text)
		} else if n < 0 {
			fmt.Fprintf(&b, "%d× too many: %s\n", -n, text)
		}
	}
	return b.String()
}

// creating are the operations of each fake that make something. None of them may be carried out twice.
var creating = map[string][]string{
	wiretest.Enswitch: {"phones/create", "codes/create", "huntgroups/create", "huntgroups/destinations/create"},
	wiretest.Vodia:    {"POST addacc", "PUT addacc"},
}

// madeBy counts what a fake has made, by operation. What it refused, and what it was only asked about, made nothing.
func madeBy(t testing.TB, kind string, fake *wiretest.Fake) map[string]int {
	t.Helper()
	made := map[string]int{}
	requests := fake.Requests(t)
	for _, operation := range creating[kind] {
		if counts := requests.Operations[operation]; counts.Reached > counts.Refused {
			made[operation] = counts.Reached - counts.Refused
		}
	}
	return made
}
