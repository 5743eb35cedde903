package enswitch

import (
	"fmt"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/transfer"
)

// Format is how Enswitch servers write down a tenant. Its rows have the settings of the tables, those that are read and
// written: telephone lines, hunt groups with their levels and destinations, and feature codes. Ids of hunt groups stand
// in destinations of the type huntgroup and in Parent.
var Format transfer.Format = format{}

type format struct{}

func (format) Name() string { return Dialect }

// Kinds has feature codes behind what they lead to.
func (format) Kinds() []transfer.Kind {
	return []transfer.Kind{transfer.Phone, transfer.HuntGroup, transfer.Level, transfer.Member, transfer.FeatureCode}
}

func (format) Setting(kind transfer.Kind, name string) *lens.Setting {
	if rows := rowsOf[kind]; rows != nil {
		return rows.setting(name)
	}
	return nil
}

func (format) Says(kind domain.Kind, field string) bool {
	return transfer.SaysBy(Tables(), kind, field)
}

// Lists is true.
func (format) Lists(domain.Kind) bool { return true }

func (format) New(kind transfer.Kind) *transfer.Row {
	row := &transfer.Row{Key: transfer.Key{Kind: kind}}
	if rows := rowsOf[kind]; rows != nil {
		row.Settings = rows.fresh()
	}
	return row
}

// Writable is true of undocumented settings too: who takes them may know them. People stay where they are, so that who
// owns an object doesn't move.
func (format) Writable(kind transfer.Kind, name string) bool {
	setting := Format.Setting(kind, name)
	return setting == nil || setting.Class != lens.ReadOnly && name != "owner"
}

// Compared is false for undocumented settings, which servers are free to ignore, and for what they don't show.
func (format) Compared(kind transfer.Kind, name string) bool {
	setting := Format.Setting(kind, name)
	return setting != nil && !setting.Unshown && Format.Writable(kind, name) && rowsOf[kind].key != name
}

func (format) Same(name string, a, b *transfer.Row) bool {
	rows := rowsOf[a.Key.Kind]
	if rows == nil || rows.setting(name) == nil {
		return a.Text(name) == b.Text(name)
	}
	return rows.same(name, rows.lookup(a), rows.lookup(b))
}

// Begins is true: the function pages print what each setting is where a request leaves it out.
func (format) Begins(transfer.Kind, string) bool { return true }

// BuiltIn is empty: the platform has no star codes.
func (format) BuiltIn(string) string { return "" }

// Names are those of the lines and codes: a hunt group has none but the codes that lead to it.
func (format) Names(row *transfer.Row) []string {
	switch row.Key.Kind {
	case transfer.Phone, transfer.FeatureCode:
		return []string{row.Key.Name}
	}
	return nil
}

// values are a row's settings for writing.
func values(row *transfer.Row) map[string]lens.Value {
	in := make(map[string]lens.Value, len(row.Settings))
	for _, entry := range row.Settings {
		in[entry.Name] = entry.Value
	}
	return in
}

// writeRow writes a row into an object.
func writeRow[K any](t *table[K], look *domain.Look, k K, row *transfer.Row) error {
	if _, faults := t.Write(view(look), k, values(row)); len(faults) > 0 {
		return domain.Refuse(faults...)
	}
	return nil
}

func noSuchKind(kind transfer.Kind) error { return fmt.Errorf("enswitch has no rows of kind %s", kind) }

// groupID reads the id of a hunt group in the tenant.
func groupID(text string) (domain.HuntGroupID, error) {
	id, ok := domain.Destination{Kind: domain.ToHuntGroup, Target: text}.HuntGroupID()
	if !ok {
		return 0, missing("hunt group")
	}
	return id, nil
}

// levelNumber reads the number of the level that a row is.
func levelNumber(row *transfer.Row) (int, error) {
	number, err := strconv.Atoi(row.Key.Name)
	if err != nil || number < 1 || number > domain.Levels {
		return 0, missing("level")
	}
	return number, nil
}

// MemberKey is what tells a destination of a hunt group from others: its level and what it rings.
func MemberKey(row *transfer.Row) string {
	return strings.Join([]string{row.Text("level"), row.Text("dtype"), row.Text("dnumber")}, "/")
}

// Settings are the settings of a kind of rows in documented order, those among them that are only read.
func Settings(kind transfer.Kind) []*lens.Setting {
	if rows := rowsOf[kind]; rows != nil {
		return rows.settings
	}
	return nil
}
