package repo

import "tidings/internal/status"

// blockKeys are the keys of an update's YAML block.
type blockKeys struct {
	ID         string                   `yaml:"id"`
	Components map[string]status.Status `yaml:"components"`
	Lang       map[string]string        `yaml:"lang"`
	Starts     string                   `yaml:"starts"`
	Ends       string                   `yaml:"ends"`
	Edited     string                   `yaml:"edited"`
	Redacted   string                   `yaml:"redacted"`
	Earlier    []earlierKeys            `yaml:"earlier"`
	Body       *string                  `yaml:"body"`
}

// readBlock adds what the update's block says. It reports whether the block
// said the text, be it an empty one.
func (p *page) readBlock(s *section, u *status.Update, known map[string]struct{}) (saidBody bool) {
	if s.block == (region{}) {
		return false
	}
	var keys blockKeys
	y, ok := p.decode("update", s.block, &keys)
	if !ok {
		return true // what is wrong has been said; say nothing of the text
	}
	if keys.ID != "" {
		u.ID = keys.ID
	}
	u.Components, u.Lang = keys.Components, keys.Lang
	p.checkKnown(y, keys.Components, known)
	u.Plan.Starts, u.Plan.Ends, s.keys = p.time(y, "starts", keys.Starts), p.time(y, "ends", keys.Ends), y
	p.readPast(y, &keys, u)
	if keys.Body == nil {
		return !u.Redacted.IsZero()
	}
	if u.Body != "" {
		y.fault(p, "/body", true, "the update has a text both in its block and below it: keep one")
	}
	u.Body = *keys.Body
	return true
}
