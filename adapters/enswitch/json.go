package enswitch

import (
	"strconv"
	"unicode/utf8"

	"dragoman/domain/lens"
)

func appendValue(out []byte, v lens.Value) []byte {
	if v.Raw {
		return append(out, v.Text...)
	}
	return appendString(out, v.Text)
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string. What isn't UTF-8 becomes the replacement character.
func appendString(out []byte, text string) []byte {
	out = append(out, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			out = append(out, text[start:i]...)
			out = append(out, "\ufffd"...)
			i++
			start = i
			continue
		}
		out = append(out, text[start:i]...)
		out = appendEscape(out, c)
		i++
		start = i
	}
	out = append(out, text[start:]...)
	return append(out, '"')
}

func appendEscape(out []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(out, '\\', c)
	case '\n':
		return append(out, '\\', 'n')
	case '\r':
		return append(out, '\\', 'r')
	case '\t':
		return append(out, '\\', 't')
	}
	return append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
}

// decimalText writes an id.
func decimalText[N ~int64](id N) string { return strconv.FormatInt(int64(id), 10) }
