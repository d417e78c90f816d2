package app_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"tidings/generator"
	"tidings/internal/publish/publishtest"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// counted counts what is read of a store: keys that are asked for, items that
// are listed, and changes.
type counted struct {
	store.Driver
	reads atomic.Int64
}

func (c *counted) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	c.reads.Add(int64(len(keys)))
	return c.Driver.Get(ctx, keys...)
}

func (c *counted) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := c.Driver.List(ctx, q)
	c.reads.Add(1 + int64(len(page.Items)))
	return page, err
}

func (c *counted) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	changes, next, err := c.Driver.Changes(ctx, cursor, limit)
	c.reads.Add(1 + int64(len(changes)))
	return changes, next, err
}

// What is read of the store for one publish, at most: for the view the 90 days
// of the bars and a dozen lists; where entries change, also the newest days, the
// months of the components and of the lists, and what feeds tell and no publish
// before has told.
const (
	readsOfSignal = 120
	readsOfUpdate = 300
)

// TestReadsOfAPublishAreBounded publishes with archives of 100, 1,000 and 10,000
// incidents, one a day: what is read does not grow, and is no more than stated.
func TestReadsOfAPublishAreBounded(t *testing.T) {
	small, middle, large := readsOf(t, 100), readsOf(t, 1000), readsOf(t, 10_000)
	for what, most := range map[string]int{"a signal": readsOfSignal, "an update": readsOfUpdate, "a new incident": readsOfUpdate} {
		t.Logf("%s: %d reads", what, large[what])
		if middle[what] != large[what] || small[what] > large[what] {
			t.Errorf("%s: %d reads with 100 incidents, %d with 1,000, %d with 10,000", what, small[what], middle[what], large[what])
		}
		if large[what] == 0 || large[what] > most {
			t.Errorf("%s: %d reads, at most %d are stated", what, large[what], most)
		}
	}
}

func readsOf(t *testing.T, incidents int) map[string]int {
	w, c := archiveOf(t, incidents)
	newest := archived(w, 0)
	reads := map[string]int{}
	for _, step := range []struct {
		what string
		do   func() (status.Scope, error)
	}{
		{"a signal", func() (status.Scope, error) {
			s := status.Signal{Source: "mon", Key: "k", Kind: status.Firing, Started: w.now, At: w.now, Received: w.now}
			return w.board.Record(t.Context(), "d1", []status.Told{{Signal: s, Effect: &status.Effect{Component: "web", Status: status.MajorOutage}}}, w.now)
		}},
		{"an update", func() (status.Scope, error) {
			newest.Updates = append(newest.Updates, status.Update{ID: "more", At: w.now, State: status.Postmortem, Body: "A report."})
			return w.board.PutIncident(t.Context(), status.Actor{Kind: status.OriginPerson}, newest, w.now)
		}},
		{"a new incident", func() (status.Scope, error) {
			return w.board.PutIncident(t.Context(), status.Actor{Kind: status.OriginPerson}, status.Incident{
				ID: "new", Title: "New", Impact: status.ImpactMinor, Components: map[string]status.Status{"api": status.PartialOutage},
				Updates: []status.Update{{ID: "1", At: w.now, State: status.Investigating, Body: "We look."}},
			}, w.now)
		}},
	} {
		must[status.Scope](w)(step.do())
		c.reads.Store(0)
		w.follow()
		reads[step.what] = int(c.reads.Load())
	}
	return reads
}

// archived is the incident of so many days ago. It is told of the three
// components in turn.
func archived(w *world, ago int) status.Incident {
	at := w.now.Add(-time.Duration(ago) * 24 * time.Hour)
	return status.Incident{
		ID: fmt.Sprintf("i%05d", ago), Title: fmt.Sprint("Slow answers ", ago), Impact: status.ImpactMinor,
		Components: map[string]status.Status{parts[ago%3]: status.PartialOutage},
		Updates: []status.Update{
			{ID: "1", At: at.Add(-2 * time.Hour), State: status.Investigating, Body: "We look."},
			{ID: "2", At: at.Add(-time.Hour), State: status.Resolved, Body: "It works."},
		},
	}
}

// archiveOf is a world with a past, published once.
func archiveOf(t *testing.T, incidents int) (*world, *counted) {
	w := newWorld(t)
	c := &counted{Driver: memory.New(func() time.Time { return w.now })}
	err := status.NewBoard(c.Driver, w.config.Site.Zone).LoadAt(t.Context(), func(yield func(status.Fact, error) bool) {
		for ago := range incidents {
			if inc := archived(w, ago); !yield(status.Fact{Incident: &inc}, nil) {
				return
			}
		}
	}, w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.config.Layout.Components = w.config.Layout.Components[:3]
	w.board, w.site, w.memo = status.NewBoard(c, w.config.Site.Zone), &publishtest.Memory{}, &generator.Memo{}
	w.publish(status.Scope{All: true})
	w.cursor = must[string](w)(cursorOf(w.board))
	return w, c
}

// cursorOf is the cursor after all changes so far.
func cursorOf(b *status.Board) (string, error) {
	cursor := ""
	for {
		_, next, err := b.Changes(context.Background(), cursor, 100)
		if err != nil || next == cursor {
			return cursor, err
		}
		cursor = next
	}
}
