package backtest

import (
	"cmp"
	"context"
	"strings"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/order"
)

// look compares the page by both rules as it is now.
func (b *Backtest) look(ctx context.Context) error {
	for _, s := range [...]*side{b.was, b.would} {
		if err := s.look(ctx, b.at); err != nil {
			return err
		}
	}
	for id := range b.was.states {
		b.compareState(id)
	}
	for id := range b.would.states {
		if _, known := b.was.states[id]; !known {
			b.compareState(id)
		}
	}
	return nil
}

// compareState begins, goes on with or ends a span of a component. One that a
// side does not have is operational there.
func (b *Backtest) compareState(id string) {
	was, would := b.was.states[id], b.would.states[id]
	s, lasts := b.open[id]
	if lasts && s.Was == was && s.Would == would {
		return
	}
	if lasts {
		b.close(s)
	}
	if was != would {
		b.open[id] = Span{Component: id, From: b.at, Was: was, Would: would}
	}
}

// close ends a span now; one of no length was never shown.
func (b *Backtest) close(s Span) {
	delete(b.open, s.Component)
	if s.To = b.at; s.To.After(s.From) {
		b.report.Page = append(b.report.Page, s)
	}
}

// compareMeanings counts the signals of a delivery that mean something else.
func (b *Backtest) compareMeanings(d inbox.Delivery, was, would []string) {
	if len(was) != len(would) { // one of them does not understand it
		was, would = []string{strings.Join(was, "; ")}, []string{strings.Join(would, "; ")}
	}
	for i := range was {
		if was[i] == would[i] {
			continue
		}
		m := Meaning{Source: d.Source, Was: was[i], Would: would[i]}
		if b.meanings[m]++; b.meanings[m] == 1 {
			b.examples[m] = d.ID
		}
	}
}

func (b *Backtest) counted() []Meaning {
	all := []Meaning{}
	for m, n := range b.meanings {
		example := b.examples[m]
		m.Count, m.Example = n, example
		all = append(all, m)
	}
	order.By(all, func(x, y Meaning) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Was, y.Was), cmp.Compare(x.Would, y.Would))
	})
	return all
}

// incidents are those that only one side opened.
func incidents(was, would *side) []Incident {
	all := []Incident{}
	for id, inc := range was.opened {
		if other, both := would.opened[id]; !both || other != inc {
			all = append(all, inc)
		}
	}
	for id, inc := range would.opened {
		if other, both := was.opened[id]; !both || other != inc {
			inc.Would = true
			all = append(all, inc)
		}
	}
	order.By(all, func(x, y Incident) int { return compare(x.Opened, y.Opened, x.Title, y.Title) })
	return all
}

func compare(x, y time.Time, a, b string) int { return cmp.Or(x.Compare(y), cmp.Compare(a, b)) }
