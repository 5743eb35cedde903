package tenantfile

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// unnamed is what a hunt group is called that has neither names nor a title.
const unnamed = "unnamed"

// labels are what hunt groups are called in a file, by ID. They depend on nothing but what the groups are, so that equal
// tenants give equal bytes; of groups that are called alike, what they say decides which is the first.
func labels(groups []*transfer.Row) map[string]string {
	type candidate struct {
		row   *transfer.Row
		label string
		says  string
	}
	all := make([]candidate, len(groups))
	for i, row := range groups {
		all[i] = candidate{row, label(row), says(row)}
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if a.label != b.label {
			return strings.Compare(a.label, b.label)
		}
		return strings.Compare(a.says, b.says)
	})
	out, taken := make(map[string]string, len(all)), make(map[string]bool, len(all))
	for i := range all {
		taken[all[i].label] = true
	}
	for i := range all {
		name := all[i].label
		if i > 0 && all[i-1].label == name {
			n := 2
			for taken[name+"#"+strconv.Itoa(n)] {
				n++
			}
			name += "#" + strconv.Itoa(n)
			taken[name] = true
		}
		out[all[i].row.ID] = name
	}
	return out
}

// label is what a hunt group would be called if no other were called so. Quotes can't be in it: notes that refer to the
// group are JSON within JSON.
func label(row *transfer.Row) string {
	return strings.Map(func(r rune) rune {
		if r == '"' || r == '\\' || unicode.IsControl(r) {
			return '_'
		}
		return r
	}, called(row, unnamed))
}

// says is everything that a row says but for which groups it leads to, those with a name of their own first.
func says(row *transfer.Row) string {
	var b strings.Builder
	if len(lens.SplitNames(row.Text("names"))) == 0 {
		b.WriteString("~")
	}
	settings := (transfer.Canonical{}).Refer(row, func(string) string { return "" })
	slices.SortFunc(settings, func(a, b lens.Entry) int { return strings.Compare(a.Name, b.Name) })
	for _, entry := range settings {
		b.WriteString(entry.Name + "\x00" + entry.Value.Text + "\x00")
	}
	return b.String()
}

// labelled is a row in which hunt groups go by their labels.
func labelled(row *transfer.Row, called map[string]string) *transfer.Row {
	return &transfer.Row{Key: row.Key, ID: row.ID, Settings: transfer.Canonical{}.Refer(row, func(id string) string {
		if label, ok := called[id]; ok {
			return label
		}
		return id
	})}
}
