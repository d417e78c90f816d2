package status

import (
	"slices"
	"sync/atomic"
)

// past is what the days of the bars before today say of each component. It is
// made of the days' digests and of which components there are since when, and
// of nothing else: no clock, because all of those days are over.
type past struct {
	days       *barDays
	components []Component
	digests    []*Digest
	pieces     []piece // by component
	changed    stamp   // when anything of it last changed
}

func newPast(days *barDays, components []Component, digests []*Digest) *past {
	p := &past{days: days, components: components, digests: digests, pieces: make([]piece, len(components))}
	parts, changed := partsOf(digests, indexOf(components), len(components))
	for n, c := range components {
		p.pieces[n] = days.piece(Date(c.Since), parts[n], nil)
	}
	p.changed = changed
	return p
}

// partsOf gives each component its parts of some digests, and says when anything
// in those last changed.
func partsOf(digests []*Digest, index map[string]int, components int) (parts [][]*part, changed stamp) {
	parts, changed = make([][]*part, components), noTime
	for _, x := range digests {
		changed = max(changed, x.changed)
		for i := range x.parts {
			p := &x.parts[i]
			if n, known := index[p.component]; known {
				if parts[n] == nil {
					parts[n] = make([]*part, 0, len(digests))
				}
				parts[n] = append(parts[n], p)
				changed = max(changed, p.changed)
			}
		}
	}
	return parts, changed
}

func indexOf(components []Component) map[string]int {
	index := make(map[string]int, len(components))
	for n, c := range components {
		index[c.ID] = n
	}
	return index
}

// keptPast keeps the past from one view to the next. It holds as long as it
// would be made of the same: digests never change, so those at the same address
// say the same.
type keptPast struct{ last atomic.Pointer[past] }

// of gives the past of some days, which is kept unless k is nil.
func (k *keptPast) of(days *barDays, components []Component, digests []*Digest) *past {
	if k == nil {
		return newPast(days, components, digests)
	}
	p := k.last.Load()
	if p == nil || !p.madeOf(days, components, digests) {
		p = newPast(days, components, digests)
		k.last.Store(p)
	}
	return p
}

func (p *past) madeOf(days *barDays, components []Component, digests []*Digest) bool {
	return p.days.at == days.at && slices.Equal(p.days.starts, days.starts) && slices.Equal(p.days.dates, days.dates) &&
		slices.Equal(p.digests, digests) &&
		slices.EqualFunc(p.components, components, func(a, b Component) bool { return a.ID == b.ID && a.Since == b.Since })
}
