package generator

import (
	"runtime"
	"slices"

	"tidings/generator/statuspage"
	"tidings/internal/markdown"
)

// What a Memo gives to a build. Without one, a build makes it all itself.

func (m *Memo) converter(site string) *markdown.Converter {
	if m == nil {
		return newConverter(site)
	}
	return m.md
}

// speak gives the languages of an earlier build to this one; nil if there was none.
func (m *Memo) speak(b *builder) []*locale {
	if m == nil {
		return nil
	}
	return rehoused(m.locales, b)
}

// rehoused are languages as they belong to another build. A kept one belongs
// to none, so that it does not keep all that its build read.
func rehoused(all []*locale, b *builder) (moved []*locale) {
	for _, l := range all {
		l := *l
		l.b = b
		moved = append(moved, &l)
	}
	return moved
}

// keptPage is how large a worker's page may be that waits for the next build.
const keptPage = 4 * pageSize

// staff are workers with the pages of an earlier build to write on: making them
// anew would be a quarter of all memory that a small build asks for.
func (m *Memo) staff() []*worker {
	if m == nil {
		return newWorkers()
	}
	large := func(w *worker) bool { return cap(w.page) > keptPage || cap(w.next) > keptPage }
	if len(m.workers) != runtime.GOMAXPROCS(0) || slices.ContainsFunc(m.workers, large) {
		m.workers = newWorkers()
	}
	return m.workers
}

// barCounts is where the bars of so many components are kept.
func (m *Memo) barCounts(components int) []counted {
	if m == nil {
		return make([]counted, components)
	}
	if len(m.counts) != components {
		m.counts = make([]counted, components)
	}
	return m.counts
}

// tale is a kept tale, or nil.
func (m *Memo) tale(key taleKey) *tale {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tales[key]
}

// documents is what JSON documents keep.
func (m *Memo) documents() *statuspage.Kept {
	if m == nil {
		return nil
	}
	return m.written
}

// kept gives the lists that still hold; they may be empty.
func (m *Memo) kept() *lists {
	if m == nil || m.lists == nil {
		return &lists{ofComponent: map[string]*componentList{}}
	}
	return m.lists
}
