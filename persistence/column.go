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

func (d *decoding) margins(text string) (margins lens.Margins) {
	d.json(text, &margins)
	return margins
}

func (d *decoding) list(text string) (list []string) {
	d.json(text, &list)
	return list
}

func (d *decoding) levels(text string) (levels [domain.Levels]domain.Level) {
	d.json(text, &levels)
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

// margins gives equal bytes for equal margins, and empty text for empty ones.
func (e *encoding) margins(margins lens.Margins) string {
	filled := withoutEmpty(margins)
	if filled == nil {
		return ""
	}
	return e.json(filled)
}

func withoutEmpty(margins lens.Margins) lens.Margins {
	var filled lens.Margins
	for dialect, margin := range margins {
		if margin.Empty() {
			continue
		}
		if filled == nil {
			filled = make(lens.Margins, len(margins))
		}
		filled[dialect] = margin
	}
	return filled
}

// list tells no list, which is empty text, from an empty one.
func (e *encoding) list(list []string) string {
	if list == nil {
		return ""
	}
	return e.json(list)
}

// levels gives empty text for levels that say nothing.
func (e *encoding) levels(levels [domain.Levels]domain.Level) string {
	zero := true
	for i := range levels {
		levels[i].Margins = withoutEmpty(levels[i].Margins)
		zero = zero && levels[i].IsZero()
	}
	if zero {
		return ""
	}
	return e.json(levels)
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
