package transfer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dragoman/domain/lens"
)

// secretPrefix begins the names of settings that hold what secrets an object keeps for a dialect: "secrets.vodia". The value
// is an object of texts in clear.
const secretPrefix = "secrets."

func secretSetting(name string) *lens.Setting {
	return &lens.Setting{Name: name, Type: lens.String, Class: lens.Hidden, Remark: "secrets that the object keeps for a dialect"}
}

// secretEntries are the settings of an object's own secrets, by dialect.
func secretEntries(margins lens.Margins) []lens.Entry {
	var out []lens.Entry
	for _, dialect := range slices.Sorted(maps.Keys(margins)) {
		margin := margins[dialect]
		if margin == nil || len(margin.Secrets) == 0 {
			continue
		}
		clear := make(map[string]string, len(margin.Secrets))
		for name, secret := range margin.Secrets {
			clear[name] = secret.Reveal()
		}
		name := secretPrefix + dialect
		out = append(out, lens.Entry{Name: name, Value: encoded(clear), Setting: secretSetting(name)})
	}
	return out
}

// putSecrets writes a secrets setting. A mask leaves them alone.
func putSecrets(margins *lens.Margins, entry lens.Entry) error {
	if entry.Value == lens.Text(lens.Mask) {
		return nil
	}
	var clear map[string]string
	if err := decoded(entry.Value, &clear); err != nil {
		return err
	}
	margin := margins.Of(strings.TrimPrefix(entry.Name, secretPrefix))
	secrets := make(map[string]lens.Concealed, len(clear))
	for name, text := range clear {
		if text == lens.Mask {
			text = margin.Secrets[name].Reveal()
		}
		if text != "" {
			secrets[name] = lens.Concealed(text)
		}
	}
	margin.Secrets = secrets
	if size := margin.Size(); size > lens.MaxBag {
		return fmt.Errorf("must not exceed %d bytes", lens.MaxBag)
	}
	return nil
}
