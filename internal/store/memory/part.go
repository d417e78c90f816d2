package memory

import (
	"bytes"
	"iter"
	"slices"

	"tidings/internal/store"
)

// part holds the items of one Part and their order.
type part struct {
	records map[string]record
	order   []string // every Sort, ascending
}

type record struct {
	item    store.Item
	version uint64
}

// copy keeps callers from sharing bytes with the store.
func (r record) copy() store.Item {
	it := r.item
	it.Value = bytes.Clone(it.Value)
	return it
}

func (p *part) put(it store.Item, version uint64) {
	if _, known := p.records[it.Sort]; !known {
		i, _ := slices.BinarySearch(p.order, it.Sort)
		p.order = slices.Insert(p.order, i, it.Sort)
	}
	r := record{item: it, version: version}
	r.item = r.copy()
	p.records[it.Sort] = r
}

func (p *part) delete(key string) {
	if _, known := p.records[key]; known {
		i, _ := slices.BinarySearch(p.order, key)
		p.order = slices.Delete(p.order, i, i+1)
		delete(p.records, key)
	}
}

// within runs over the keys of a span, in either direction.
func (p *part) within(s store.Span, reverse bool) iter.Seq[string] {
	first, _ := slices.BinarySearch(p.order, s.From)
	end, _ := slices.BinarySearch(p.order, s.To)
	run := p.order[first:max(first, end)]
	return func(yield func(string) bool) {
		for i := range run {
			if reverse {
				i = len(run) - 1 - i
			}
			if !yield(run[i]) {
				return
			}
		}
	}
}
