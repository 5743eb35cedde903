package enswitch

import (
	"strconv"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// Short names of what the tables are made of.
type (
	setting             = lens.Setting
	row[K any]          = lens.Row[K, *View]
	binding[K any]      = lens.Binding[K, *View]
	table[K any]        = lens.Table[K, *View]
	reference[K, T any] = func(K) *T
)

// own declares a setting that only Enswitch knows.
func own[K any](s setting) row[K] { return lens.Own[K, *View](s) }

// shown declares a setting that is read and never written.
func shown[K any](s setting, get func(K) string) row[K] {
	return lens.Shown(s, func(_ *View, k K) string { return get(k) })
}

// text ties a setting to a canonical text.
func text[K any, T ~string](field string, ref reference[K, T], s setting) row[K] {
	return lens.Bound(lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts { return lens.Texts{string(*ref(k))} },
		func(_ *View, k K, texts lens.Texts) error { *ref(k) = T(texts[0]); return nil },
	), 0, s)
}

// named ties a setting that must not be empty to a canonical text that may be: where it is, the view shows fallback,
// which must not change with anything that can be written. Having had no name before is nothing to remember.
func named[K any](field string, ref reference[K, string], fallback func(K) string, s setting) row[K] {
	b := lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts {
			if name := *ref(k); name != "" {
				return lens.Texts{name}
			}
			return lens.Texts{fallback(k)}
		},
		func(_ *View, k K, texts lens.Texts) error { *ref(k) = texts[0]; return nil })
	b.Forgets = true
	return lens.Bound(b, 0, s)
}

// formed ties a setting with a form to a canonical text that may have any. One that lacks the form shows as neutral, and
// neutral stands for the empty text.
func formed[K any, T ~string](field string, ref reference[K, T], neutral string, s setting) row[K] {
	return lens.Bound(lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts {
			if kept := string(*ref(k)); kept != "" && s.Form.Check(kept) {
				return lens.Texts{kept}
			}
			return lens.Texts{neutral}
		},
		func(_ *View, k K, texts lens.Texts) error {
			if texts[0] == neutral {
				texts[0] = ""
			}
			*ref(k) = T(texts[0])
			return nil
		},
	), 0, s)
}

// integer ties a setting to a canonical number. One that the setting can't hold shows as the nearest that it can.
func integer[K any, N ~int | ~int64](field string, ref reference[K, N], s setting) row[K] {
	s = bounded(s)
	return lens.Bound(lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts {
			n := min(max(int64(*ref(k)), *s.Min), *s.Max)
			return lens.Texts{strconv.FormatInt(n, 10)}
		},
		func(_ *View, k K, texts lens.Texts) error {
			n, err := strconv.ParseInt(texts[0], 10, 64)
			*ref(k) = N(n)
			return err
		},
	), 0, s)
}

// flag ties a setting to a canonical yes or no.
func flag[K any](field string, ref reference[K, bool], s setting) row[K] {
	s.Type = lens.Flag
	return lens.Bound(lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts { return lens.Texts{digit(*ref(k))} },
		func(_ *View, k K, texts lens.Texts) error { *ref(k) = texts[0] == "1"; return nil },
	), 0, s)
}

// secret ties a setting to a canonical secret, which is shown in clear where reveal says so.
func secret[K any](field string, ref reference[K, domain.Secret], reveal func(*View) bool, s setting) row[K] {
	s.Class = lens.Hidden
	return lens.Bound(lens.BindSecret(field,
		func(v *View, k K) string {
			if reveal(v) {
				return ref(k).Reveal()
			}
			return ref(k).Masked()
		},
		func(_ *View, k K, text string) error { *ref(k) = domain.Secret(text); return nil },
	), 0, s)
}

func onlyToMovers(v *View) bool { return v.Clear }

func digit(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// mostInteger is the most that an integer may be: what fits the integer columns that the pages speak of.
const mostInteger = 1<<31 - 1

func bound(n int64) *int64 { return &n }

// bounded gives an integer the bounds that go without saying.
func bounded(s setting) setting {
	if s.Type != lens.Integer || s.Allowed != nil {
		return s
	}
	if s.Min == nil {
		s.Min = bound(0)
	}
	if s.Max == nil {
		s.Max = bound(mostInteger)
	}
	return s
}

// documented completes rows that one page documents: whatever says nothing else is of that page and of the version
// that brought it.
func documented[K any](page, since, scope string, rows ...row[K]) []row[K] {
	for i := range rows {
		s := &rows[i].Setting
		*s = bounded(*s)
		s.Scope = scope
		if s.Page == "" {
			s.Page = page
		}
		if s.Since == "" {
			s.Since = since
		}
	}
	return rows
}
