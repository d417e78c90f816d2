package repo

import (
	"time"

	"tidings/internal/markdown/burden"
	"tidings/internal/status"
	"tidings/schemas"
)

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
	Next       string                   `yaml:"next_update"`
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
	for lang, text := range u.Lang {
		y.checkBurden(p, schemas.Pointer("lang", lang), text)
	}
	p.checkKnown(y, keys.Components, known)
	u.Plan.Starts, u.Plan.Ends, s.keys = p.time(y, "starts", keys.Starts), p.time(y, "ends", keys.Ends), y
	p.readPast(y, &keys, u)
	u.Next = p.time(y, "next_update", keys.Next)
	p.checkPromise(y, u)
	if keys.Body == nil {
		return !u.Redacted.IsZero()
	}
	if u.Body != "" {
		y.fault(p, "/body", true, "the update has a text both in its block and below it: keep one")
	}
	u.Body = *keys.Body
	y.checkBurden(p, "/body", u.Body)
	return true
}

// checkBurden refuses a text among the keys that would take long to read.
func (t *tree) checkBurden(p *page, pointer, text string) {
	if err := burden.Check(text); err != nil {
		t.fault(p, pointer, false, "%v", err)
	}
}

// checkPromise refuses a next update that cannot come after this one.
func (p *page) checkPromise(y *tree, u *status.Update) {
	switch {
	case u.Next.IsZero() || u.At.IsZero():
	case u.State.Ends():
		y.fault(p, "/next_update", true, "an update that closes promises no other: take \"next_update\" out")
	case !u.Next.After(u.At):
		y.fault(p, "/next_update", false, "the next update is promised for %s, which is not after this one: write a later time", u.Next.UTC().Format(time.RFC3339))
	}
}
