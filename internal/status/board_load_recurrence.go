package status

import (
	"context"
	"encoding/json"

	"tidings/internal/store"
)

// readRecurrences takes in the recurrence that the store has.
func (l *loading) readRecurrences(ctx context.Context, x *openIndex) error {
	l.recurring = map[string]*Recurrence{}
	all, err := l.board.Recurrences(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		l.recurring[s.ID] = s
	}
	for id, entry := range x.Recurring {
		if entry.Dirty {
			l.dirty = append(l.dirty, id)
		}
	}
	return nil
}

func (l *loading) takeRecurrence(f Recurrence, by Actor) (store.Item, error) {
	s, err := tidyRecurrence(f, by)
	if err != nil {
		return store.Item{}, err
	}
	if same, err := sameJSON(l.recurring[s.ID], s); err != nil || l.recurring[s.ID] != nil && !same {
		l.dirty = append(l.dirty, s.ID)
	}
	l.recurring[s.ID] = s
	value, err := json.Marshal(s)
	return store.Item{Key: recurrenceKey(s.ID), Value: value}, err
}

// unrollAll enters the occurrences of all recurrences at the time of the load. Where
// the store may have wrong ones, Settle takes them out.
func (l *loading) unrollAll(yield func(store.Item) bool) error {
	for _, id := range sortedKeys(l.recurring) {
		s := l.recurring[id]
		if err := l.unroll(s, yield); err != nil {
			return err
		}
		l.open.setRecurrence(id, s, l.at)
	}
	for _, id := range l.dirty {
		l.open.Recurring[id] = openRecurrence{Dirty: true}
	}
	return nil
}

func (l *loading) unroll(s *Recurrence, yield func(store.Item) bool) error {
	for _, m := range s.At(l.at) {
		old := l.maintenance[m.ID]
		if old != nil && old.Recurrence != s.ID {
			continue
		}
		if old != nil {
			m = m.After(old, l.at)
		}
		it, err := l.enter(m.Succeeding(old, l.at))
		if err != nil || !yield(it) {
			return err
		}
	}
	return nil
}
