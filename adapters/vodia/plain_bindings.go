package vodia

import (
	"errors"
	"strconv"
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// bindText ties a setting to a text that means the same on both sides.
func bindText[K any](field string, ref func(K) *string) *lens.Binding[K, *View] {
	return lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts { return lens.Texts{*ref(k)} },
		func(_ *View, k K, texts lens.Texts) error { *ref(k) = texts[0]; return nil })
}

// bindSwitch ties "true" and "false" to a truth; nothing is false.
func bindSwitch[K any](field string, ref func(K) *bool) *lens.Binding[K, *View] {
	return lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts { return lens.Texts{strconv.FormatBool(*ref(k))} },
		func(_ *View, k K, texts lens.Texts) error { *ref(k) = texts[0] == "true"; return nil })
}

// bindMusic ties the id of a music to its number; nothing is the tenant's music, 0.
func bindMusic[K any](ref func(K) *int) *lens.Binding[K, *View] {
	return lens.Bind("Music", ref,
		func(_ *View, k K) lens.Texts {
			if *ref(k) == 0 {
				return lens.Texts{}
			}
			return lens.Texts{strconv.Itoa(*ref(k))}
		},
		func(_ *View, k K, texts lens.Texts) error {
			id, err := number(texts[0])
			*ref(k) = id
			return err
		})
}

// bindLimit ties a number to one that may be unset; nothing is unset.
func bindLimit[K any](field string, ref func(K) **int) *lens.Binding[K, *View] {
	return lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts {
			if *ref(k) == nil {
				return lens.Texts{}
			}
			return lens.Texts{strconv.Itoa(**ref(k))}
		},
		func(_ *View, k K, texts lens.Texts) error {
			if texts[0] == "" {
				*ref(k) = nil
				return nil
			}
			n, err := number(texts[0])
			*ref(k) = &n
			return err
		})
}

// bindCallerID ties a number to show. A keyword of another platform shows as nothing, and stays until another number
// is written.
func bindCallerID[K any](field string, ref func(K) *domain.CallerID) *lens.Binding[K, *View] {
	return lens.Bind(field, ref,
		func(_ *View, k K) lens.Texts {
			if id := string(*ref(k)); looksLikeNumber(id) {
				return lens.Texts{id}
			}
			return lens.Texts{}
		},
		func(_ *View, k K, texts lens.Texts) error {
			*ref(k) = domain.CallerID(texts[0])
			return nil
		})
}

func looksLikeNumber(text string) bool {
	return strings.ContainsAny(text, "0123456789") && strings.Trim(text, "0123456789+-*#()./ ") == ""
}

// largest keeps numbers within what every client and the store take.
const largest = 1<<31 - 1

// number reads a whole number that isn't negative; nothing is 0.
func number(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > largest {
		return 0, errors.New("must be a whole number from 0 to 2147483647")
	}
	return int(n), nil
}
