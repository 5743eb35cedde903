package report

import (
	"regexp"
	"strings"

	"dragoman/domain/lens"
)

// secretive finds settings that may hold a secret though no page says so: what a dialect alone knows, and above all what
// no page documents. Masking one too many does no harm.
var secretive = regexp.MustCompile(`(?i)pass|pwd|secret|token|credential|private|(^|_)(key|pin)[0-9]*($|_)`)

// inAddress finds passwords in addresses, such as those that a PBX calls at events: https://user:password@host/ and
// https://host/?api_token=12345.
var inAddress = regexp.MustCompile(`(?i)://[^/?#\s]*:[^/?#\s]+@|[?&;][\w.-]*(pass|pwd|secret|token|credential|api_?key)[\w.-]*=[^&;#\s]`)

// Masked is what a person may see of a setting's value: lens.Mask for what is or may be a secret. setting is nil for one
// that no page documents.
func Masked(name string, setting *lens.Setting, text string) string {
	structured := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	switch {
	case text == "":
		return ""
	case setting != nil && setting.Field != "" && setting.Class != lens.Hidden:
		return text
	case setting != nil && setting.Class == lens.Hidden, secretive.MatchString(name), structured && secretive.MatchString(text),
		strings.Contains(text, "://") && inAddress.MatchString(text):
		return lens.Mask
	}
	return text
}
