package report

import (
	"regexp"
	"strings"

	"dragoman/domain/lens"
)

// secretive finds settings that may hold a secret though no page says so: what a dialect alone knows, and above all what
// no page documents. Masking one too many does no harm.
var secretive = regexp.MustCompile(`(?i)pass|pwd|secret|token|credential|private|(^|_)(key|pin)[0-9]*($|_)`)

// Masked is what a person may see of a setting's value: lens.Mask for what is or may be a secret. setting is nil for one
// that no page documents.
func Masked(name string, setting *lens.Setting, text string) string {
	structured := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	switch {
	case text == "":
		return ""
	case setting != nil && setting.Field != "" && setting.Class != lens.Hidden:
		return text
	case setting != nil && setting.Class == lens.Hidden, secretive.MatchString(name), structured && secretive.MatchString(text):
		return lens.Mask
	}
	return text
}
