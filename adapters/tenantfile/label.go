package tenantfile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// unnamed is what a hunt group is called that has neither names nor a title.
const unnamed = "unnamed"

// candidate is a hunt group that is to be called something.
type candidate struct {
	row   *transfer.Row
	label string
	says  string // where others are called alike
}

// labels are what hunt groups are called in a file, by ID. They depend on nothing but what the groups are, so that equal
// tenants give equal bytes; of groups that are called alike, what they say decides which is the first.
func labels(groups []*transfer.Row) map[string]string {
	all := make([]*candidate, len(groups))
	alike := map[string]int{}
	for i, row := range groups {
		all[i] = &candidate{row: row, label: label(row)}
		alike[all[i].label]++
	}
	for _, one := range all {
		if alike[one.label] > 1 {
			one.says = says(one.row)
		}
	}
	slices.SortStableFunc(all, func(a, b *candidate) int {
		return cmp.Or(strings.Compare(a.label, b.label), strings.Compare(a.says, b.says))
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

// says is everything that a row says but for which groups it leads to, those with a name of their own first. What CSV
// files hold of it comes before the rest, so that groups which are read from them are called as they were.
func says(row *transfer.Row) string {
	var b strings.Builder
	if len(lens.SplitNames(row.Text("names"))) == 0 {
		b.WriteString("~")
	}
	settings := (transfer.Canonical{}).Refer(row, func(string) string { return "" })
	w := &listWriting{}
	for i := range sheets {
		if sheets[i].of() != transfer.HuntGroup {
			continue
		}
		for _, record := range w.records(&sheets[i], w.columns(&sheets[i]), &transfer.Row{Key: row.Key, ID: row.ID, Settings: settings}) {
			b.WriteString(strings.Join(record, "\x00") + "\x00")
		}
	}
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
