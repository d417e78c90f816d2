package status

import (
	"fmt"
	"iter"
	"time"
)

// DigestPack is the digests of one month's days in stored form. It is kept
// beside the month's Pack, and is all that the bars need of it.
type DigestPack struct {
	Month string
	days  []packedDay // oldest first; no item where the day has to be read
}

// ReadDigestPack reads what Bytes wrote.
func ReadDigestPack(month string, b []byte) (*DigestPack, error) {
	days, err := cutDays(b)
	if err != nil {
		return nil, fmt.Errorf("digests of %s: %w", month, err)
	}
	return &DigestPack{Month: month, days: days}, nil
}

// Bytes is the pack's stored form.
func (p *DigestPack) Bytes() []byte { return appendDays(nil, p.days) }

// Save works out the digests, as they are at a time, of those days of the month
// that changed in a calendar.
func (p *DigestPack) Save(c *Calendar, at time.Time) error {
	for _, n := range c.dirtyDays() {
		if c.days[n].month.String() != p.Month {
			continue
		}
		if err := p.set(c, n, stampOf(at)); err != nil {
			return err
		}
	}
	return nil
}

// set keeps the digest of a day. One that time alone would change is not kept.
func (p *DigestPack) set(c *Calendar, n dayNumber, at stamp) error {
	date, rows := n.date(), c.days[n]
	if rows.empty() {
		p.days = dropDay(p.days, date)
		return nil
	}
	var item []byte
	if x := digestOf(c.dayOf(n, rows), at); x.settled(at) {
		var err error
		if item, err = encodeDigest(x); err != nil {
			return err
		}
	}
	p.days = setDay(p.days, packedDay{date, item})
	return nil
}

// Digests runs over the digests of the days from a day on, oldest first; those
// that are not kept it asks for.
func (p *DigestPack) Digests(from Date, ask func(Date) (*Digest, error)) iter.Seq2[*Digest, error] {
	return func(yield func(*Digest, error) bool) {
		for _, d := range p.days {
			if d.date < from {
				continue
			}
			var x *Digest
			var err error
			if len(d.item) > 0 {
				x, err = decodeDigest(d.date, d.item)
			} else {
				x, err = ask(d.date)
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}
