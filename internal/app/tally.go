package app

import (
	"context"
	"fmt"
)

// tally counts what a commit tells, so that the operator's limit holds for all of
// it and not for each of its incidents alone.
type tally struct {
	commit string
	sum    int
}

// messages is how many messages a commit sends whose changes begin after a
// cursor; it stops counting once they are too many. It is 0 for what is no commit.
func (t *tally) messages(ctx context.Context, a *App, cursor, commit string) (int, error) {
	if commit == "" || a.desk.Limit == 0 {
		return 0, nil
	}
	if t.commit == commit {
		return t.sum, nil
	}
	t.commit, t.sum = commit, 0
	r := a.rules.Load()
	for {
		changes, next, err := r.board.Changes(ctx, cursor, changesAtOnce)
		if err != nil {
			return 0, fmt.Errorf("reading changes: %w", err)
		}
		for i := range changes {
			if t.sum > a.desk.Limit {
				return t.sum, nil
			}
			if changes[i].Commit != commit {
				continue
			}
			events, err := r.events(ctx, &changes[i])
			if err != nil || len(events) == 0 {
				continue // whoever tells of it says why
			}
			people, err := a.desk.Audience(ctx, events[0].Topic)
			if err != nil {
				return 0, err
			}
			t.sum += people
		}
		if next == cursor {
			return t.sum, nil
		}
		cursor = next
	}
}
