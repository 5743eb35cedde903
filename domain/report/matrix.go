package report

import (
	"slices"

	"dragoman/domain/lens"
)

// Row is one line of the support matrix: a setting of a dialect and what becomes of it, or a canonical field that the
// dialect has no setting for.
type Row struct {
	Dialect     string     `json:"dialect"`
	Kind        string     `json:"kind"`
	Scope       string     `json:"scope,omitempty"`   // where the dialect shows it, for kinds with more than one place
	Setting     string     `json:"setting,omitempty"` // empty for a canonical field without a setting
	Type        lens.Type  `json:"type,omitempty"`
	Default     string     `json:"default"`
	Allowed     []string   `json:"allowed,omitempty"`
	Required    bool       `json:"required,omitempty"`
	Since       string     `json:"since,omitempty"`
	Class       lens.Class `json:"class"`
	Field       string     `json:"field,omitempty"`
	Counterpart []string   `json:"counterpart,omitempty"` // settings of the other dialect that stand for the same field
	Remark      string     `json:"remark,omitempty"`
	Page        string     `json:"page,omitempty"`
}

// Elsewhere is the class of a canonical field that a dialect shows in another place than the object's settings.
const Elsewhere lens.Class = "elsewhere"

// RowClasses lists every class that a row may have, in the order in which documentation explains them.
var RowClasses = append(slices.Clone(lens.Classes), Inexpressible, Elsewhere)

// Matrix lists every setting of the dialects, and after those of a kind the canonical fields that have none.
func Matrix(dialects []Dialect) []Row {
	var out []Row
	for _, d := range dialects {
		sheets := d.Sheets()
		for i := range sheets {
			out = append(out, rowsOf(d, dialects, &sheets[i])...)
		}
	}
	return out
}

func rowsOf(d Dialect, dialects []Dialect, sheet *lens.Sheet) []Row {
	var out []Row
	for _, s := range sheet.Settings {
		out = append(out, Row{
			Dialect: d.Name(), Kind: sheet.Kind, Scope: s.Scope, Setting: s.Name, Type: s.Type, Default: s.Default, Allowed: s.Allowed,
			Required: s.Required, Since: s.Since, Class: s.Class, Field: s.Field, Counterpart: counterparts(d, dialects, sheet.Kind, s.Fields()),
			Remark: s.Remark, Page: s.Page,
		})
	}
	for _, m := range sheet.Inexpressible {
		class := Inexpressible
		if m.Elsewhere {
			class = Elsewhere
		}
		out = append(out, Row{
			Dialect: d.Name(), Kind: sheet.Kind, Class: class, Field: m.Field, Counterpart: counterparts(d, dialects, sheet.Kind, []string{m.Field}), Remark: m.Reason,
		})
	}
	return out
}

// counterparts are the settings of the other dialects that have to do with one of the canonical fields of a kind.
func counterparts(d Dialect, dialects []Dialect, kind string, fields []string) []string {
	related := func(s *lens.Setting) bool {
		return slices.ContainsFunc(s.Fields(), func(a string) bool {
			return slices.ContainsFunc(fields, func(b string) bool { return Related(a, b) })
		})
	}
	var out []string
	for _, other := range dialects {
		if other.Name() == d.Name() {
			continue
		}
		for _, sheet := range other.Sheets() {
			for _, s := range sheet.Settings {
				if sheet.Kind == kind && related(s) && !slices.Contains(out, s.Name) {
					out = append(out, s.Name)
				}
			}
		}
	}
	return out
}

// PartOf says which part of an object a row is about, empty for the object itself.
func PartOf(row Row) string {
	if row.Scope == ScopeLevel || row.Scope == ScopeDestination {
		return row.Scope
	}
	return ""
}
