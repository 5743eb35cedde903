package main

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// account is anything that has a number: an extension, a hunt, an IVR node, …
type account struct {
	ID       int      `json:"id"`
	Type     string   `json:"type"`
	Alias    []string `json:"alias"` // all its numbers, its own first
	Settings bag      `json:"settings"`
}

func (a *account) name() string { return a.Alias[0] }

func (a *account) setting(name string) string { return a.Settings.get(sectionsOf(a.Type), name) }

// display is the name for people.
func (a *account) display() string {
	if a.Type == "extensions" {
		return strings.TrimSpace(a.setting("first_name") + " " + a.setting("display_name"))
	}
	return a.setting("display")
}

// domain is one tenant.
type domain struct {
	ID       int        `json:"id"`
	Name     string     `json:"name"` // primary
	Alias    []string   `json:"alias"`
	Admins   []string   `json:"admins"`
	Display  string     `json:"display"`
	Settings bag        `json:"settings"`
	Config   bag        `json:"config"`
	Accounts []*account `json:"accounts"` // in the order of their creation

	byNumber map[string]*account
	from     time.Time // when it can first be seen
}

func (d *domain) of(accountType string) []*account {
	return slices.Collect(func(yield func(*account) bool) {
		for _, a := range d.Accounts {
			if a.Type == accountType && !yield(a) {
				return
			}
		}
	})
}

var accountTypes = strings.Fields("extensions hunts acds attendants conferences orbits hoots srvflags ivrnodes callingcards colines")

var wellFormed = regexp.MustCompile(`^[0-9A-Za-z_.*#+-]{1,64}$`)

// accountsIn splits the text of addacc into accounts with their numbers.
func accountsIn(text string, q quirks) [][]string {
	if q.Slash == "bulk" && strings.Contains(text, ";") {
		return [][]string{strings.Split(strings.ReplaceAll(text, " ", ""), ";")}
	}
	var accounts [][]string
	for word := range strings.FieldsSeq(text) {
		numbers := strings.Split(word, "/")
		if q.Slash == "alias" {
			accounts = append(accounts, numbers)
			continue
		}
		for _, number := range numbers {
			accounts = append(accounts, []string{number})
		}
	}
	return accounts
}

// add makes an account out of the numbers that nobody has, with settings that it begins with; without its own number it makes none.
func (d *domain) add(id int, accountType string, numbers []string, begins bag) {
	free := d.free(numbers, nil)
	if len(free) == 0 || free[0] != numbers[0] {
		return
	}
	a := &account{ID: id, Type: accountType, Alias: free, Settings: begins}
	d.Accounts = append(d.Accounts, a)
	for _, number := range free {
		d.byNumber[number] = a
	}
}

// free leaves out numbers that an account other than the given one has, and those that are no numbers.
func (d *domain) free(numbers []string, but *account) []string {
	var left []string
	for _, number := range numbers {
		holder := d.byNumber[number]
		if wellFormed.MatchString(number) && (holder == nil || holder == but) && !slices.Contains(left, number) {
			left = append(left, number)
		}
	}
	return left
}

// renumber gives an account the posted numbers, the first its own.
func (d *domain) renumber(a *account, numbers []string, q quirks) {
	switch q.Alias {
	case "ignored":
		return
	case "additional":
		numbers = append([]string{a.name()}, numbers...)
	}
	free := d.free(numbers, a)
	if len(free) == 0 {
		return
	}
	for _, number := range a.Alias {
		delete(d.byNumber, number)
	}
	for _, number := range free {
		d.byNumber[number] = a
	}
	a.Alias = free
}

func (d *domain) remove(a *account) {
	d.Accounts = slices.DeleteFunc(d.Accounts, func(other *account) bool { return other == a })
	for _, number := range a.Alias {
		delete(d.byNumber, number)
	}
}

// index finds accounts by any of their numbers from here on.
func (d *domain) index() {
	d.byNumber = map[string]*account{}
	for _, a := range d.Accounts {
		for _, number := range a.Alias {
			d.byNumber[number] = a
		}
	}
}
