package status

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/store"
)

// Titles, given to Redact in place of an update's id, names the earlier titles.
const Titles = "titles"

// ErrNoRedaction says that the store cannot take anything out of its log.
var ErrNoRedaction = errors.New("this store cannot rewrite its log, so nothing can be redacted in it")

// Redact takes the text of an update out of everything that is kept: the text
// it has and those it had, in all languages, and out of the log of changes. The
// update stays, with the time at which it was redacted. The subject is such as
// "incident/ID". With Titles for an update it takes out the titles before the
// one there is. What is not there is ErrNotFound.
//
// What was redacted stays so: a writer that still has the text does not bring
// it back. Redacting again only looks through the log again.
func (b *Board) Redact(ctx context.Context, by Actor, subject, update string, at time.Time) (Scope, error) {
	about, id, _ := strings.Cut(subject, "/")
	at = at.UTC().Truncate(time.Second)
	verb := VerbRedact
	if update == Titles {
		verb = VerbRedactTitles
	}
	switch about {
	case AboutIncident:
		return b.changeIncident(ctx, by, id, at, verb, nil, func(old *Incident) (*Incident, error) {
			if old == nil {
				return nil, fmt.Errorf("incident %s: %w", id, ErrNotFound)
			}
			next := inherit(old.clone(), old, by)
			return next, errors.Join(allowed(by, old), redact(subject, next.Updates, &next.Earlier, update, at))
		})
	case AboutMaintenance:
		return b.changeMaintenance(ctx, by, id, at, verb, func(_ *txn, old *Maintenance) (*Maintenance, error) {
			if old == nil {
				return nil, fmt.Errorf("maintenance %s: %w", id, ErrNotFound)
			}
			next := *old
			next.Updates = slices.Clone(old.Updates)
			return &next, errors.Join(allowedMaintenance(by, old), redact(subject, next.Updates, &next.Earlier, update, at))
		})
	}
	return Scope{}, fmt.Errorf("%w: %q is neither incident/ID nor maintenance/ID", ErrInvalid, subject)
}

// redact marks an update as redacted.
func redact(subject string, updates []Update, titles *[]EarlierTitle, id string, at time.Time) error {
	if id == Titles {
		*titles = nil
		return nil
	}
	for i := range updates {
		if u := &updates[i]; u.ID == id {
			if u.Redacted.IsZero() {
				u.Redacted = at
			}
			u.stayRedacted(u)
			return nil
		}
	}
	return fmt.Errorf("%s, update %s: %w", subject, id, ErrNotFound)
}

// redaction is what has to go out of the log of a subject.
type redaction struct {
	// Updates are the ids, and Times when they were posted: an id may be an
	// ordinal, and then another update's in an older change.
	Updates []string    `json:"updates,omitempty"`
	Times   []time.Time `json:"times,omitempty"`
	// Title is the only one that may stay, unless it is empty.
	Title string `json:"title,omitempty"`
}

func (r *redaction) empty() bool { return r == nil }

// mayRedact refuses what could not be finished.
func (b *Board) mayRedact(r *redaction) error {
	if _, able := b.d.(store.Amender); !able && !r.empty() {
		return ErrNoRedaction
	}
	return nil
}

func redactedIncident(e edit, old, next *Incident) *redaction {
	switch {
	case next == nil:
		return nil
	case old == nil:
		old = &Incident{}
	}
	return redacted(e, old.Updates, next.Updates, next.Title)
}

func redactedMaintenance(e edit, old, next *Maintenance) *redaction {
	switch {
	case next == nil:
		return nil
	case old == nil:
		old = &Maintenance{}
	}
	return redacted(e, old.Updates, next.Updates, next.Title)
}

// redacted is what a write takes out; nil for nothing. A write by Redact always
// does what it is to do: an earlier one may have been cut off.
func redacted(e edit, old, updates []Update, title string) *redaction {
	if e.verb == VerbRedactTitles {
		return &redaction{Title: title}
	}
	var r redaction
	for i := range updates {
		u := &updates[i]
		if u.Redacted.IsZero() || e.verb != VerbRedact && slices.ContainsFunc(old, u.wasRedacted) {
			continue
		}
		r.Updates, r.Times = append(r.Updates, u.ID), append(r.Times, u.At)
		for _, v := range u.Earlier {
			r.Times = append(r.Times, v.At)
		}
	}
	if len(r.Updates) == 0 {
		return nil
	}
	return &r
}

func (u *Update) wasRedacted(old Update) bool {
	return old.Redacted.Equal(u.Redacted) && old.At.Equal(u.At)
}

// incident is the incident without what is redacted.
func (r *redaction) incident(i *Incident) (*Incident, bool) {
	if i == nil || r.empty() {
		return i, false
	}
	c := i.clone()
	out := r.updates(c.Updates)
	out = r.title(&c.Title, &c.Earlier) || out
	return c, out
}

func (r *redaction) maintenance(m *Maintenance) (*Maintenance, bool) {
	if m == nil || r.empty() {
		return m, false
	}
	c := *m
	c.Updates = slices.Clone(m.Updates)
	out := r.updates(c.Updates)
	out = r.title(&c.Title, &c.Earlier) || out
	return &c, out
}

func (r *redaction) updates(updates []Update) (found bool) {
	for i := range updates {
		u := &updates[i]
		if !slices.Contains(r.Updates, u.ID) && !slices.ContainsFunc(r.Times, u.At.Equal) {
			continue
		}
		found = found || u.Body != "" || len(u.Lang) > 0 || slices.ContainsFunc(u.Earlier, func(e Earlier) bool { return e.Body != "" || len(e.Lang) > 0 })
		u.stayRedacted(u)
	}
	return found
}

func (r *redaction) title(title *string, earlier *[]EarlierTitle) (found bool) {
	if r.Title == "" || *title == r.Title && len(*earlier) == 0 {
		return false
	}
	*title, *earlier = r.Title, nil
	return true
}

// takeOut rewrites the changes of a subject.
func (b *Board) takeOut(ctx context.Context, subject string, r *redaction) error {
	log, ok := b.d.(store.Amender)
	if !ok {
		return ErrNoRedaction
	}
	quoted, _ := json.Marshal(subject) // a string: it cannot fail
	return log.Amend(ctx, func(change []byte) ([]byte, error) {
		if !strings.Contains(string(change), string(quoted)) {
			return nil, nil
		}
		return r.change(subject, change)
	})
}

// change gives a change without what is redacted; nil when it holds none of it.
func (r *redaction) change(subject string, change []byte) ([]byte, error) {
	var c Change
	if err := decode("change", change, &c); err != nil || c.Subject != subject {
		return nil, err
	}
	found := false
	for _, said := range [...]*json.RawMessage{&c.Before, &c.After} {
		out, err := r.said(subject, *said)
		if err != nil {
			return nil, err
		}
		if out != nil {
			*said, found = out, true
		}
	}
	if !found {
		return nil, nil
	}
	return json.Marshal(&c)
}

func (r *redaction) said(subject string, said json.RawMessage) (json.RawMessage, error) {
	if len(said) == 0 {
		return nil, nil
	}
	var out any
	var found bool
	if strings.HasPrefix(subject, AboutMaintenance+"/") {
		var m Maintenance
		if err := decode("change of "+subject, said, &m); err != nil || len(m.Updates) == 0 {
			return nil, err
		}
		out, found = r.maintenance(&m)
	} else {
		var i Incident
		if err := decode("change of "+subject, said, &i); err != nil || len(i.Updates) == 0 {
			return nil, err
		}
		out, found = r.incident(&i)
	}
	if !found {
		return nil, nil
	}
	return json.Marshal(out)
}
