// Package backtest says what other rules would have made of the deliveries that
// came: each delivery is worked out by the rules in force and by the changed ones,
// on two boards in memory that start empty, with time passing as it did. It
// writes nothing, and must never know where deliveries or rules are kept.
//
// What incidents, maintenances and people's words did in that time is left out:
// a backtest compares rules.
package backtest

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/order"
	"tidings/internal/status"
	"tidings/internal/triage"
)

// Report is what would have been different.
type Report struct {
	From       time.Time  `json:"from"`
	To         time.Time  `json:"to"`
	Deliveries int        `json:"deliveries"` // that were worked out
	Signals    []Meaning  `json:"signals"`    // that would mean something else, the most frequent first
	Page       []Span     `json:"page"`       // of time in which a component would look different, by time
	Incidents  []Incident `json:"incidents"`  // that only one of the rules opens, by time
}

// Same reports whether nothing would have been different.
func (r *Report) Same() bool { return len(r.Signals)+len(r.Page)+len(r.Incidents) == 0 }

// Meaning is what signals of a source mean by both rules.
type Meaning struct {
	Source  string `json:"source"`
	Was     string `json:"was"`
	Would   string `json:"would"`
	Count   int    `json:"count"`
	Example string `json:"example"` // a delivery
}

// Span is a time in which the page shows one status of a component and would
// have shown another.
type Span struct {
	Component string        `json:"component"`
	From      time.Time     `json:"from"`
	To        time.Time     `json:"to"`
	Was       status.Status `json:"was"`
	Would     status.Status `json:"would"`
}

// Incident is an automatic incident that only one of the rules opens.
type Incident struct {
	Title  string    `json:"title"`
	Opened time.Time `json:"opened"`
	Would  bool      `json:"would"` // it is the changed rules that open it
}

// Backtest compares two sets of rules. Make it with New, give it deliveries in
// the order in which they came, and End it.
type Backtest struct {
	was, would *side
	at         time.Time // up to which both sides have come
	report     Report
	meanings   map[Meaning]int // counts, by what has no count and example
	examples   map[Meaning]string
	open       map[string]Span // by component: spans that last
}

// New compares the rules in force with changed ones, from a time on.
func New(was, would *config.Config, from time.Time) *Backtest {
	b := &Backtest{at: from, meanings: map[Meaning]int{}, examples: map[Meaning]string{}, open: map[string]Span{}}
	b.report.From = from
	clock := func() time.Time { return b.at }
	b.was, b.would = newSide(was, clock), newSide(would, clock)
	return b
}

// Take works the next delivery out.
func (b *Backtest) Take(ctx context.Context, d inbox.Delivery) error {
	if err := b.pass(ctx, d.Received); err != nil {
		return err
	}
	b.report.Deliveries++
	was, err := b.was.take(ctx, d)
	if err != nil {
		return err
	}
	would, err := b.would.take(ctx, d)
	if err != nil {
		return err
	}
	b.compareMeanings(d, was, would)
	return b.look(ctx)
}

// End lets time pass to an end and says what would have been different.
func (b *Backtest) End(ctx context.Context, at time.Time) (*Report, error) {
	if err := b.pass(ctx, at); err != nil {
		return nil, err
	}
	b.report.To = at
	for _, s := range b.open {
		b.close(s)
	}
	order.By(b.report.Page, func(x, y Span) int { return compare(x.From, y.From, x.Component, y.Component) })
	b.report.Signals = b.counted()
	b.report.Incidents = incidents(b.was, b.would)
	return &b.report, nil
}

// pass brings both sides to a time, past every moment at which time alone
// changes something on one of them.
func (b *Backtest) pass(ctx context.Context, to time.Time) error {
	for {
		next, err := b.next(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(to) {
			b.at = later(b.at, to)
			return nil
		}
		b.at = next
		for _, s := range [...]*side{b.was, b.would} {
			if _, err := s.Board.Settle(ctx, next); err != nil {
				return fmt.Errorf("letting time pass: %w", err)
			}
		}
		if err := b.look(ctx); err != nil {
			return err
		}
	}
}

// next is the next moment at which time changes something.
func (b *Backtest) next(ctx context.Context) (next time.Time, err error) {
	for _, s := range [...]*side{b.was, b.would} {
		due, err := s.Board.Due(ctx, b.at)
		if err != nil {
			return next, fmt.Errorf("asking what is due: %w", err)
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// side is one set of rules and what it makes of the deliveries.
type side struct {
	triage.Rules
	states map[string]status.Status
	opened map[string]Incident // by id
}
