package repo

import "tidings/internal/status"

// surelyFits is a size of file that no board finds too large: a byte of text
// takes at most six where it is kept.
const surelyFits = 48 << 10

// fits refuses a file whose fact a board could not keep, so that what passes
// the check can be served.
func (p *page) fits(src []byte, what string, fact any) bool {
	if len(src) <= surelyFits {
		return true
	}
	err := status.CheckSize(what, fact)
	if err != nil {
		p.add(0, "%v", err)
	}
	return err == nil
}
