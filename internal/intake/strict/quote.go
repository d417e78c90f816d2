package strict

import "strconv"

// Quote writes a piece of a sender's text into a message: in quotes, with
// everything that is not printable escaped, and cut to 60 bytes.
func Quote(text string) string {
	const most = 60
	if len(text) > most {
		return strconv.Quote(text[:most]) + "…"
	}
	return strconv.Quote(text)
}
