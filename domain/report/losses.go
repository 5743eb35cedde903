package report

import (
	"dragoman/domain"
	"dragoman/domain/lens"
)

// Losses lists what one dialect can't hold of an object of the tenant. among are the dialects that may have left settings
// with it. It fails only where the store does.
func Losses(look *domain.Look, d Dialect, among []Dialect, object Object) ([]Loss, error) {
	view, err := d.Show(look, object.clone())
	if err != nil {
		return nil, err
	}
	return losses(d, among, object, view), look.Plan.Err()
}

// Masked is what a person may see of a setting's value: lens.Mask for what is or may be a secret. setting is nil for one
// that no page documents.
func Masked(name string, setting *lens.Setting, text string) string {
	return masked(name, setting, text)
}
