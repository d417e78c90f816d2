package generator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tidings/internal/markdown"
	"tidings/internal/status"
)

// tale is an incident or a maintenance as pages and feeds tell it, with its
// Markdown converted once for all of them.
type tale struct {
	about, id, title string
	incident         *status.Incident    // or
	maintenance      *status.Maintenance // one of the two
	impact           status.Impact
	state            status.State
	from, to         time.Time // to is zero while an incident is open
	changed, next    time.Time // next is when the next update is promised, or zero
	updates          []status.Update
	turns            [][]status.Turn    // by update
	touched          []touch            // components, in page order
	bodies           [][]string         // HTML by language and update
	past             map[int][]pastText // earlier texts by update; few tales have any
	plainOnce        sync.Once
	plain            [][]string // the same as plain text
}

// text is the plain text of an update, worked out when first asked for.
func (t *tale) text(language, update int) string {
	t.plainOnce.Do(func() {
		t.plain = make([][]string, len(t.bodies))
		for l, bodies := range t.bodies {
			for _, html := range bodies {
				t.plain[l] = append(t.plain[l], markdown.Text([]byte(html), 0))
			}
		}
	})
	return t.plain[language][update]
}

// size is about how many bytes of text a tale holds.
func (t *tale) size() int {
	n := len(t.title)
	for _, u := range t.updates {
		n += len(u.Body)
	}
	for _, bodies := range t.bodies {
		for _, html := range bodies {
			n += 2 * len(html) // and as plain text
		}
	}
	for _, texts := range t.past {
		for _, p := range texts {
			n += len(p.Body) * (1 + len(p.html))
		}
	}
	return n
}

// touch is a component and the status that a tale gives it.
type touch struct {
	id     string
	place  int // in the layout; those that are gone come last
	status status.Status
}

func (t *tale) path() string { return entryPath(t.about, t.id) }

// planned reports whether the tale's end is a plan and not yet a fact.
func (t *tale) planned() bool { return t.maintenance != nil && !t.state.Ends() }

// class is the status that a mark before the title shows.
func (t *tale) class() status.Status {
	if t.maintenance != nil {
		return status.UnderMaintenance
	}
	worst := worstOf(t.impact)
	for _, c := range t.touched {
		worst = max(worst, c.status)
	}
	return worst
}

// fetch reads what a page is about. It returns status.ErrNotFound for what is gone.
func (b *builder) fetch(ctx context.Context, w *worker, about, id string) (*tale, error) {
	if about == status.AboutMaintenance {
		m, err := b.in.Archive.Maintenance(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("maintenance %s: %w", id, err)
		}
		if len(m.Updates) == 0 {
			return nil, fmt.Errorf("maintenance %s has no update: delete it or give it one", id)
		}
		return b.tellMaintenance(w, m), nil
	}
	inc, err := b.in.Archive.Incident(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("incident %s: %w", id, err)
	}
	if len(inc.Updates) == 0 {
		return nil, fmt.Errorf("incident %s has no update: delete it or give it one", id)
	}
	return b.tellIncident(w, inc), nil
}

func (b *builder) tellIncident(w *worker, inc *status.Incident) *tale {
	t := &tale{
		about: status.AboutIncident, id: inc.ID, title: clean(inc.Title), incident: inc, impact: inc.Impact,
		state: inc.State(), from: inc.Started(), to: inc.Resolved(), changed: inc.Changed(), updates: inc.Updates,
	}
	for id, s := range inc.Components {
		t.touch(b, id, s)
	}
	for i := range inc.Updates {
		for id, s := range inc.Updates[i].Components {
			t.touch(b, id, s)
		}
	}
	t.turns = b.turnsOf(inc)
	if inc.Open() {
		t.touchNow(inc.Statuses())
		t.next = inc.NextUpdate()
	}
	t.sortTouched()
	t.bodies, t.past = b.bodies(w, inc.Updates), b.pastTexts(inc.Updates)
	return t
}

func (b *builder) tellMaintenance(w *worker, m *status.Maintenance) *tale {
	t := &tale{
		about: status.AboutMaintenance, id: m.ID, title: clean(m.Title), maintenance: m,
		state: m.StateAt(b.view.At), changed: m.Changed(), updates: m.Updates,
	}
	t.from, t.to = m.Window()
	if t.planned() {
		t.next = m.NextUpdate(b.view.At)
	}
	for _, id := range m.Components {
		t.touch(b, id, status.UnderMaintenance)
	}
	t.sortTouched()
	t.bodies, t.past = b.bodies(w, m.Updates), b.pastTexts(m.Updates)
	return t
}

// touch notes the worst status that a component was ever given.
func (t *tale) touch(b *builder, id string, s status.Status) {
	if slices.Contains(b.view.Layout.Withheld, id) {
		return
	}
	for i := range t.touched {
		if t.touched[i].id == id {
			t.touched[i].status = max(t.touched[i].status, s)
			return
		}
	}
	t.touched = append(t.touched, touch{id, b.place(id), s})
}

// touchNow puts what is so now in place of the worst that ever was.
func (t *tale) touchNow(now map[string]status.Status) {
	for i := range t.touched {
		t.touched[i].status = now[t.touched[i].id]
	}
}

func (t *tale) sortTouched() {
	slices.SortFunc(t.touched, func(x, y touch) int {
		return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.id, y.id))
	})
}

// headings of updates stand below the headings of the page.
const demoteUpdates = 3

func newConverter(site string) *markdown.Converter {
	return markdown.New(markdown.Options{Site: site, Demote: demoteUpdates})
}

// bodies converts the updates into every language of the site.
func (b *builder) bodies(w *worker, updates []status.Update) [][]string {
	all := make([][]string, len(b.locales))
	for i := range all {
		all[i] = b.bodiesIn(w, i, updates, all[0])
	}
	return all
}

// bodiesIn converts the updates into the site's language of an index, into parts
// of one string. A language without a text of its own has that of the first one.
func (b *builder) bodiesIn(w *worker, i int, updates []status.Update, first []string) []string {
	made := make([]string, len(updates))
	var room [16]int
	ends := room[:0]
	w.md = w.md[:0]
	for n := range updates {
		u := &updates[n]
		text, own := b.textIn(i, u.Body, u.Lang)
		switch {
		case !u.Redacted.IsZero():
			made[n] = b.locales[i].takenOut(u.Redacted)
		case own:
			w.md = b.md.Convert(w.md, text)
		default:
			made[n] = first[n]
		}
		ends = append(ends, len(w.md))
	}
	whole, from := string(w.md), 0
	for n, end := range ends {
		if end > from {
			made[n] = whole[from:end]
		}
		from = end
	}
	return made
}

// textIn is what is said in the site's language of an index, if anything is.
func (b *builder) textIn(i int, text string, lang map[string]string) (said string, own bool) {
	if translated, ok := lang[b.locales[i].lang]; ok {
		return translated, true
	}
	return text, i == 0
}
