package report

import (
	"encoding/json"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Explanation is an object as it is kept, as each dialect shows it, and what each can't hold.
type Explanation struct {
	Tenant    string      `json:"tenant"` // its domain
	Kind      domain.Kind `json:"kind"`
	Object    string      `json:"object"` // what it is called
	Canonical []Field     `json:"canonical"`
	Views     []Shown     `json:"views"`
	Losses    []Loss      `json:"losses"`
}

// Shown is what a dialect shows of an object, or of a part of one.
type Shown struct {
	Dialect  string   `json:"dialect"`
	As       string   `json:"as"`  // empty where the dialect doesn't show it
	Key      string   `json:"key"` // what names it there
	Settings Settings `json:"settings"`
	Parts    []Shown  `json:"parts,omitempty"`
}

// Settings are names and values in the order in which a dialect shows them. As JSON they are one object.
type Settings []lens.Entry

// MarshalJSON writes the settings as an object, in order.
func (s Settings) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, entry := range s {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := lens.Text(entry.Name).MarshalJSON()
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(entry.Value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// Explain says of an object of the tenant what becomes of it in each dialect. It fails only where the store does.
func Explain(look *domain.Look, dialects []Dialect, object Object) (*Explanation, error) {
	e := &Explanation{
		Tenant: look.Tenant.Domain, Kind: object.Kind, Object: object.Name(), Canonical: Fields(object), Losses: []Loss{},
	}
	for _, d := range dialects {
		view, err := d.Show(look, object.clone())
		if err != nil {
			return nil, err
		}
		e.Views = append(e.Views, shown(d, view))
		e.Losses = append(e.Losses, losses(d, dialects, object, view)...)
	}
	return e, look.Plan.Err()
}

func shown(d Dialect, view View) Shown {
	out := Shown{Dialect: d.Name(), As: view.As, Key: view.Key, Settings: Settings{}}
	for _, entry := range view.Entries {
		if text := Masked(entry.Name, entry.Setting, entry.Value.Text); text != entry.Value.Text {
			entry.Value = lens.Text(text)
		}
		out.Settings = append(out.Settings, entry)
	}
	for _, part := range view.Parts {
		out.Parts = append(out.Parts, shown(d, part))
	}
	return out
}
