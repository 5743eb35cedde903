package report_test

import (
	"testing"

	"dragoman/domain/lens"
	"dragoman/domain/report"
)

func TestMasked(t *testing.T) {
	for _, one := range []struct {
		name, text string
		setting    *lens.Setting
		masked     bool
	}{
		{"acturl_call", "https://crm.example/call?from=440", nil, false},
		{"acturl_call", "https://user:pa%20ss@crm.example/call", nil, true},
		{"acturl_call", "https://user@crm.example/call", nil, false},
		{"acturl_call", "https://crm.example:8443/call@home", nil, false},
		{"acturl_call", "https://crm.example/call?from=440&api_token=12345", nil, true},
		{"acturl_call", "https://crm.example/call?Password=", nil, false},
		{"acturl_call", "https://crm.example/call?ApiKey=x", nil, true},
		{"acturl_call", "sip:440:1@host", nil, false},
		{"prov_password", "geheim", nil, true},
		{"prov_password", "", nil, false},
		{"param1", `{"token":"x"}`, nil, true},
		{"sip_pass", "geheim", &lens.Setting{Field: "Password", Class: lens.Hidden}, true},
		{"description", "the password is geheim", &lens.Setting{Field: "Holder"}, false},
	} {
		if got := report.Masked(one.name, one.setting, one.text); (got == lens.Mask) != one.masked || !one.masked && got != one.text {
			t.Errorf("%s %q shows as %q", one.name, one.text, got)
		}
	}
}
