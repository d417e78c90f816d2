package status

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"tidings/internal/store"
)

const (
	maxNames = 50               // signals that an automatic incident names
	backdate = 10 * time.Minute // how far before now an incident may say that it began
)

// survey is what the active signals of one component say at a time about its
// automatic incident. Only signals that open incidents are looked at.
type survey struct {
	seq   uint64 // of the guard before looking
	at    time.Time
	worst Status
	since time.Time // when the worst began to count
	first *candidate
	ended time.Time // when one of them last ceased to count, as far as seen
	names []string  // "source/key" of those that count, at most maxNames
}

// candidate is the signal that opens the incident: of those that count, the
// one that began to count first.
type candidate struct {
	Source, Key string
	held
}

func (c *candidate) before(o *candidate) bool {
	if cmp := c.Counts.Compare(o.Counts); cmp != 0 {
		return cmp < 0
	}
	return c.Source < o.Source || c.Source == o.Source && c.Key < o.Key
}

// surveyPage is how many active signals are read at once. The worst come
// first, so that a storm is not read to its end.
const surveyPage = 64

// look reads the guard and then the component's active signals, worst first,
// until it has seen enough. Signals from before hushed open nothing.
func (b *Board) look(ctx context.Context, component string, hushed, at time.Time) (*survey, error) {
	var w watch
	value, err := b.item(ctx, watchKey(component))
	if err == nil && value != nil {
		err = decode("guard of "+component, value, &w)
	}
	if err != nil {
		return nil, err
	}
	at = later(at, w.At)
	s := &survey{seq: w.Seq, at: at}
	q := store.Query{Part: partActive, Prefix: component + "/", Limit: surveyPage}
	for it, err := range b.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		a, err := decodeActive(it)
		if err != nil {
			return nil, err
		}
		if s.take(a, hushed, at); s.full() {
			break
		}
	}
	return s, nil
}

// takeAll takes active signals, worst first, until it has seen enough.
func (s *survey) takeAll(list []*active, hushed time.Time) {
	for _, a := range list {
		if s.take(a, hushed, s.at); s.full() {
			return
		}
	}
}

func (s *survey) full() bool { return s.first != nil && len(s.names) == maxNames }

func (s *survey) take(a *active, hushed, at time.Time) {
	for _, h := range a.spans {
		if h.Opening != "" && !h.To.IsZero() && !h.To.After(at) && !h.Counts.After(at) {
			s.ended = later(s.ended, h.To)
		}
		if h.Opening == "" || !h.counts(at) {
			continue
		}
		if name := a.Source + "/" + a.Key; len(s.names) < maxNames && !slices.Contains(s.names, name) {
			s.names = append(s.names, name)
		}
		began := later(h.From, h.Counts)
		if h.Status > s.worst || h.Status == s.worst && began.Before(s.since) {
			s.worst, s.since = h.Status, began
		}
		c := &candidate{Source: a.Source, Key: a.Key, held: h}
		if h.Start.After(hushed) && (s.first == nil || c.before(s.first)) {
			s.first = c
		}
	}
}

// errMoved says that the component's signals changed since they were looked at.
var errMoved = errors.New("status: signals changed meanwhile")

// attend brings a component's automatic incident up to what its signals say:
// it opens one, lets it grow worse or better, names further signals, or
// resolves it. The guard makes sure that of several that attend at once only
// one acts on what it saw.
func (b *Board) attend(ctx context.Context, component string, at time.Time) (scope Scope, err error) {
	for range maxRounds {
		scope, err = b.attendOnce(ctx, component, at)
		if !errors.Is(err, errMoved) && !errors.Is(err, errBusy) {
			return scope, err
		}
	}
	return scope, fmt.Errorf("%w: the signals of %s kept changing", store.ErrConflict, component)
}

func (b *Board) attendOnce(ctx context.Context, component string, at time.Time) (scope Scope, err error) {
	x, err := b.openIndex(ctx)
	if err != nil {
		return Scope{}, err
	}
	seen, err := b.look(ctx, component, x.Hushed[component], at)
	if err != nil {
		return Scope{}, err
	}
	_, auto := x.on(component)
	if auto == "" && seen.first == nil {
		return Scope{}, nil
	}
	var a attendance
	err = b.update(ctx, b.attendHint(component, auto, seen), func(t *txn) error {
		a = attendance{b: b, t: t, component: component, at: seen.at, seen: seen, hushed: x.Hushed[component]}
		scope, err = a.run()
		return err
	})
	if err == nil && a.t.left || errors.Is(err, errBusy) {
		err = errors.Join(err, b.finish(ctx, a.subject))
	}
	return scope, err
}

// attendHint names what attending will most likely need.
func (b *Board) attendHint(component, auto string, seen *survey) []store.Key {
	today := dayOf(seen.at, b.zone)
	keys := []store.Key{keyOpen, watchKey(component), dayKey(today)}
	if auto == "" {
		auto = autoID(component, seen.first, b.zone)
		keys = append(keys, monthKey(today.month()), keyMonths)
	}
	return append(keys, incidentKey(auto), todoKey(AboutIncident+"/"+auto), numbersKey(AboutIncident, auto), rollKey(AboutIncident))
}

// attendance is one run of attend's closure.
type attendance struct {
	b         *Board
	t         *txn
	component string
	at        time.Time
	seen      *survey
	hushed    time.Time
	watch     *watch
	subject   string // of the incident that is written
}

func (a *attendance) run() (Scope, error) {
	x, err := a.t.open()
	if err != nil {
		return Scope{}, err
	}
	if a.watch, err = a.t.watch(a.component); err != nil {
		return Scope{}, err
	}
	if a.watch.Seq != a.seen.seq || !x.Hushed[a.component].Equal(a.hushed) {
		return Scope{}, errMoved
	}
	others, auto := x.on(a.component)
	switch {
	case auto != "":
		return a.change(auto, a.next)
	case len(others) > 0 || a.seen.first == nil || x.maintained(a.component, a.at):
		return Scope{}, nil
	}
	return a.open()
}

// change replaces an incident by what next makes of it; nil changes nothing.
func (a *attendance) change(id string, next func(old *Incident) *Incident) (Scope, error) {
	a.subject = AboutIncident + "/" + id
	if left, err := a.t.get(todoKey(a.subject)); err != nil || left != nil {
		return Scope{}, errors.Join(err, busyIf(left != nil))
	}
	old, err := a.t.incident(id)
	if err != nil {
		return Scope{}, err
	}
	inc := next(old)
	if inc == nil {
		return Scope{}, nil
	}
	if CheckSize(a.subject, inc) != nil {
		return Scope{}, nil // full: it stands as it is until a person looks
	}
	return a.b.replaceIncident(a.t, id, old, inc, edit{by: a.actor(), at: a.at, verb: VerbPut})
}

func (a *attendance) actor() Actor {
	if a.seen.first != nil {
		return Actor{Kind: OriginAutomation, ID: a.seen.first.Source}
	}
	return Actor{Kind: OriginAutomation}
}

// open opens the incident of the first signal, unless it was opened before.
func (a *attendance) open() (Scope, error) {
	first := a.seen.first
	id := autoID(a.component, first, a.b.zone)
	return a.change(id, func(old *Incident) *Incident {
		if old != nil {
			return nil
		}
		return a.opened(id, first)
	})
}

func (a *attendance) opened(id string, first *candidate) *Incident {
	o := a.opening(first.Opening)
	name := o.name(a.component)
	title := o.Title
	if title == "" {
		title = "Problem with " + name
	}
	at := later(first.Counts, a.at.Add(-backdate))
	return &Incident{
		ID: id, Title: title, Impact: o.Impact,
		Components: map[string]Status{a.component: a.seen.worst},
		Updates:    []Update{{ID: "1", At: earlier(at, a.at), State: Investigating, Body: o.body(Investigating, "We are looking into a problem with "+name+".")}},
		Origin:     Origin{Kind: OriginAutomation, Ref: first.Source},
		Auto:       slices.Sorted(slices.Values(a.seen.names)),
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (a *attendance) opening(hash string) Opening { return a.watch.Openings[hash] }

// autoID names the incident that an episode opens, the same for whoever opens it.
func autoID(component string, c *candidate, zone *time.Location) string {
	sum := sha256.Sum256([]byte(c.Source + "\x00" + c.Key + "\x00" + c.Start.UTC().Format(time.RFC3339Nano)))
	tail := "-" + string(DateOf(c.Start, zone)) + "-" + hex.EncodeToString(sum[:3])
	return component[:min(len(component), 63-len(tail))] + tail
}

// next is what becomes of the open automatic incident.
func (a *attendance) next(old *Incident) *Incident {
	if old == nil || old.Touched {
		return nil
	}
	if a.seen.worst == Operational {
		return a.resolved(old)
	}
	inc := *old
	inc.Auto = joinNames(old.Auto, a.seen.names)
	changed := len(inc.Auto) != len(old.Auto)
	if was := old.Statuses()[a.component]; was != a.seen.worst {
		inc.Updates = append(slices.Clone(old.Updates), a.worseOrBetter(old, was))
		changed = true
	}
	if !changed {
		return nil
	}
	return &inc
}

func joinNames(have, more []string) []string {
	all := union(have, more)
	if len(all) > maxNames {
		return have
	}
	return all
}

// ended is when a signal of the component last ceased to count. It is zero
// when it turned out that none ever did: then the incident takes no time.
func (a *attendance) ended() time.Time { return later(a.watch.Cleared, a.seen.ended) }

// worseOrBetter tells that the worst status changed.
func (a *attendance) worseOrBetter(old *Incident, was Status) Update {
	o := a.textsOf(old)
	u := Update{State: old.State(), Components: map[string]Status{a.component: a.seen.worst}}
	when := later(a.ended(), a.seen.since)
	word := "less"
	if a.seen.worst > was {
		when = later(a.seen.since, a.at.Add(-backdate))
		word = "more"
	}
	u.Body = "The problem with " + o.name(a.component) + " is now " + word + " severe."
	if text := o.Bodies[Identified]; text != "" && u.State == Investigating {
		u.State, u.Body = Identified, text
	}
	return a.dated(old, u, when)
}

func (a *attendance) resolved(old *Incident) *Incident {
	o := a.textsOf(old)
	u := Update{State: Resolved, Body: o.body(Resolved, "The problem with "+o.name(a.component)+" is over.")}
	inc := *old
	inc.Updates = append(slices.Clone(old.Updates), a.dated(old, u, a.ended()))
	return &inc
}

// dated gives an update its id and its time: when the signals changed, but not
// before the update before it and not after now.
func (a *attendance) dated(old *Incident, u Update, when time.Time) Update {
	last := old.Updates[len(old.Updates)-1]
	u.At = later(earlier(when, a.at), last.At)
	u.ID = freeID(old.Updates)
	return u
}

func freeID(updates []Update) string {
	for n := len(updates) + 1; ; n++ {
		id := strconv.Itoa(n)
		if !slices.ContainsFunc(updates, func(u Update) bool { return u.ID == id }) {
			return id
		}
	}
}

// textsOf are the words that the incident was opened with: those of the kept
// openings that gave its title, else the newest.
func (a *attendance) textsOf(old *Incident) Opening {
	for _, hash := range slices.Backward(a.watch.Recent) {
		if o := a.watch.Openings[hash]; o.Title == old.Title {
			return o
		}
	}
	return Opening{}
}
