package domain_test

import (
	"maps"
	"strings"
	"testing"

	"dragoman/domain"
)

// setStars makes the tenant's star codes those given, pairs of a function and its code.
func setStars(o *office, pairs ...string) func(*domain.SystemEdit) error {
	return func(s *domain.SystemEdit) error {
		return s.ChangeTenant(o.tenant, func(_ *domain.Edit, tenant *domain.Tenant) error {
			for i := 0; i < len(pairs); i += 2 {
				tenant.StarCodes[pairs[i]] = pairs[i+1]
			}
			return nil
		})
	}
}

func (o *office) changeStars(pairs ...string) {
	o.Helper()
	o.must(o.changeAll(setStars(o, pairs...)))
	o.checkPlan()
}

func TestStarCodes(t *testing.T) {
	start := func(t *testing.T) *office {
		o := newOffice(t)
		o.addPhone("440")
		o.addCode(described(code("*66", function("redial"))))
		o.addCode(code("*67", function("park")))
		o.addCode(code("300", domain.FeatureCodeDestination("*66")))
		o.addCode(code("301", domain.FeatureCodeDestination("*67")))
		return o
	}
	for name, test := range map[string]struct {
		pairs []string
		want  []string
	}{
		"nothing": {nil, []string{"code *66 -> function:redial, front desk", "code *67 -> function:park", "code 300 -> featurecode:*66", "code 301 -> featurecode:*67"}},
		"the same": {[]string{"redial", "*66", "nonsense", ""},
			[]string{"code *66 -> function:redial, front desk", "code *67 -> function:park", "code 300 -> featurecode:*66", "code 301 -> featurecode:*67"}},
		"set": {[]string{"pickup", "*87"},
			[]string{"code *66 -> function:redial, front desk", "code *67 -> function:park", "code *87 -> function:pickup", "code 300 -> featurecode:*66", "code 301 -> featurecode:*67"}},
		"other digits": {[]string{"redial", "*68"},
			[]string{"code *67 -> function:park", "code *68 -> function:redial, front desk", "code 300 -> featurecode:*68", "code 301 -> featurecode:*67"}},
		"swap": {[]string{"redial", "*67", "park", "*66"},
			[]string{"code *66 -> function:park", "code *67 -> function:redial, front desk", "code 300 -> featurecode:*67", "code 301 -> featurecode:*66"}},
		"shift": {[]string{"redial", "*67", "park", "*68"},
			[]string{"code *67 -> function:redial, front desk", "code *68 -> function:park", "code 300 -> featurecode:*67", "code 301 -> featurecode:*68"}},
		"clear": {[]string{"redial", ""},
			[]string{"code *67 -> function:park", "code 300 -> featurecode:*66", "code 301 -> featurecode:*67"}},
		"clear and reuse": {[]string{"redial", "", "pickup", "*66"},
			[]string{"code *66 -> function:pickup", "code *67 -> function:park", "code 300 -> featurecode:*66", "code 301 -> featurecode:*67"}},
		"take what is cleared": {[]string{"redial", "", "park", "*66"},
			[]string{"code *66 -> function:park", "code 300 -> featurecode:*66", "code 301 -> featurecode:*66"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := start(t)
			o.changeStars(test.pairs...)
			o.wantPlan(append([]string{"phone 440: 440"}, test.want...)...)
			whole, err := o.look().Whole()
			o.must(err)
			for i := 0; i < len(test.pairs); i += 2 {
				if got := whole.StarCodes[test.pairs[i]]; got != test.pairs[i+1] {
					t.Errorf("%s has the code %q, not %q", test.pairs[i], got, test.pairs[i+1])
				}
			}
		})
	}
	for name, test := range map[string]struct {
		words string
		pairs []string
	}{
		"a phone's name":   {"440 is taken by phone 440", []string{"redial", "440"}},
		"another code":     {"300 is taken by feature code 300", []string{"redial", "300"}},
		"another function": {"*67 is taken by feature code *67", []string{"redial", "*67"}},
		"twice, moved":     {"*70 is taken", []string{"redial", "*70", "park", "*70"}},
		"twice, new":       {"*70 is taken", []string{"pickup", "*70", "echo", "*70"}},
		"not for a keypad": {"can't be dialled", []string{"redial", "again"}},
		"not even text":    {"can't be dialled", []string{"pickup", " "}},
		"too long":         {"longer than", []string{"pickup", strings.Repeat("*", domain.MaxName+1)}},
	} {
		t.Run(name, func(t *testing.T) {
			o := start(t)
			before := o.files()
			err := o.changeAll(setStars(o, test.pairs...))
			if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), test.words) {
				t.Errorf("got the error %v, want one of %q", err, test.words)
			}
			if o.files() != before {
				t.Error("the store has changed")
			}
		})
	}
}

// A platform that knows one code for a function is shown the oldest, and what it changes is that one.
func TestSeveralCodesForOneFunction(t *testing.T) {
	o := newOffice(t)
	o.addCode(code("*66", function("redial")))
	o.addCode(code("*88", function("redial")))
	show := func(want map[string]string) {
		t.Helper()
		whole, err := o.look().Whole()
		o.must(err)
		if !maps.Equal(whole.StarCodes, want) {
			t.Errorf("the star codes are %v, want %v", whole.StarCodes, want)
		}
	}
	show(map[string]string{"redial": "*66"})
	o.changeStars("redial", "*70")
	show(map[string]string{"redial": "*70"})
	o.wantPlan("code *70 -> function:redial", "code *88 -> function:redial")
	o.changeStars("redial", "")
	show(map[string]string{})
	o.wantPlan("")
}

func TestStarCodesOfNewTenant(t *testing.T) {
	o := newOffice(t)
	tenant := domain.NewTenant()
	tenant.Domain, tenant.StarCodes = "new.example", map[string]string{"redial": "*66", "park": "*85", "none": ""}
	o.must(o.changeAll(func(s *domain.SystemEdit) error { return s.AddTenant(tenant, "") }))
	fresh := *o
	fresh.tenant = tenant.ID
	fresh.wantPlan("code *66 -> function:redial", "code *85 -> function:park")
	o.wantPlan("")
}
