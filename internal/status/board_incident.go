package status

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"tidings/internal/store"
)

// PutIncident creates an incident or replaces it whole. Putting what is there
// already changes nothing and logs nothing. Automation is refused with
// ErrPersonal where a person has been; a person's change to an automatic
// incident takes it out of automation's hands.
//
// It reads the incident, what is open, a mark of unfinished work, the day the
// incident started on, the days of updates and spans that changed, and, only
// when its start or its components changed, one or two months and the list of
// months, beside its numbers and its place in the roll; it writes those that
// change. One new update takes at most 8 reads and 6 writes, a new incident 10
// and 8, however large the archive.
func (b *Board) PutIncident(ctx context.Context, by Actor, inc Incident, at time.Time) (Scope, error) {
	clean, err := tidyIncident(inc, by)
	if err != nil {
		return Scope{}, err
	}
	days := []store.Key{dayKey(dayOf(clean.Started(), b.zone)), dayKey(dayOf(clean.Updates[len(clean.Updates)-1].At, b.zone))}
	return b.changeIncident(ctx, by, clean.ID, at, VerbPut, days, func(old *Incident) (*Incident, error) {
		if err := allowed(by, old); err != nil || old == nil {
			return inherit(clean, old, by), err
		}
		return echo(by, old, inherit(clean, old, by), old.Origin, (*Incident).said)
	})
}

// DeleteIncident takes an incident and everything it left out of all lists.
// Deleting what is not there is ErrNotFound.
func (b *Board) DeleteIncident(ctx context.Context, by Actor, id string, at time.Time) (Scope, error) {
	return b.changeIncident(ctx, by, id, at, VerbDelete, nil, func(old *Incident) (*Incident, error) {
		if old == nil {
			return nil, fmt.Errorf("incident %s: %w", id, ErrNotFound)
		}
		return nil, allowed(by, old)
	})
}

func allowed(by Actor, old *Incident) error {
	if old != nil && by.robot() && (old.Touched || old.Origin.Kind != OriginAutomation) {
		return fmt.Errorf("incident %s: %w", old.ID, ErrPersonal)
	}
	return nil
}

// inherit carries over what the board alone knows: of an automatic incident, and
// what was added to one in a file.
func inherit(inc, old *Incident, by Actor) *Incident {
	next := *inc
	if old != nil && by.Kind == OriginContent {
		next = *inc.withAdded(old)
	}
	if old != nil && len(old.Auto) > 0 {
		next.Auto = old.Auto
		next.Touched = old.Touched || !by.robot()
	}
	return &next
}

// changeIncident replaces an incident by what change makes of the old one
// (nil: there is none), or deletes it when that is nil.
func (b *Board) changeIncident(ctx context.Context, by Actor, id string, at time.Time, verb string, hint []store.Key, change func(old *Incident) (*Incident, error)) (scope Scope, err error) {
	subject := AboutIncident + "/" + id
	err = b.write(ctx, subject, append(hint, incidentKey(id), numbersKey(AboutIncident, id), rollKey(AboutIncident), keyOpen), func(t *txn) error {
		scope = Scope{}
		old, err := t.incident(id)
		if err != nil {
			return err
		}
		next, err := change(old)
		if err != nil {
			return err
		}
		if next, err = t.setAside(by, id, old, next); err != nil {
			return err
		}
		scope, err = b.replaceIncident(t, id, old, next, edit{by: by, at: at, verb: verb})
		return err
	})
	return scope, err
}

// edit is what the log says of a write.
type edit struct {
	by   Actor
	at   time.Time
	verb string
}

// change is an entry of the log for the write.
func (e edit) change(subject string, s Scope) Change {
	return Change{By: e.by.ID, ByKind: e.by.Kind, From: e.by.From, Commit: e.by.Commit, Quiet: e.by.Quiet, Verb: e.verb, Subject: subject, At: e.at, Scope: s}
}

func (e edit) redacts() bool { return e.verb == VerbRedact || e.verb == VerbRedactTitles }

// replaceIncident is the one place where an incident is written.
func (b *Board) replaceIncident(t *txn, id string, old, next *Incident, e edit) (Scope, error) {
	if old != nil && next != nil && !e.redacts() {
		*next = *next.After(old, e.at)
	}
	out := redactedIncident(e, old, next)
	if err := b.mayRedact(out); err != nil {
		return Scope{}, err
	}
	same, err := sameJSON(old, next)
	if err != nil || same && out.empty() {
		return Scope{}, err
	}
	x, err := t.open()
	if err != nil {
		return Scope{}, err
	}
	d := difference(incidentTrace(old), incidentTrace(next))
	d.Redact = out
	days, err := b.project(t, AboutIncident+"/"+id, &d)
	if err != nil {
		return Scope{}, err
	}
	if old != nil && old.Open() && !old.Hidden && (next == nil || !next.Open()) && !e.by.robot() {
		x.hush(old, e.at)
	}
	x.setIncident(id, next)
	if err := t.saveOpen(x); err != nil {
		return Scope{}, err
	}
	if err := t.putIncident(id, next); err != nil {
		return Scope{}, err
	}
	if err := t.enterIncident(id, next); err != nil {
		return Scope{}, err
	}
	scope := b.incidentScope(id, old, next, days, e.at)
	c := e.change(AboutIncident+"/"+id, scope)
	before, _ := out.incident(old)
	if err := c.say(orNil(before), orNil(next)); err != nil {
		return Scope{}, err
	}
	return scope, t.append(&c)
}

// hush remembers that a person closed an incident of these components.
func (x *openIndex) hush(inc *Incident, at time.Time) {
	for _, c := range inc.components(nil) {
		x.Hushed[c] = at.UTC()
	}
}

func orNil[T any](v *T) any {
	if v == nil {
		return nil
	}
	return v
}

func sameJSON[T any](a, b *T) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	y, err := json.Marshal(b)
	return string(x) == string(y), err
}

func incidentTrace(inc *Incident) *trace {
	if inc == nil || inc.Hidden {
		return nil
	}
	var t trace
	t.ofIncident(inc)
	return &t
}

func (t *txn) incident(id string) (*Incident, error) {
	var inc Incident
	found, err := t.read(incidentKey(id), &inc)
	if err != nil || !found {
		return nil, err
	}
	return &inc, nil
}

func (t *txn) putIncident(id string, inc *Incident) error {
	if inc == nil {
		return t.Delete(incidentKey(id))
	}
	return t.write(incidentKey(id), inc)
}

func (t *txn) enterIncident(id string, inc *Incident) error {
	if inc == nil {
		return t.enter(AboutIncident, id, nil, nil)
	}
	return t.enter(AboutIncident, id, inc.row(), inc.Updates)
}

// incidentScope is what a change from old to next touches.
func (b *Board) incidentScope(id string, old, next *Incident, days []Date, at time.Time) Scope {
	s := Scope{Days: union(days, nil)}
	for _, inc := range [...]*Incident{old, next} {
		if inc != nil && !inc.Hidden {
			s.Incidents = []string{id}
			s.Components = union(s.Components, inc.components(nil))
			s.Current = s.Current || inc.Open() || inc.Stickied
		}
	}
	s.Current = s.Current || b.recent(days, at)
	return s
}

// old are those of the days that lie before the months that the bars show whole.
func (b *Board) old(days []Date, at time.Time) []Date {
	from := WholeFrom(BarsFrom(at, b.zone))
	return slices.DeleteFunc(slices.Clone(days), func(d Date) bool { return d >= from })
}

// recent says that one of the days may be seen on the entry pages.
func (b *Board) recent(days []Date, at time.Time) bool {
	first := BarsFrom(at, b.zone)
	return slices.ContainsFunc(days, func(d Date) bool { return d >= first })
}

// tidyIncident is the incident in the form that it is kept in, or the reason
// why it cannot be kept.
func tidyIncident(inc Incident, by Actor) (*Incident, error) {
	clean, err := orderlyIncident(inc, by)
	if err != nil {
		return nil, err
	}
	return clean, CheckSize("incident "+inc.ID, clean)
}

// orderlyIncident is tidyIncident for a caller who sees to its size.
func orderlyIncident(inc Incident, by Actor) (*Incident, error) {
	if err := checkID(AboutIncident, inc.ID); err != nil {
		return nil, err
	}
	var err error
	if inc.Updates, err = tidyUpdates("incident "+inc.ID, inc.Updates, false); err != nil {
		return nil, err
	}
	inc.Created = inc.Created.UTC()
	if inc.Earlier, err = tidyTitles("incident "+inc.ID, inc.Earlier); err != nil {
		return nil, err
	}
	inc.Components = maps.Clone(inc.Components)
	inc.Auto = slices.Clone(inc.Auto)
	if inc.Origin.Kind == "" {
		inc.Origin = Origin{Kind: by.Kind, Ref: by.ID}
	}
	return &inc, nil
}

// CheckSize returns an error when a fact, an *Incident or a *Maintenance, takes
// more room than a board has for one.
func CheckSize(what string, fact any) error {
	_, err := encodeFact(what, fact)
	return err
}

// encodeFact is a fact as it is kept, or the reason why it cannot be.
func encodeFact(what string, fact any) ([]byte, error) {
	b, err := json.Marshal(fact)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrInvalid, what, err)
	}
	if len(b) > maxItemValue {
		return nil, fmt.Errorf("%w: %s takes %d bytes and may take %d: shorten its updates or begin a new one", ErrInvalid, what, len(b), maxItemValue)
	}
	return b, nil
}

// The years in which everything has to be.
const (
	firstYear = 1900
	LastYear  = 2200
)

func inTime(t time.Time) bool { return t.Year() >= firstYear && t.Year() <= LastYear }

func tidyUpdates(what string, updates []Update, maintenance bool) ([]Update, error) {
	if len(updates) == 0 {
		return nil, fmt.Errorf("%w: %s has no update: give it at least one", ErrInvalid, what)
	}
	updates = slices.Clone(updates)
	seen := map[string]bool{}
	for i := range updates {
		u := &updates[i]
		u.At, u.Edited, u.Next, u.Plan = u.At.UTC(), u.Edited.UTC(), u.Next.UTC(), u.Plan.utc()
		if u.ID == "" {
			u.ID = strconv.Itoa(i + 1)
		}
		switch {
		case !inTime(u.At):
			return nil, fmt.Errorf("%w: %s, update %s: year %d is not between %d and %d", ErrInvalid, what, u.ID, u.At.Year(), firstYear, LastYear)
		case seen[u.ID]:
			return nil, fmt.Errorf("%w: %s has two updates with the id %s: give each its own", ErrInvalid, what, u.ID)
		case i > 0 && u.At.Before(updates[i-1].At):
			return nil, fmt.Errorf("%w: %s, update %s is older than the one before it: put the oldest first", ErrInvalid, what, u.ID)
		case !u.Next.IsZero() && (u.State.Ends() || !u.Next.After(u.At) || !inTime(u.Next)):
			return nil, fmt.Errorf("%w: %s, update %s: the next update can be promised only for later, and by none that closes", ErrInvalid, what, u.ID)
		case i > 0 && updates[i-1].State == Postmortem && !u.State.Ends():
			return nil, fmt.Errorf("%w: %s, update %s: an incident with a post-mortem is over: begin a new one", ErrInvalid, what, u.ID)
		case u.State.OfMaintenance() != maintenance:
			return nil, fmt.Errorf("%w: %s, update %s: it cannot be %s", ErrInvalid, what, u.ID, u.State)
		case !maintenance && !u.Plan.equal(Plan{}):
			return nil, fmt.Errorf("%w: %s, update %s: only a maintenance is planned", ErrInvalid, what, u.ID)
		}
		seen[u.ID] = true
		if err := u.tidyEarlier(what); err != nil {
			return nil, err
		}
	}
	return updates, nil
}
