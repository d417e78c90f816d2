package repo

import (
	"fmt"
	"path"
	"time"

	"tidings/internal/status"
)

// earlierKeys is a text that an update had before.
type earlierKeys struct {
	From  string            `yaml:"from"`
	Until string            `yaml:"until"`
	At    string            `yaml:"at"`
	State *status.State     `yaml:"state"`
	Body  string            `yaml:"body"`
	Lang  map[string]string `yaml:"lang"`
}

// pastTitleKeys is a title that an incident or a maintenance had before.
type pastTitleKeys struct {
	Until  string        `yaml:"until"`
	Title  string        `yaml:"title"`
	Impact status.Impact `yaml:"impact"`
}

// readPast adds what an update's block says of its past. What an entry leaves
// out is as in the heading, and it took the place of the entry above it.
func (p *page) readPast(t *tree, keys *blockKeys, u *status.Update) {
	u.Edited, u.Redacted = p.time(t, "edited", keys.Edited), p.time(t, "redacted", keys.Redacted)
	last := time.Time{}
	for i, k := range keys.Earlier {
		at := func(key string) string { return path.Join("earlier", itoa(i), key) }
		e := status.Earlier{From: last, Until: p.time(t, at("until"), k.Until), At: u.At, State: u.State, Body: k.Body, Lang: k.Lang}
		if k.From != "" {
			e.From = p.time(t, at("from"), k.From)
		}
		if k.At != "" {
			e.At = p.time(t, at("at"), k.At)
		}
		if k.State != nil {
			e.State = *k.State
		}
		p.checkEarlier(t, at, &e, last, u)
		u.Earlier, last = append(u.Earlier, e), e.Until
	}
	p.checkEdited(t, u, last)
}

func (p *page) checkEarlier(t *tree, at func(string) string, e *status.Earlier, last time.Time, u *status.Update) {
	switch {
	case e.Until.IsZero(): // has been said
	case !e.Until.After(last):
		t.fault(p, "/"+at("until"), false, "this earlier text was replaced %s, and the one above it %s: put the oldest first", stamp(e.Until), stamp(last))
	case e.State.OfMaintenance() != u.State.OfMaintenance():
		t.fault(p, "/"+at("state"), false, "%s is no state of what this file is about", e.State)
	case !u.Redacted.IsZero() && (e.Body != "" || len(e.Lang) > 0):
		t.fault(p, "/"+at("body"), true, "the update is redacted: take its earlier texts out too, and leave their times")
	}
}

func (p *page) checkEdited(t *tree, u *status.Update, last time.Time) {
	switch {
	case u.Edited.IsZero():
		u.Edited = last
	case u.Edited.Before(last):
		t.fault(p, "/edited", false, "the update was edited %s, yet has an earlier text until %s: give the time of the last edit", stamp(u.Edited), stamp(last))
	}
	if !u.Redacted.IsZero() && len(u.Lang) > 0 {
		t.fault(p, "/lang", true, "the update is redacted: take its text out in every language")
	}
}

// checkRedacted refuses a text that a redacted update still has.
func (p *page) checkRedacted(s *section, u *status.Update) {
	if !u.Redacted.IsZero() && u.Body != "" {
		p.add(s.line, "the update is redacted: take its text out (older commits of this file still have it)")
	}
}

// headlines reads the titles of front matter that were there before.
func (p *page) headlines(t *tree, keys []pastTitleKeys) (all []status.EarlierTitle) {
	for i, k := range keys {
		key := path.Join("earlier", itoa(i), "until")
		h := status.EarlierTitle{Until: p.time(t, key, k.Until), Title: k.Title, Impact: k.Impact}
		if i > 0 && !h.Until.IsZero() && !h.Until.After(all[i-1].Until) {
			t.fault(p, "/"+key, false, "this earlier title was replaced %s, and the one above it %s: put the oldest first", stamp(h.Until), stamp(all[i-1].Until))
		}
		all = append(all, h)
	}
	return all
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// past writes what an update said before.
func (w *writer) past(u *status.Update) {
	if !u.Edited.IsZero() {
		w.key("edited", moment(u.Edited))
	}
	if !u.Redacted.IsZero() {
		w.key("redacted", moment(u.Redacted))
	}
	if len(u.Earlier) == 0 {
		return
	}
	w.line("earlier:")
	last := time.Time{}
	for _, e := range u.Earlier {
		w.key("  - until", moment(e.Until))
		if !e.From.Equal(last) {
			w.key("    from", moment(e.From))
		}
		if !e.At.Equal(u.At) {
			w.key("    at", moment(e.At))
		}
		if e.State != u.State {
			w.key("    state", e.State.String())
		}
		w.key("    body", quote(clean(e.Body)))
		w.texts("    lang:", e.Lang)
		last = e.Until
	}
}

// headlines writes the titles before the one there is.
func (w *writer) headlines(all []status.EarlierTitle, incident bool) {
	if len(all) > 0 {
		w.line("earlier:")
	}
	for _, h := range all {
		w.line(fmt.Sprintf("  - until: %s\n    title: %s", moment(h.Until), text(h.Title)))
		if incident {
			w.key("    impact", h.Impact.String())
		}
	}
}
