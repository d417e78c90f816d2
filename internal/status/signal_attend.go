package status

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tidings/internal/store"
)

// sight is what was active on a component right before a write of signals. It
// lets the write see to the automatic incident in its own transaction.
type sight struct {
	seq    uint64 // of the guard before looking
	auto   string // the open automatic incident, if there was one
	last   int    // number that was given to an incident
	active []*active
}

// watchedBy knows, or else looks at, the components of which a write may open, change or resolve
// automatic incidents. One with more active signals than a page is left out:
// its incident is seen to once the write is done.
func (b *Board) watchedBy(ctx context.Context, w *signalWrite) (map[string]*sight, error) {
	seen := map[string]*sight{}
	for _, told := range w.told {
		if told.Effect == nil || told.Opening == nil || seen[told.Effect.Component] != nil {
			continue
		}
		s := b.sights.recall(told.Effect.Component)
		if s == nil {
			var err error
			if s, err = b.sightOf(ctx, told.Effect.Component); err != nil {
				return nil, err
			}
		}
		if s != nil {
			seen[told.Effect.Component] = s
		}
	}
	return seen, nil
}

func (b *Board) sightOf(ctx context.Context, component string) (*sight, error) {
	roll := rollKey(AboutIncident)
	found, err := b.d.Get(ctx, watchKey(component), keyOpen, roll)
	if err != nil {
		return nil, err
	}
	var w watch
	var x openIndex
	for k, into := range map[store.Key]any{watchKey(component): &w, keyOpen: &x} {
		if it, ok := found[k]; ok {
			if err := decode(k.Part+" "+k.Sort, it.Value, into); err != nil {
				return nil, err
			}
		}
	}
	head, err := decodeRollHead(found[roll].Value)
	if err != nil {
		return nil, err
	}
	page, err := b.d.List(ctx, store.Query{Part: partActive, Prefix: component + "/", Limit: surveyPage})
	if err != nil || page.Next != "" {
		return nil, err
	}
	s := &sight{seq: w.Seq, last: head.Last}
	_, s.auto = x.on(component)
	for _, it := range page.Items {
		a, err := decodeActive(it)
		if err != nil {
			return nil, err
		}
		s.active = append(s.active, a)
	}
	return s, nil
}

// hintOf names what seeing to the components' incidents will most likely need.
func (b *Board) hintOf(w *signalWrite, seen map[string]*sight) (keys []store.Key) {
	for _, component := range sortedKeys(seen) {
		s := seen[component]
		v, number := survey{at: w.at, first: s.foresee(w, component)}, s.last
		if s.auto == "" {
			number++
		}
		if s.auto != "" || v.first != nil {
			keys = append(keys, b.attendHint(component, s.auto, &v)...)
			keys = append(keys, rowsKey(AboutIncident, number/blockRows))
		}
	}
	return keys
}

// foresee is the signal that will most likely be the first to open an incident.
func (s *sight) foresee(w *signalWrite, component string) *candidate {
	v := survey{at: w.at}
	for _, a := range s.active {
		v.take(a, time.Time{}, w.at)
	}
	for _, told := range w.told {
		m, speaks := markOf(told)
		if !speaks || m.Clear || m.Effect == nil || m.Effect.Component != component {
			continue
		}
		c := &candidate{Source: told.Signal.Source, Key: told.Signal.Key, held: held{Start: m.Rank, Counts: m.Rank.Add(m.Effect.HoldDown)}}
		if v.first == nil || c.before(v.first) {
			v.first = c
		}
	}
	return v.first
}

// attend brings the automatic incidents of components up to what the write
// makes of their signals, one after the other as long as what was seen of them
// still holds.
func (s *signalWork) attend() error {
	for _, component := range sortedKeys(s.concerned) {
		seen := s.seen[component]
		if seen == nil || s.t.left {
			return nil
		}
		a := attendance{b: s.b, t: s.t, component: component, at: s.now}
		list := s.activeOn(component, seen)
		held, err := s.stillSees(&a, seen, list)
		if err != nil || !held {
			return err
		}
		scope, err := a.run()
		if errors.Is(err, errBusy) {
			return nil // what is left of an earlier write comes first
		}
		if err != nil {
			return err
		}
		delete(s.concerned, component)
		s.scope = s.scope.Join(scope)
		if s.t.left {
			s.unfinished = a.subject
		}
		if err := s.leave(&a, seen, list); err != nil {
			return err
		}
	}
	return nil
}

// leave notes for the next write what this one leaves active on a component.
func (s *signalWork) leave(a *attendance, seen *sight, list []*active) error {
	x, err := s.t.open()
	if err != nil || len(list) > surveyPage {
		return err
	}
	next := sight{seq: a.watch.Seq, last: seen.last, active: list}
	if _, next.auto = x.on(a.component); seen.auto == "" && next.auto != "" {
		next.last++
	}
	s.left[a.component] = next
	return nil
}

// stillSees gives an attendance the list of what is active once this is written,
// unless somebody else has changed it since it was looked at.
func (s *signalWork) stillSees(a *attendance, seen *sight, list []*active) (bool, error) {
	x, err := s.t.open()
	if err != nil {
		return false, err
	}
	w, err := s.t.watch(a.component)
	if err != nil {
		return false, err
	}
	was := w.Seq
	if _, raised := s.watched[a.component]; raised {
		was--
	}
	if was != seen.seq {
		return false, nil
	}
	a.hushed = x.Hushed[a.component]
	a.seen = &survey{seq: w.Seq, at: s.now}
	a.seen.takeAll(list, a.hushed)
	return true, nil
}

// activeOn are the signals that are active on a component once this is written,
// in the order in which the store lists them.
func (s *signalWork) activeOn(component string, seen *sight) (all []*active) {
	for _, a := range seen.active {
		if _, moved := s.turns[a.id]; !moved {
			all = append(all, a)
		}
	}
	for _, t := range s.turns {
		if a := t.after.active[component]; a != nil {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b *active) int { return strings.Compare(a.key().Sort, b.key().Sort) })
	return all
}
