package vodia

import (
	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/domain/signin"
)

// Dialect is the name under which objects keep what only this dialect knows, and which the journal shows.
const Dialect = "vodia"

// View is what the settings of an object are shown and read with: the number plan of its tenant.
type View struct {
	Plan        *domain.NumberPlan
	credentials map[string]domain.Credential
}

// NewView makes a view over a number plan.
func NewView(plan *domain.NumberPlan) *View { return &View{Plan: plan} }

// Seal hashes a password ahead of writing it. Hashing takes tens of milliseconds, so that whoever writes within a
// transaction has it done before.
func (v *View) Seal(password string) {
	if v.credentials == nil {
		v.credentials = map[string]domain.Credential{}
	}
	v.credentials[password] = signin.Seal(password)
}

// credential makes what a password is checked against.
func (v *View) credential(password string) domain.Credential {
	if password == "" {
		return domain.Credential{}
	}
	if ready, ok := v.credentials[password]; ok {
		return ready
	}
	return signin.Seal(password)
}

// Pages that settings are taken from.
const (
	pageHunts      = "api.vodia.com, hunt groups (versions 58 and above)"
	pageExtensions = "api.vodia.com, extensions (versions 58 and above)"
	pageIVRNodes   = "api.vodia.com, IVR nodes (versions 58 and above)"
	pageOpenAPI    = "OpenAPI description of 70.3"
	pageSecrets    = "none; the OpenAPI description of 70.3 proves with its reset actions that the secret exists"
)

// row is one setting of a table over objects K.
type row[K any] = lens.Row[K, *View]

// tie says which part of which binding a setting is tied to, and what that makes of it.
type tie[K any] struct {
	binding *lens.Binding[K, *View]
	part    int
	class   lens.Class
}

// ties are those of a table's settings that stand for canonical fields, by name.
type ties[K any] map[string]tie[K]

// rows makes rows of declared settings: tied where ties says so, and the dialect's own otherwise.
func (t ties[K]) rows(settings []lens.Setting) []row[K] {
	out := make([]row[K], len(settings))
	for i, s := range settings {
		tied, ok := t[s.Name]
		if !ok {
			out[i] = lens.Own[K, *View](s)
			continue
		}
		s.Class = tied.class
		out[i] = lens.Bound(tied.binding, tied.part, s)
	}
	return out
}

// from completes settings that one page and version brought.
func from(since, page string, settings ...lens.Setting) []lens.Setting {
	for i := range settings {
		settings[i].Since, settings[i].Page = since, page
		if settings[i].Type == "" {
			settings[i].Type = lens.String
		}
	}
	return settings
}

// without leaves out settings that a table has declared elsewhere.
func without(settings []lens.Setting, names ...string) []lens.Setting {
	out := make([]lens.Setting, 0, len(settings))
settings:
	for _, s := range settings {
		for _, name := range names {
			if s.Name == name {
				continue settings
			}
		}
		out = append(out, s)
	}
	return out
}

// defaults are the documented values with which an account begins, for the settings that stand for canonical fields:
// the others begin with theirs by themselves.
func defaults[K any](table *lens.Table[K, *View]) map[string]lens.Value {
	in := map[string]lens.Value{}
	for _, s := range table.Settings() {
		if s.Field != "" && s.Class != lens.Hidden && s.Type != lens.Names {
			in[s.Name] = lens.Text(s.Default)
		}
	}
	return in
}
