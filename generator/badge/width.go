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
	case r >= ' ' && r <= '~':
		return int(ascii[r-' '])
	case r >= 0x300 && r <= 0x36F || r >= 0x64B && r <= 0x65F || r >= 0x200B && r <= 0x200F || r >= 0x2066 && r <= 0x2069:
		return 0 // combining and invisible marks
	case r >= 0x1100 && (r < 0x1E00 || r > 0x20FF):
		return 110 // East Asian characters and emoji
	case joins(r):
		return 52
	case r == '…':
		return 90
	}
	return 68
}

// joins reports whether a letter is written together with its neighbours: space
// between such letters would tear words apart, so the letters are drawn wider.
func joins(r rune) bool { return r >= 0x600 && r < 0x900 }

// ascii are the widths of the characters from the space on.
var ascii = [95]uint8{
	39, 43, 51, 90, 70, 118, 80, 30, 50, 50, 70, 90, 40, 50, 40, 50, // space to /
	70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 50, 50, 90, 90, 90, 60, // 0 to ?
	110, 75, 75, 77, 85, 70, 63, 85, 83, 46, 50, 76, 61, 93, 82, 87, // @ to O
	66, 87, 77, 75, 68, 81, 75, 109, 75, 68, 75, 50, 50, 50, 90, 70, // P to _
	70, 66, 69, 57, 69, 66, 39, 69, 70, 30, 38, 65, 30, 107, 70, 67, // ` to o
	69, 69, 47, 57, 43, 70, 65, 90, 65, 65, 58, 70, 50, 70, 90, // p to ~
}
