package vodia

import (
	"strings"

	"dragoman/domain"
	"dragoman/domain/lens"
)

// bindDialled ties a setting to a destination as the digits that one dials for it. What can't be dialled shows as
// nothing and stays.
func bindDialled[K any](field string, ref func(K) *domain.Destination) *lens.Binding[K, *View] {
	binding := lens.Bind(field, ref,
		func(v *View, k K) lens.Texts {
			digits, _ := v.Plan.Digits(*ref(k))
			return lens.Texts{digits}
		},
		func(_ *View, k K, texts lens.Texts) error {
			*ref(k) = domain.Dialled(strings.TrimSpace(texts[0]))
			return nil
		})
	binding.Meaning = meaning
	return binding
}
