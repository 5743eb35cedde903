package transfer_test

import (
	"testing"

	"dragoman/domain"
	"dragoman/domain/transfer"
)

// What loses a further name, since a feature code leads elsewhere from now on, is left as it was all the same.
func TestLeftWithoutACode(t *testing.T) {
	external := domain.Destination{Kind: domain.ToExternal, Target: "5551234"}
	source, target := newTenant(t, "a.example.com", 0), newTenant(t, "b.example.com", 2)
	for _, one := range []struct {
		in     *tenant
		second domain.Destination
		form   domain.Form
	}{{source, external, ""}, {target, domain.Destination{Kind: domain.ToFeatureCode, Target: "100"}, domain.AsAlias}} {
		one.in.change(t, func(e *domain.Edit) error {
			first := domain.NewFeatureCode()
			first.Code, first.Destination = "100", external
			if err := e.AddFeatureCode(first); err != nil {
				return err
			}
			second := domain.NewFeatureCode()
			second.Code, second.Destination, second.Form = "101", one.second, one.form
			return e.AddFeatureCode(second)
		})
	}
	p := plan(t, source.place(), target.place(), transfer.Rules{})
	if p.Count(transfer.Leave) != 1 || p.Count(transfer.Change) != 1 {
		t.Fatalf("the plan is %v", steps(t, p))
	}
	j, _ := apply(t, p, target.place())
	verified(t, p, target.place(), j)
	nothing(t, plan(t, source.place(), target.place(), transfer.Rules{}))
}
