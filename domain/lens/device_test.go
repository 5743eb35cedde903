package lens_test

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"dragoman/domain/lens"
)

// device is an object with a setting of each sort, for trying what a table does with them.
type device struct {
	Secret  string
	Ring    int
	Route   string // "kind number"; "view" says it in two settings
	Parts   []part // "view" can't say which of them are hidden
	Serial  int
	Margins lens.Margins
}

type part struct {
	ID     int
	Name   string
	Hidden bool
}

var view = lens.NewTable("device", "view", func(d *device) *lens.Margins { return &d.Margins },
	[]lens.Inexpressible{{Field: "Weight", Reason: "nobody asks"}},
	lens.Bound(deviceSecret, 0, lens.Setting{Name: "secret", Class: lens.Hidden}),
	lens.Bound(deviceRing, 0, lens.Setting{Name: "ring", Type: lens.Integer, Default: "15"}),
	lens.Bound(deviceRoute, 0, lens.Setting{Name: "rtype"}),
	lens.Bound(deviceRoute, 1, lens.Setting{Name: "rnumber"}),
	lens.Bound(deviceParts, 0, lens.Setting{Name: "parts"}),
	lens.Shown[*device, none](lens.Setting{Name: "serial", Type: lens.Integer}, func(_ none, d *device) string { return strconv.Itoa(d.Serial) }),
	lens.Own[*device, none](lens.Setting{Name: "aoc", Type: lens.Flag, Default: "0"}),
	lens.Own[*device, none](lens.Setting{Name: "credit", Type: lens.Decimal}), // not set is empty
	lens.Own[*device, none](lens.Setting{Name: "melody", Type: lens.String, Default: "ringer6"}),
	lens.Own[*device, none](lens.Setting{Name: "tags", Type: lens.Names, Default: "[]"}),
	lens.Own[*device, none](lens.Setting{Name: "quiet", Type: lens.String, Unshown: true}),
)

var (
	deviceSecret = lens.BindSecret("Secret",
		func(_ none, d *device) string {
			if d.Secret == "" {
				return ""
			}
			return lens.Mask
		},
		func(_ none, d *device, text string) error {
			if text == "guess" {
				return errors.New("must not be so simple")
			}
			d.Secret = text
			return nil
		})
	deviceRing = lens.Bind("Ring", func(d *device) *int { return &d.Ring },
		func(_ none, d *device) lens.Texts { return lens.Texts{strconv.Itoa(d.Ring)} },
		func(_ none, d *device, t lens.Texts) error { return json.Unmarshal([]byte(t[0]), &d.Ring) })
	deviceRoute = lens.Bind("Route", func(d *device) *string { return &d.Route },
		func(_ none, d *device) lens.Texts {
			kind, number, _ := strings.Cut(d.Route, " ")
			return lens.Texts{kind, number}
		},
		func(_ none, d *device, t lens.Texts) error {
			switch {
			case t[0] == "bad":
				return &lens.PartError{Part: 0, Message: "must not be bad"}
			case t[0] == "phone" && t[1] == "":
				return &lens.PartError{Part: 1, Message: "must not be empty"}
			case t[0] == "odd":
				return errors.New("must be even")
			}
			d.Route = strings.TrimSpace(t[0] + " " + t[1])
			return nil
		})
	deviceParts = withIdentity(lens.Bind("Parts", func(d *device) *[]part { return &d.Parts },
		func(_ none, d *device) lens.Texts {
			var shown []string
			for _, p := range d.Parts {
				if !p.Hidden {
					shown = append(shown, p.Name)
				}
			}
			return lens.Texts{strings.Join(shown, " ")}
		},
		func(_ none, d *device, t lens.Texts) error {
			var next []part
			for _, p := range d.Parts {
				if p.Hidden {
					next = append(next, p)
				}
			}
			for _, name := range strings.Fields(t[0]) {
				next = append(next, part{Name: name})
			}
			d.Parts = next
			return nil
		}))
)

// withIdentity leaves the ids of parts out of what is compared.
func withIdentity(b *lens.Binding[*device, none]) *lens.Binding[*device, none] {
	b.Identity = func(state string) string {
		var parts []part
		if json.Unmarshal([]byte(state), &parts) != nil {
			return state
		}
		for i := range parts {
			parts[i].ID = 0
		}
		data, err := json.Marshal(parts)
		if err != nil {
			return state
		}
		return string(data)
	}
	return b
}

func newDevice() *device { return &device{Ring: 15} }

func (d *device) clone() *device {
	c := *d
	c.Parts = append([]part(nil), d.Parts...)
	c.Margins = d.Margins.Clone()
	return &c
}

// get is what the view shows of one setting.
func get(d *device, name string) lens.Value {
	value, _ := view.Get(none{}, d, name)
	return value
}

func put(d *device, in map[string]lens.Value) (lens.Written, []lens.Fault) {
	return view.Write(none{}, d, in)
}

func texts(pairs ...string) map[string]lens.Value {
	in := map[string]lens.Value{}
	for i := 0; i < len(pairs); i += 2 {
		in[pairs[i]] = lens.Text(pairs[i+1])
	}
	return in
}
