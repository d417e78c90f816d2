package posting

import (
	"context"
	"slices"
	"time"

	"tidings/internal/status"
)

// Work is what a post says of planned work: one of Announced, Update and
// Recurrence.
type Work struct {
	Announced  []status.Maintenance `json:"announced,omitempty"` // one or more, none of which there is
	Update     *status.Update       `json:"update,omitempty"`    // of the maintenance
	Recurrence *status.Recurrence   `json:"recurrence,omitempty"`
	// Ends is the recurrence in whose place this one comes: it ends now.
	Ends string `json:"ends,omitempty"`
}

func (w *Work) write(ctx context.Context, b *status.Board, by status.Actor, id string, at time.Time, check func(*status.Maintenance) error) (status.Scope, error) {
	switch {
	case w.Update != nil:
		return w.follow(ctx, b, by, id, at, check)
	case w.Recurrence != nil:
		return w.recur(ctx, b, by, id, at)
	}
	var scope status.Scope
	for _, m := range w.Announced {
		one, err := announce(ctx, b, by, m, at)
		if scope = scope.Join(one); err != nil {
			return scope, err
		}
	}
	return scope, nil
}

func announce(ctx context.Context, b *status.Board, by status.Actor, m status.Maintenance, at time.Time) (status.Scope, error) {
	_, scope, err := b.ChangeMaintenance(ctx, by, m.ID, at, func(own *status.Maintenance) (*status.Maintenance, error) {
		if own != nil {
			return own, nil // published before
		}
		next := m
		next.Created, next.Updates = at, slices.Clone(m.Updates)
		next.Updates[0].At = at
		return &next, nil
	})
	return scope, err
}

func (w *Work) follow(ctx context.Context, b *status.Board, by status.Actor, id string, at time.Time, check func(*status.Maintenance) error) (status.Scope, error) {
	_, scope, err := b.ChangeMaintenance(ctx, by, id, at, func(own *status.Maintenance) (*status.Maintenance, error) {
		if own == nil {
			return nil, status.ErrNotFound
		}
		if check != nil {
			if err := check(own); err != nil {
				return nil, err
			}
		}
		own.Updates = following(own.Updates, w.Update, at, own.Origin.Kind == status.OriginContent)
		return own, nil
	})
	return scope, err
}

// recur puts a recurrence, and then ends the one before it.
func (w *Work) recur(ctx context.Context, b *status.Board, by status.Actor, id string, at time.Time) (status.Scope, error) {
	_, scope, err := b.ChangeRecurrence(ctx, by, id, at, func(own *status.Recurrence) (*status.Recurrence, error) {
		next := *w.Recurrence
		if own != nil {
			next.Text.At = own.Text.At
		}
		return &next, nil
	})
	if err != nil || w.Ends == "" {
		return scope, err
	}
	more, err := EndRecurrence(ctx, b, by, w.Ends, at)
	return scope.Join(more), err
}

// EndRecurrence takes out of a recurrence what has not begun. What is left of it
// stays; with nothing left it is gone.
func EndRecurrence(ctx context.Context, b *status.Board, by status.Actor, id string, at time.Time) (status.Scope, error) {
	_, scope, err := b.ChangeRecurrence(ctx, by, id, at, func(own *status.Recurrence) (*status.Recurrence, error) {
		if own == nil {
			return nil, nil // ended before
		}
		own.Occurrences = slices.DeleteFunc(own.Occurrences, func(o status.Occurrence) bool { return o.Starts.After(at) })
		if len(own.Occurrences) == 0 {
			return nil, nil
		}
		own.Pattern.Until = own.Occurrences[len(own.Occurrences)-1].Date
		return own, nil
	})
	return scope, err
}

// shownID is the maintenance by which the work is shown.
func (w *Work) shownID(id string) string {
	if w.Recurrence != nil {
		return status.OccurrenceID(id, w.Recurrence.Occurrences[0].Date)
	}
	return id
}

// firstAnnounced is now, or when the recurrence is first announced if that is later.
func (w *Work) firstAnnounced(now time.Time) time.Time {
	if first := w.Recurrence.Occurrences[0].Announced; first.After(now) {
		return first
	}
	return now
}

func (w *Work) said() (title string, u *status.Update) {
	switch {
	case w.Update != nil:
		return "", w.Update
	case w.Recurrence != nil:
		return w.Recurrence.Title, &w.Recurrence.Text
	}
	return w.Announced[0].Title, &w.Announced[0].Updates[0]
}
