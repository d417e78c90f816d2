package planner

import (
	"context"

	"tidings/internal/status"
)

// recurring is work that recurs, in a list.
type recurring struct{ ID, Title, Next, Note string }

// recurrings are those that still take place.
func (p *Planner) recurrings(ctx context.Context, view *status.View) (all []recurring, err error) {
	s, _ := p.House.Site()
	list, err := s.Board.Recurrences(ctx)
	for _, r := range list {
		for _, o := range r.Occurrences {
			if o.Starts.After(view.At) {
				all = append(all, recurring{r.ID, r.Title, when(o.Starts, o.Starts.Add(r.Length), view.Zone), inWords(r.Pattern)})
				break
			}
		}
	}
	return all, err
}
