package laws_test

import (
	"slices"
	"testing"

	"dragoman/adapters/enswitch"
	"dragoman/adapters/vodia"
	"dragoman/cmd/dragoman/laws"
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/report"
)

var dialectNames = []string{enswitch.Dialect, vodia.Dialect}

// unspoken are canonical fields that no dialect speaks of by itself.
var unspoken = map[string]string{
	"Listed": "Names as last written, from which Names are made",
}

// Each canonical field is bound by a row of each dialect's tables, or listed as what it can't express. Not both.
func TestEveryCanonicalFieldIsListed(t *testing.T) {
	for _, dialect := range dialectNames {
		for _, kind := range domain.Kinds {
			for _, field := range laws.Fields(kind) {
				if unspoken[field.Name] != "" {
					continue
				}
				rows, missing := rowsOf(dialect, kind, field.Name), inexpressible(dialect, kind, field.Name)
				switch {
				case len(rows) == 0 && len(missing) == 0:
					t.Errorf("%s %s: nothing is said of the field %s", dialect, kind, field.Name)
				case len(rows) > 0 && len(missing) > 0:
					t.Errorf("%s %s: %v show the field %s, which is listed as inexpressible", dialect, kind, rows, field.Name)
				case len(missing) > 1:
					t.Errorf("%s %s: the field %s is listed as inexpressible %d times", dialect, kind, field.Name, len(missing))
				}
			}
		}
	}
}

// rowsOf names the settings that stand for a canonical field or a part of it.
func rowsOf(dialect string, kind domain.Kind, field string) []string {
	var out []string
	for _, sheet := range sheets(dialect) {
		if sheet.Kind != string(kind) {
			continue
		}
		for _, setting := range sheet.Settings {
			if slices.ContainsFunc(setting.Fields(), func(f string) bool { return report.Related(f, field) }) {
				out = append(out, setting.Name)
			}
		}
	}
	return out
}

func inexpressible(dialect string, kind domain.Kind, field string) []lens.Inexpressible {
	var out []lens.Inexpressible
	for _, sheet := range sheets(dialect) {
		if sheet.Kind != string(kind) {
			continue
		}
		for _, missing := range sheet.Inexpressible {
			if report.Related(missing.Field, field) {
				out = append(out, missing)
			}
		}
	}
	return out
}

// Every row says where it comes from and what becomes of it, and every field that a row or a gap names is there.
func TestEveryRowIsAccountedFor(t *testing.T) {
	for _, dialect := range dialectNames {
		for _, sheet := range sheets(dialect) {
			kind := domain.Kind(sheet.Kind)
			for _, s := range sheet.Settings {
				if s.Page == "" {
					t.Errorf("%s %s: %s names no page", dialect, kind, s.Name)
				}
				if !slices.Contains(lens.Classes, s.Class) {
					t.Errorf("%s %s: %s has the class %q", dialect, kind, s.Name, s.Class)
				}
				if s.Field == "" && s.Class != lens.OwnOnly && s.Class != lens.ReadOnly && s.Class != lens.Hidden {
					t.Errorf("%s %s: %s is %s and names no canonical field", dialect, kind, s.Name, s.Class)
				}
				if s.Field != "" && s.Class == lens.OwnOnly {
					t.Errorf("%s %s: %s is the dialect's own and names the field %s", dialect, kind, s.Name, s.Field)
				}
				for _, field := range s.Fields() {
					if laws.TypeOf(kind, field) == nil {
						t.Errorf("%s %s: %s names the field %s, which isn't there", dialect, kind, s.Name, field)
					}
				}
			}
			for _, missing := range sheet.Inexpressible {
				if laws.TypeOf(kind, missing.Field) == nil || missing.Reason == "" {
					t.Errorf("%s %s: %s is listed as inexpressible because of %q, and isn't there or lacks a reason", dialect, kind, missing.Field, missing.Reason)
				}
			}
		}
	}
}

// No two rows claim one thing: a name within its scope, or a canonical field, which two settings share at most, and then
// as the two halves of a pair.
func TestNoTwoRowsClaimOneThing(t *testing.T) {
	for _, dialect := range dialectNames {
		names, fields := map[string]string{}, map[string][]string{}
		for _, sheet := range sheets(dialect) {
			for _, s := range sheet.Settings {
				place := sheet.Kind + " " + s.Scope + " " + s.Name
				if names[place] != "" {
					t.Errorf("%s: %s is declared twice", dialect, place)
				}
				names[place] = s.Name
				if s.Field != "" && s.Class != lens.ReadOnly {
					field := sheet.Kind + " " + s.Field
					fields[field] = append(fields[field], s.Name)
				}
			}
		}
		for field, claimed := range fields {
			if len(claimed) > 2 {
				t.Errorf("%s: %s is claimed by %v", dialect, field, claimed)
			}
		}
	}
}
