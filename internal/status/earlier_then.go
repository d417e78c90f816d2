package status

import (
	"slices"
	"time"

	"tidings/internal/order"
)

// Then is the update as it read at a time, and whether it reads differently by
// now. What was redacted since stays so, and of a text that is not known any
// more the oldest that is stands in.
func (u Update) Then(at time.Time) (then Update, edited bool) {
	if !u.Edited.After(at) {
		return u, false
	}
	versions := u.Versions()
	n := len(versions) - 1
	for n > 0 && versions[n].From.After(at) {
		n--
	}
	v := versions[n]
	u.At, u.State, u.Body, u.Lang = v.At, v.State, v.Body, v.Lang
	u.Earlier, u.Edited = slices.Clone(u.Earlier[:n]), v.From
	if u.Edited.After(at) {
		u.Edited = time.Time{}
	}
	return u, true
}

// titleThen is a title and an impact at a time, and those before it.
func titleThen(now EarlierTitle, earlier []EarlierTitle, at time.Time) (then EarlierTitle, before []EarlierTitle) {
	for i, t := range earlier {
		if t.Until.After(at) {
			return t, slices.Clone(earlier[:i])
		}
	}
	return now, earlier
}

// Then is the incident with the title and the texts that it had at a time, and
// whether any of them is another by now. Updates of later are left in.
func (i *Incident) Then(at time.Time) (*Incident, bool) {
	if !i.EditedSince(at) {
		return i, false
	}
	then := *i
	title, before := titleThen(EarlierTitle{Title: i.Title, Impact: i.Impact}, i.Earlier, at)
	then.Title, then.Impact, then.Earlier = title.Title, title.Impact, before
	then.Updates = updatesThen(i.Updates, at)
	return &then, true
}

// EditedSince reports whether any text, or the title, was another one at a time.
func (i *Incident) EditedSince(at time.Time) bool { return editedSince(i.Updates, i.Earlier, at) }

// EditedSince is Incident.EditedSince for a maintenance.
func (m *Maintenance) EditedSince(at time.Time) bool { return editedSince(m.Updates, m.Earlier, at) }

func editedSince(updates []Update, titles []EarlierTitle, at time.Time) bool {
	for i := range updates {
		if updates[i].Edited.After(at) {
			return true
		}
	}
	return slices.ContainsFunc(titles, func(t EarlierTitle) bool { return t.Until.After(at) })
}

// EditedBetween reports whether a text or the title was changed after one
// moment and up to another.
func (i *Incident) EditedBetween(from, to time.Time) bool {
	return editedBetween(i.Updates, i.Earlier, from, to)
}

// EditedBetween is Incident.EditedBetween for a maintenance.
func (m *Maintenance) EditedBetween(from, to time.Time) bool {
	return editedBetween(m.Updates, m.Earlier, from, to)
}

func editedBetween(updates []Update, titles []EarlierTitle, from, to time.Time) bool {
	between := func(t time.Time) bool { return t.After(from) && !t.After(to) }
	for _, u := range updates {
		if between(u.Edited) || slices.ContainsFunc(u.Earlier, func(e Earlier) bool { return between(e.Until) }) {
			return true
		}
	}
	return slices.ContainsFunc(titles, func(t EarlierTitle) bool { return between(t.Until) })
}

// Then is Incident.Then for a maintenance.
func (m *Maintenance) Then(at time.Time) (*Maintenance, bool) {
	if !m.EditedSince(at) {
		return m, false
	}
	then := *m
	title, before := titleThen(EarlierTitle{Title: m.Title}, m.Earlier, at)
	then.Title, then.Earlier = title.Title, before
	then.Updates = updatesThen(m.Updates, at)
	return &then, true
}

func updatesThen(updates []Update, at time.Time) []Update {
	then := slices.Clone(updates)
	for i := range then {
		then[i], _ = then[i].Then(at)
	}
	// A time may have been one of the texts that were mended.
	order.StablyBy(then, func(a, b Update) int { return a.At.Compare(b.At) })
	return then
}
