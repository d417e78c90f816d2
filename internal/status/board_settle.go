package status

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"tidings/internal/store"
)

// Settle does what time alone brings up to a moment: holds that have elapsed
// open, change and resolve automatic incidents, maintenances begin and end,
// overrides expire, new points of metrics are told of (at most once a
// minute). The scope is what looks different since Settle last
// looked. Settling the same moment again changes nothing, and a moment missed
// is made up for by the next.
func (b *Board) Settle(ctx context.Context, at time.Time) (Scope, error) {
	at = at.UTC()
	if err := b.recover(ctx); err != nil {
		return Scope{}, err
	}
	var scope Scope
	steps := [...]func(context.Context, time.Time) (Scope, error){b.settleRecurrences, b.settleMaintenance, b.settleOverrides, b.settleSignals, b.settleMetrics}
	for _, step := range steps {
		s, err := step(ctx, at)
		scope = scope.Join(s)
		if err != nil {
			return scope, err
		}
	}
	return scope, nil
}

var clock = Actor{Kind: OriginAutomation, ID: "clock"}

func (b *Board) settleOverrides(ctx context.Context, at time.Time) (Scope, error) {
	var scope Scope
	for it, err := range b.each(ctx, store.Query{Part: partOverride}) {
		if err != nil {
			return scope, err
		}
		var o Override
		if err := decode("override of "+it.Sort, it.Value, &o); err != nil {
			return scope, err
		}
		if !o.expired(at) {
			continue
		}
		s, err := b.changeOverride(ctx, it.Sort, edit{by: clock, at: at, verb: VerbSettle}, func(old *Override) *Override {
			if old.expired(at) {
				return nil
			}
			return old
		})
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	return scope, nil
}

func (o *Override) expired(at time.Time) bool {
	return o != nil && !o.Until.IsZero() && !o.Until.After(at)
}

// settleSignals looks through the active signals for holds that elapsed.
func (b *Board) settleSignals(ctx context.Context, at time.Time) (Scope, error) {
	since, err := b.settledUntil(ctx)
	if err != nil {
		return Scope{}, err
	}
	x, err := b.openIndex(ctx)
	if err != nil {
		return Scope{}, err
	}
	p := passage{since: since, at: at, open: x, components: map[string]struct{}{}, attend: map[string]struct{}{}}
	for it, err := range b.each(ctx, store.Query{Part: partActive}) {
		if err != nil {
			return Scope{}, err
		}
		a, err := decodeActive(it)
		if err != nil {
			return Scope{}, err
		}
		p.take(a)
	}
	return b.pass(ctx, &p)
}

// passage is what elapsed among the active signals between two times.
type passage struct {
	since, at  time.Time
	open       *openIndex
	components map[string]struct{} // look different
	attend     map[string]struct{} // may open, change or resolve an incident
	over       []string            // keys that are not active any more
}

func (p *passage) take(a *active) {
	over := true
	for i := range a.spans {
		h := &a.spans[i]
		if p.elapsed(later(h.Counts, h.From)) || p.elapsed(h.To) {
			p.components[a.Component] = struct{}{}
			if h.Opening != "" {
				p.attend[a.Component] = struct{}{}
			}
		}
		over = over && !h.To.IsZero() && !h.To.After(p.at)
		if h.Opening != "" && h.counts(p.at) && !p.told(a.Component) {
			p.attend[a.Component] = struct{}{}
		}
	}
	if over && !slices.Contains(p.over, a.id) {
		p.over = append(p.over, a.id)
	}
}

func (p *passage) elapsed(t time.Time) bool {
	return !t.IsZero() && t.After(p.since) && !t.After(p.at)
}

// told says that an open incident speaks of the component.
func (p *passage) told(component string) bool {
	ids, _ := p.open.on(component)
	return len(ids) > 0
}

func (b *Board) pass(ctx context.Context, p *passage) (Scope, error) {
	var scope Scope
	for ids := range slices.Chunk(p.over, signalsAtOnce) {
		s, err := b.applySignals(ctx, signalWrite{by: clock, verb: VerbSettle, subject: "signals", ids: ids, at: p.at})
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	for _, entry := range p.open.Incidents {
		if entry.Auto != "" {
			p.attend[entry.Auto] = struct{}{}
		}
	}
	for _, c := range sortedKeys(p.attend) {
		s, err := b.attend(ctx, c, p.at)
		if err != nil {
			return scope, err
		}
		scope = scope.Join(s)
	}
	if len(p.components) > 0 {
		s := Scope{Current: true, Components: sortedKeys(p.components)}
		return scope.Join(s), b.logPassage(ctx, s, p.at)
	}
	return scope, nil
}

func (b *Board) settledUntil(ctx context.Context) (at time.Time, err error) {
	value, err := b.item(ctx, keySettled)
	if err == nil && value != nil {
		err = decode("time of the last settling", value, &at)
	}
	return at, err
}

// logPassage notes up to when holds have been looked at, together with the
// change that says what to publish.
func (b *Board) logPassage(ctx context.Context, scope Scope, at time.Time) error {
	return b.update(ctx, []store.Key{keySettled}, func(t *txn) error {
		value, err := json.Marshal(at)
		if err != nil {
			return err
		}
		if err := t.Put(keySettled, value); err != nil {
			return err
		}
		return t.append(&Change{By: clock.ID, ByKind: clock.Kind, Verb: VerbSettle, Subject: "holds", At: at, Scope: scope})
	})
}

// Due is the next moment after a time at which Settle or View says something
// new, the zero time if there is none. Midnight, when the bars move on, is not
// counted. It reads what View reads, without the days.
func (b *Board) Due(ctx context.Context, after time.Time) (time.Time, error) {
	n := soonest{after: after}
	x, err := b.openIndex(ctx)
	if err != nil {
		return time.Time{}, err
	}
	for _, m := range x.Maintenance {
		n.take(m.From)
		n.take(m.To)
		n.take(m.Remind)
		n.take(m.Next)
	}
	for _, s := range x.Recurring {
		n.take(s.Due)
	}
	var f Facts
	if err := b.readOverrides(ctx, &f); err != nil {
		return time.Time{}, err
	}
	for _, o := range f.Overrides {
		n.take(o.At)
		n.take(o.Until)
	}
	for it, err := range b.each(ctx, store.Query{Part: partActive}) {
		if err != nil {
			return time.Time{}, err
		}
		a, err := decodeActive(it)
		if err != nil {
			return time.Time{}, err
		}
		for _, h := range a.spans {
			n.take(later(h.Counts, h.From))
			n.take(h.To)
		}
	}
	news, err := b.newsAt(ctx, after)
	n.take(news)
	return n.at, err
}

// soonest keeps the earliest of the times after a time.
type soonest struct{ after, at time.Time }

func (s *soonest) take(t time.Time) {
	if t.After(s.after) && (s.at.IsZero() || t.Before(s.at)) {
		s.at = t
	}
}
