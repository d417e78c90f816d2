package generator

import (
	"slices"
	"sync"

	"tidings/generator/statuspage"
	"tidings/internal/config"
	"tidings/internal/markdown"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/themes"
)

// Memo keeps, from one Build of a running program to the next, what nearly
// every one of them reads and makes again: the newest lists, the tales in them,
// and the parts that all pages of a language have alike. It never changes a
// byte: what a scope names, and what time or another configuration or theme
// make different, is forgotten first. Every Scope must come by, in order; one
// that failed comes by again. The zero Memo is empty and ready. Builds with one
// Memo must follow each other.
type Memo struct {
	mu      sync.Mutex
	site    identity
	layout  status.Layout
	md      *markdown.Converter
	locales []*locale
	lists   *lists
	today   status.Date
	phases  []phase // of the maintenances that lists and tales were made in
	tales   map[taleKey]*tale
	bytes   int // of the tales' text
	written *statuspage.Kept
	months  Months
	workers []*worker
	counts  []counted // by component
}

// The tales that a Memo keeps: those of the lists of the whole site, and as
// many of those that components' feeds have beside them.
const (
	memoTales = 200
	memoBytes = 2 << 20
)

// identity is what all that a Memo holds was made for.
type identity struct {
	config                *config.Config
	theme                 *themes.Theme
	live, mail, fileLinks bool
	letters               message.Mail
}

// phase is what time has made of a maintenance that is not over.
type phase struct {
	id    string
	state status.State
}

func phasesOf(v *status.View) (all []phase) {
	for _, m := range slices.Concat(v.Active, v.Upcoming) {
		all = append(all, phase{m.ID, m.StateAt(v.At)})
	}
	return all
}

// sameLayout reports whether rows made for one layout are those of another.
func sameLayout(a, b status.Layout) bool {
	return slices.Equal(a.Components, b.Components) && slices.Equal(a.Groups, b.Groups) && slices.Equal(a.Retired, b.Retired) && slices.Equal(a.Withheld, b.Withheld)
}

// prepare forgets what does not hold for a build.
func (m *Memo) prepare(in Input, scope status.Scope) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	site := identity{in.Config, in.Theme, in.Live, in.Mail, in.FileLinks, in.Letters}
	if scope.All || m.site != site || !sameLayout(m.layout, in.View.Layout) {
		m.layout = in.View.Layout
		m.site, m.md, m.locales, m.written = site, newConverter(in.Config.Site.URL), nil, &statuspage.Kept{}
		m.lists, m.tales, m.bytes, m.counts = nil, nil, 0, nil
		m.months.forget(status.Scope{All: true})
	}
	m.months.forget(scope)
	for _, id := range scope.Incidents {
		m.forget(taleKey{status.AboutIncident, id})
	}
	for _, id := range scope.Maintenance {
		m.forget(taleKey{status.AboutMaintenance, id})
	}
	today, phases := status.DateOf(in.View.At, in.View.Zone), phasesOf(in.View)
	moved := !slices.Equal(m.phases, phases)
	if moved {
		m.forgetMaintenance()
	}
	if moved || today != m.today || archived(scope) {
		m.lists = nil
	}
	m.today, m.phases = today, phases
}

func (m *Memo) forget(key taleKey) {
	if t := m.tales[key]; t != nil {
		m.bytes -= t.size()
		delete(m.tales, key)
	}
}

func (m *Memo) forgetMaintenance() {
	for key := range m.tales {
		if key.about == status.AboutMaintenance {
			m.forget(key)
		}
	}
}

// keep takes over what a build has read and made.
func (m *Memo) keep(b *builder, l *lists) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.locales, m.lists = rehoused(b.locales, nil), l
	told := b.shelf.told()
	for key := range m.tales {
		if _, again := told[key]; !again && len(m.tales)+len(told) > memoTales {
			m.forget(key)
		}
	}
	for _, refs := range l.byNeed() {
		for _, ref := range refs {
			m.take(taleKey{ref.About, ref.ID}, told)
		}
	}
}

// take keeps a tale where there is room.
func (m *Memo) take(key taleKey, told map[taleKey]*tale) {
	t, kept := told[key], m.tales[key] != nil
	if t == nil || kept || len(m.tales) >= memoTales || m.bytes+t.size() > memoBytes {
		return
	}
	if m.tales == nil {
		m.tales = map[taleKey]*tale{}
	}
	m.tales[key] = t
	m.bytes += t.size()
}
