package transfer

import "dragoman/domain"

// inOneRead is how many objects are read from a store at a time.
const inOneRead = 1000

// EachPhone reads a tenant's phones in parts, in order of id.
func EachPhone(look *domain.Look, do func(*domain.Phone) error) error {
	return each(look.Phones, do)
}

// EachHuntGroup reads a tenant's hunt groups in parts, in order of id.
func EachHuntGroup(look *domain.Look, do func(*domain.HuntGroup) error) error {
	return each(look.HuntGroups, do)
}

// EachFeatureCode reads a tenant's feature codes in parts, in order of id, those that can't be dialled among them.
func EachFeatureCode(look *domain.Look, do func(*domain.FeatureCode) error) error {
	return each(look.FeatureCodes, do)
}

func each[T any](list func(domain.Page) ([]*T, error), do func(*T) error) error {
	for page := (domain.Page{Limit: inOneRead}); ; page.Offset += inOneRead {
		found, err := list(page)
		if err != nil {
			return err
		}
		for _, one := range found {
			if err := do(one); err != nil {
				return err
			}
		}
		if len(found) < inOneRead {
			return nil
		}
	}
}
