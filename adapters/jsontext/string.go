// Package jsontext writes JSON for answers that are put together by hand, since reflection would cost more than all the
// rest of an answer.
package jsontext

import "unicode/utf8"

const hexDigits = "0123456789abcdef"

// AppendString appends a text to out as a JSON string with its quotes. Nothing is escaped that needn't be, unlike by
// encoding/json, whose \u003c for < surprises clients that compare texts. What isn't UTF-8 becomes U+FFFD.
func AppendString(out []byte, text string) []byte {
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
			out = append(append(out, text[start:i]...), "\ufffd"...)
			i++
			start = i
			continue
		}
		out = appendEscape(append(out, text[start:i]...), c)
		i++
		start = i
	}
	return append(append(out, text[start:]...), '"')
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
