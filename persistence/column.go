package persistence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"dragoman/domain"
	"dragoman/domain/lens"
	"dragoman/persistence/sealing"
)

// decoding reads columns into what objects hold, and keeps the first failure.
type decoding struct {
	keys *sealing.Keys
	err  error
}

func (d *decoding) failed(err error) {
	if err != nil && d.err == nil {
		d.err = fmt.Errorf("read a column: %w", err)
	}
}

func (d *decoding) json(text string, value any) {
	if text != "" {
		d.failed(json.Unmarshal([]byte(text), value))
	}
}

// margins opens the secrets among a dialect's settings, which are sealed for their object.
func (d *decoding) margins(text string, at place) (margins lens.Margins) {
	d.json(text, &margins)
	d.open(margins, at)
	return margins
}

func (d *decoding) open(margins lens.Margins, at place) {
	for dialect, margin := range margins {
		for name, sealed := range margin.Secrets {
			secret := d.secret(sealed.Reveal(), at.of(dialect, name))
			margin.Secrets[name] = lens.Concealed(secret.Reveal())
		}
	}
}

func (d *decoding) list(text string) (list []string) {
	d.json(text, &list)
	return list
}

func (d *decoding) levels(text string, at place) (levels [domain.Levels]domain.Level) {
	d.json(text, &levels)
	for i := range levels {
		d.open(levels[i].Margins, at.level(i))
	}
	return levels
}

func (d *decoding) destination(text string) domain.Destination {
	found, err := domain.ParseDestination(text)
	d.failed(err)
	return found
}

func (d *decoding) secret(sealed string, at place) domain.Secret {
	if sealed == "" {
		return ""
	}
	text, err := d.keys.Open(sealed, at.binding())
	if err != nil {
		d.failed(fmt.Errorf("%s of %s %d: %w", at.field, at.kind, at.id, err))
	}
	return domain.Secret(text)
}

// encoding writes what objects hold into columns, and keeps the first failure.
type encoding struct {
	keys *sealing.Keys
	err  error
}

// json leaves <, > and & as they are: pieces of JSON in margins have to come back as they were written.
func (e *encoding) json(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil && e.err == nil {
		e.err = fmt.Errorf("write a column: %w", err)
	}
	return string(bytes.TrimSuffix(text.Bytes(), []byte("\n")))
}

// margins gives equal bytes for equal margins, and empty text for empty ones. Secrets are sealed for their object; those
// that are stored already stay as they were sealed.
func (e *encoding) margins(margins lens.Margins, at place, stored string) string {
	var before map[string]sealedMargin
	e.stored(stored, &before)
	sealed := e.sealed(margins, at, before)
	if sealed == nil {
		return ""
	}
	return e.json(sealed)
}

// stored reads what is stored already, of which no more counts than the secrets.
func (e *encoding) stored(text string, into any) {
	if text == "" {
		return
	}
	if err := json.Unmarshal([]byte(text), into); err != nil && e.err == nil {
		e.err = fmt.Errorf("read the stored column: %w", err)
	}
}

func (e *encoding) sealed(margins lens.Margins, at place, before map[string]sealedMargin) map[string]sealedMargin {
	var sealed map[string]sealedMargin
	for dialect, margin := range margins {
		if margin.Empty() {
			continue
		}
		if sealed == nil {
			sealed = make(map[string]sealedMargin, len(margins))
		}
		row := sealedMargin{Bag: margin.Bag, Notes: margin.Notes}
		for name, secret := range margin.Secrets {
			if row.Secrets == nil {
				row.Secrets = make(map[string]string, len(margin.Secrets))
			}
			row.Secrets[name] = e.secret(domain.Secret(secret.Reveal()), at.of(dialect, name), before[dialect].Secrets[name])
		}
		sealed[dialect] = row
	}
	return sealed
}

// sealedMargin is a lens.Margin as it is stored.
type sealedMargin struct {
	Bag     map[string]lens.Value `json:"bag,omitempty"`
	Secrets map[string]string     `json:"secrets,omitempty"`
	Notes   map[string]lens.Note  `json:"notes,omitempty"`
}

// list tells no list, which is empty text, from an empty one.
func (e *encoding) list(list []string) string {
	if list == nil {
		return ""
	}
	return e.json(list)
}

// sealedLevel is a domain.Level as it is stored.
type sealedLevel struct {
	RingTime     *int                    `json:"ring_time,omitempty"`
	MusicRinging *int                    `json:"music_ringing,omitempty"`
	PlayMessage  bool                    `json:"play_message,omitempty"`
	Margins      map[string]sealedMargin `json:"margins,omitempty"`
}

// levels gives empty text for levels that say nothing.
func (e *encoding) levels(levels [domain.Levels]domain.Level, at place, stored string) string {
	var before, sealed [domain.Levels]sealedLevel
	e.stored(stored, &before)
	zero := true
	for i, level := range levels {
		zero = zero && level.IsZero()
		sealed[i] = sealedLevel{
			RingTime: level.RingTime, MusicRinging: level.MusicRinging, PlayMessage: level.PlayMessage,
			Margins: e.sealed(level.Margins, at.level(i), before[i].Margins),
		}
	}
	if zero {
		return ""
	}
	return e.json(sealed)
}

// secret seals a secret. One that is stored already stays as it was sealed, so that what didn't change gives the same
// bytes.
func (e *encoding) secret(secret domain.Secret, at place, stored string) string {
	if stored != "" {
		if text, err := e.keys.Open(stored, at.binding()); err == nil && text == secret.Reveal() {
			return stored
		}
	}
	return e.keys.Seal(secret.Reveal(), at.binding())
}

// place is where a secret belongs; sealed for one place, it opens at no other.
type place struct {
	tenant domain.TenantID
	kind   domain.Kind
	id     int64
	field  string
}

// of is the place of a secret that only a dialect knows.
func (p place) of(dialect, name string) place {
	p.field += "margins." + dialect + "." + name
	return p
}

// level is the place of what belongs to a hunt group's level, counted from 0.
func (p place) level(i int) place {
	p.field = "level " + strconv.Itoa(i+1) + " "
	return p
}

func (p place) binding() string {
	return strconv.FormatInt(int64(p.tenant), 10) + "|" + string(p.kind) + "|" + strconv.FormatInt(p.id, 10) + "|" + p.field
}

// Times are kept to the microsecond.

func writeTime(at *time.Time) *int64 {
	if at == nil {
		return nil
	}
	micros := at.UnixMicro()
	return &micros
}

func readTime(micros *int64) *time.Time {
	if micros == nil {
		return nil
	}
	at := time.UnixMicro(*micros).UTC()
	return &at
}
