package domain_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"dragoman/domain"
	"dragoman/domain/lens"
)

func TestSecretsShowAsMasks(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	for _, secret := range []any{domain.Secret("s3cret"), domain.Credential{Hash: "s3cret", ProofHash: "s3cret"}} {
		logger.Info("It is said.", "secret", secret, "inside", []any{secret}, "actor", domain.Actor{Name: "ada", Request: "r-1"})
		for _, format := range []string{"%s", "%v", "%+v", "%#v", "%q"} {
			if text := fmt.Sprintf(format, secret); strings.Contains(text, "s3cret") || !strings.Contains(text, lens.Mask) {
				t.Errorf("%s shows it as %s", format, text)
			}
		}
	}
	if text := log.String(); strings.Contains(text, "s3cret") || strings.Count(text, lens.Mask) != 4 || !strings.Contains(text, `"actor":{"name":"ada","dialect":"","request_id":"r-1"}`) {
		t.Errorf("the log says %s", text)
	}
	if domain.Secret("").Masked() != "" || (domain.Credential{}).Masked() != "" || domain.Secret("x").Reveal() != "x" {
		t.Error("no secret shows as one")
	}
}
