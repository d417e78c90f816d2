package escape

import "unicode/utf8"

// ICal appends text as an iCalendar TEXT value (RFC 5545, 3.3.11): backslash,
// semicolon, comma and line ends escaped, other control characters left out.
// It does not fold lines.
func ICal(b []byte, text string) []byte {
	for i, r := range text {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b = append(b, '\\', byte(r))
		case r == '\n' || r == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			b = append(b, '\\', 'n')
		case r == '\t' || r >= ' ' && r != 0x7F:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
