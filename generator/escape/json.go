package escape

import "unicode/utf8"

// JSON appends text as a JSON string in double quotes. U+2028 and U+2029 are
// escaped too, so that the result may stand in a script.
func JSON(b []byte, text string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(text); {
		if !jsonSpecial[text[i]] {
			i++
			continue
		}
		size, instead := jsonRune(text[i:])
		if instead != "" {
			b = append(append(b, text[from:i]...), instead...)
			from = i + size
		}
		i += size
	}
	return append(append(b, text[from:]...), '"')
}

// jsonSpecial marks the bytes that may not simply be copied.
var jsonSpecial = table(func(c byte) bool {
	return c >= utf8.RuneSelf || c < ' ' || c == '"' || c == '\\'
})

// jsonRune says how long the first character is, and what stands for it; empty
// when it may stand for itself.
func jsonRune(text string) (size int, instead string) {
	if c := text[0]; c < utf8.RuneSelf {
		return 1, jsonASCII(c)
	}
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, "\uFFFD"
	case r == '\u2028':
		return size, `\u2028`
	case r == '\u2029':
		return size, `\u2029`
	}
	return size, ""
}

func jsonASCII(c byte) string {
	switch c {
	case '"':
		return `\"`
	case '\\':
		return `\\`
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	const hex = "0123456789abcdef"
	return string([]byte{'\\', 'u', '0', '0', hex[c>>4], hex[c&15]})
}
