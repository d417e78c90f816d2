package badge

// width estimates how wide a text is in Verdana at 11 pixels. An estimate is
// enough: textLength makes the browser draw it that wide.
func width(text string) int {
	tenths := 0
	for _, r := range text {
		tenths += advance(r)
	}
	return (tenths + 9) / 10
}

// advance is one character's width in tenths of a pixel.
func advance(r rune) int {
	switch {
	case r >= 0x1100 && !(r >= 0x1E00 && r <= 0x20FF):
		return 115 // East Asian characters and emoji
	case r >= 0x300 && r <= 0x36F:
		return 0 // combining marks
	}
	switch r {
	case 'i', 'j', 'l', 'I', '\'', '|':
		return 34
	case ' ', '.', ',', ':', ';', '!', 'f', 't', 'r', '(', ')', '/', '-':
		return 44
	case 'm', 'w', 'M', 'W', '%', '@', '…':
		return 105
	}
	if r >= 'A' && r <= 'Z' {
		return 78
	}
	return 67
}
