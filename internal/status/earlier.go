package status

import (
	"slices"
	"time"

	"tidings/internal/order"
)

// Earlier is what an update said until it was edited.
type Earlier struct {
	From  time.Time         `json:"from,omitzero"` // when it took the place of another text; zero: it was published so
	Until time.Time         `json:"until"`         // when it was edited
	At    time.Time         `json:"at"`
	State State             `json:"state"`
	Body  string            `json:"body,omitempty"`
	Lang  map[string]string `json:"lang,omitempty"`
}

// EarlierTitle is the title and the impact that an incident had until they were
// changed; a maintenance has no impact.
type EarlierTitle struct {
	Until  time.Time `json:"until"`
	Title  string    `json:"title"`
	Impact Impact    `json:"impact,omitzero"`
}

// What is kept of the past: MaxEarlier texts an update and MaxTitles titles
// an incident, the one that was published first and the newest. All of them
// together leave when the incident needs the room of its item itself.
const (
	MaxEarlier = 20
	MaxTitles  = 20
)

// Versions are the texts that an update is known to have had, oldest first; the
// last is the one it has, with no Until. When the oldest has a From, the text
// that was published first is not known.
func (u *Update) Versions() []Earlier {
	return append(slices.Clip(slices.Clone(u.Earlier)), u.said(time.Time{}))
}

// said is the update's text as one that an edit replaces.
func (u *Update) said(until time.Time) Earlier {
	return Earlier{From: u.Edited, Until: until, At: u.At, State: u.State, Body: u.Body, Lang: u.Lang}
}

// Changed is when the update was posted, edited or redacted last.
func (u *Update) Changed() time.Time { return later(later(u.At, u.Edited), u.Redacted) }

// sameText reports whether two texts read the same. A translation that one has
// and the other has not is no difference: adding one edits nothing.
func (e *Earlier) sameText(o Earlier) bool {
	return e.At.Equal(o.At) && e.State == o.State && e.Body == o.Body && agree(e.Lang, o.Lang)
}

func agree(a, b map[string]string) bool {
	for lang, text := range a {
		if other, both := b[lang]; both && text != other {
			return false
		}
	}
	return true
}

// blank is the text without its words.
func (e Earlier) blank() Earlier {
	e.Body, e.Lang = "", nil
	return e
}

// TitleAt is the title that the incident had at a time.
func (i *Incident) TitleAt(at time.Time) string { return titleAt(i.Earlier, i.Title, at) }

// TitleAt is the title that the maintenance had at a time.
func (m *Maintenance) TitleAt(at time.Time) string { return titleAt(m.Earlier, m.Title, at) }

func titleAt(earlier []EarlierTitle, now string, at time.Time) string {
	for _, h := range earlier {
		if h.Until.After(at) {
			return h.Title
		}
	}
	return now
}

// After is the incident as it follows an older version of itself at a time:
// what its updates and its title said before is kept, and what was redacted
// stays so, whatever its writer still has of it. While the old one is hidden
// nothing has been published that an edit could change.
func (i *Incident) After(old *Incident, at time.Time) *Incident {
	next := *i
	next.Updates = follow(old.Updates, i.Updates, at, !old.Hidden)
	if old.Hidden {
		return &next
	}
	was := EarlierTitle{Title: old.Title, Impact: old.Impact}
	next.Earlier = followTitle(old.Earlier, i.Earlier, was, EarlierTitle{Title: i.Title, Impact: i.Impact}, after(old.Updates, at))
	next.fit()
	return &next
}

// After is the maintenance as it follows an older version of itself; see
// Incident.After.
func (m *Maintenance) After(old *Maintenance, at time.Time) *Maintenance {
	next := *m
	next.Updates = follow(old.Updates, m.Updates, at, true)
	next.Earlier = followTitle(old.Earlier, m.Earlier, EarlierTitle{Title: old.Title}, EarlierTitle{Title: m.Title}, after(old.Updates, at))
	next.fit()
	return &next
}

// after is a time, moved behind the updates there are: they had the old title.
func after(updates []Update, at time.Time) time.Time {
	at = at.UTC().Truncate(time.Second)
	for _, u := range updates {
		if !at.After(u.At) {
			at = u.At.Truncate(time.Second).Add(time.Second)
		}
	}
	return at
}

// followTitle adds the old title to those before it when it is another one.
func followTitle(old, said []EarlierTitle, was, now EarlierTitle, at time.Time) []EarlierTitle {
	known := slices.Clone(old)
	for _, h := range said {
		if !slices.ContainsFunc(known, func(k EarlierTitle) bool { return k.Title == h.Title && k.Impact == h.Impact }) {
			known = append(known, h)
		}
	}
	order.StablyBy(known, func(a, b EarlierTitle) int { return a.Until.Compare(b.Until) })
	if was == now || slices.ContainsFunc(said, func(h EarlierTitle) bool { return h.Title == was.Title && h.Impact == was.Impact }) {
		return boundTitles(known)
	}
	was.Until = at
	if n := len(known); n > 0 && !at.After(known[n-1].Until) {
		was.Until = known[n-1].Until.Add(time.Second)
	}
	return boundTitles(append(known, was))
}

func boundTitles(all []EarlierTitle) []EarlierTitle {
	if len(all) > MaxTitles {
		all = slices.Delete(all, 1, 1+len(all)-MaxTitles)
	}
	return all
}

// follow gives each update what it had before in the older version.
func follow(old, updates []Update, at time.Time, published bool) []Update {
	out := slices.Clone(updates)
	for i, from := range match(old, updates) {
		if from >= 0 {
			out[i].follow(&old[from], at, published)
		}
	}
	return out
}

// match finds for each update the one that it was, or -1. Ids may be ordinals,
// which move when an update is put in before: so one that says the same is the
// same, and only what is left is told apart by id.
func match(old, updates []Update) []int {
	from := make([]int, len(updates))
	taken := make([]bool, len(old))
	for i := range from {
		from[i] = -1
		if i < len(old) && old[i].ID == updates[i].ID && old[i].reads(&updates[i]) { // mostly all of them
			from[i], taken[i] = i, true
		}
	}
	for _, same := range [...]func(o, u *Update) bool{
		func(o, u *Update) bool { return o.ID == u.ID && o.reads(u) },
		func(o, u *Update) bool { return o.reads(u) },
		func(o, u *Update) bool { return !o.Redacted.IsZero() && o.At.Equal(u.At) && o.State == u.State },
		func(o, u *Update) bool { return o.ID == u.ID },
	} {
		for i := range updates {
			for k := 0; k < len(old) && from[i] < 0; k++ {
				if !taken[k] && same(&old[k], &updates[i]) {
					from[i], taken[k] = k, true
				}
			}
		}
	}
	return from
}

// reads reports whether two updates say the same at the same time.
func (u *Update) reads(o *Update) bool {
	return u.At.Equal(o.At) && u.State == o.State && u.Body == o.Body && agree(u.Lang, o.Lang)
}

// follow takes over what an update was before.
func (u *Update) follow(old *Update, at time.Time, published bool) {
	if !old.Redacted.IsZero() || !u.Redacted.IsZero() {
		u.stayRedacted(old)
		return
	}
	known, own := inheritEarlier(old.Earlier, u.Earlier)
	was := old.said(time.Time{})
	listed := slices.IndexFunc(own, was.sameText)
	switch {
	case old.reads(u):
		u.Edited = old.Edited // whatever the writer says: nothing was edited
	case !published:
	case listed >= 0:
		own[listed].From = old.Edited
	default:
		was.Until = u.editedAt(known, at)
		known, u.Edited = append(known, was), was.Until
	}
	u.Earlier = append(known, own...)
	order.StablyBy(u.Earlier, func(a, b Earlier) int { return a.Until.Compare(b.Until) })
	chain(u.Earlier)
	if n := len(u.Earlier); n > 0 {
		u.Edited = later(u.Edited, u.Earlier[n-1].Until)
	}
	if n := len(u.Earlier); n > MaxEarlier {
		u.Earlier = slices.Delete(u.Earlier, 1, 1+n-MaxEarlier)
	}
}

// chain has each text but the first take the place of one before it.
func chain(texts []Earlier) {
	for i := range texts {
		if i > 0 && texts[i].From.IsZero() {
			texts[i].From = texts[i-1].Until
		}
	}
}

// inheritEarlier gives the texts that are known already, with the times that
// they were known by, and those that only the writer has.
func inheritEarlier(old, said []Earlier) (known, own []Earlier) {
	known = slices.Clone(old)
	before := time.Time{}
	for i, e := range said {
		if i > 0 && e.From.Equal(said[i-1].Until) {
			e.From = before
		}
		if k := slices.IndexFunc(old, e.sameText); k >= 0 {
			before = old[k].Until
			continue
		}
		before = e.Until
		own = append(own, e)
	}
	return known, own
}

// editedAt is when the update was edited: when its writer says, else now. It
// names the edit, so no two of an update have the same one.
func (u *Update) editedAt(known []Earlier, now time.Time) time.Time {
	last := time.Time{}
	if n := len(known); n > 0 {
		last = known[n-1].Until
	}
	if u.Edited.After(last) {
		return u.Edited
	}
	if now.IsZero() {
		now = u.At // of a caller without a clock
	}
	at := now.UTC().Truncate(time.Second)
	if !at.After(last) {
		at = last.Truncate(time.Second).Add(time.Second)
	}
	if at.Equal(u.At) {
		at = at.Add(time.Second)
	}
	return at
}

// stayRedacted takes every word out, also of what was said earlier. The marks
// of the edits stay: each has been told of.
func (u *Update) stayRedacted(old *Update) {
	if !old.Redacted.IsZero() {
		u.Redacted = old.Redacted
	}
	u.Body, u.Lang, u.Edited = "", nil, old.Edited
	blank := make([]Earlier, len(old.Earlier))
	for i, e := range old.Earlier {
		blank[i] = e.blank()
	}
	u.Earlier = blank
}

// clone copies what a change of the incident's updates would share.
func (i *Incident) clone() *Incident {
	c := *i
	c.Updates = slices.Clone(i.Updates)
	return &c
}
