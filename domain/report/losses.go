package report

import (
	"dragoman/domain"
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
