package vodia

import (
	"errors"

	"dragoman/domain/lens"
)

// bindNames ties alias to the names of an account.
func bindNames[K any](names func(K) *[]string, listed func(K, []string) []string) *lens.Binding[K, *View] {
	return lens.Bind("Names", names,
		func(_ *View, k K) lens.Texts { return lens.Texts{lens.JoinNames(*names(k))} },
		func(_ *View, k K, texts lens.Texts) error {
			written := listed(k, lens.SplitNames(texts[0]))
			if len(written) == 0 {
				return errors.New("must name at least one number")
			}
			*names(k) = written
			return nil
		})
}

func asWritten[K any](_ K, names []string) []string { return names }
