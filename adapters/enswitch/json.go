package enswitch

import (
	"strconv"

	"dragoman/adapters/jsontext"
	"dragoman/domain/lens"
)

func appendValue(out []byte, v lens.Value) []byte {
	if v.Raw {
		return append(out, v.Text...)
	}
	return jsontext.AppendString(out, v.Text)
}

// decimalText writes an id.
func decimalText[N ~int64](id N) string { return strconv.FormatInt(int64(id), 10) }
