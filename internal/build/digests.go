package build

import (
	"iter"
	"slices"

	"tidings/internal/status"
)

// digests are those of the days of the bars. Where the last build kept them, no
// day is read: a month of a thousand incidents costs little more than one of ten.
func (a *archive) digests(from status.Date) iter.Seq2[*status.Digest, error] {
	return func(yield func(*status.Digest, error) bool) {
		for _, month := range a.header.Packs {
			if month < from.Month() {
				continue
			}
			p, err := a.digestPack(month)
			if err != nil {
				yield(nil, err)
				return
			}
			for x, err := range p.Digests(from, a.digest) {
				if !yield(x, err) {
					return
				}
			}
		}
	}
}

// digest works out the digest of a day for which none is kept.
func (a *archive) digest(date status.Date) (*status.Digest, error) {
	p, err := a.pack(date.Month())
	if err != nil {
		return nil, err
	}
	day, err := p.Day(date)
	if err != nil {
		return nil, err
	}
	return status.DigestOf(day, a.job.AsOf), nil
}

// updateDigests takes over what changed in a month, if the bars show it.
func (a *archive) updateDigests(c *status.Calendar, month string) error {
	if month < a.job.firstMonth() {
		return nil
	}
	p, err := a.digestPack(month)
	if err != nil {
		return err
	}
	return p.Save(c, a.job.AsOf)
}

// digestPack gives the digests of a month that the bars show, read once.
func (a *archive) digestPack(month string) (*status.DigestPack, error) {
	if p := a.bars[month]; p != nil {
		return p, nil
	}
	p := &status.DigestPack{Month: month}
	if slices.Contains(a.header.Packs, month) {
		var err error
		if p, err = a.job.Memory.Digests(month); err != nil {
			return nil, err
		}
	}
	a.bars[month] = p
	return p, nil
}
