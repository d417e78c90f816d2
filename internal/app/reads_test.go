package app_test

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/publish"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// counted counts what is read of a store: keys that are asked for, items that
// are listed, and changes. It also counts how often the store is asked for
// anything; over DynamoDB each time is as many requests as the package says.
type counted struct {
	store.Driver
	reads, asked atomic.Int64
}

func (c *counted) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	c.asked.Add(1)
	c.reads.Add(int64(len(keys)))
	return c.Driver.Get(ctx, keys...)
}

func (c *counted) List(ctx context.Context, q store.Query) (store.Page, error) {
	c.asked.Add(1)
	page, err := c.Driver.List(ctx, q)
	c.reads.Add(1 + int64(len(page.Items)))
	return page, err
}

func (c *counted) Changes(ctx context.Context, cursor string, limit int) ([][]byte, string, error) {
	c.asked.Add(1)
	changes, next, err := c.Driver.Changes(ctx, cursor, limit)
	c.reads.Add(1 + int64(len(changes)))
	return changes, next, err
}

func (c *counted) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	c.asked.Add(1)
	return c.Driver.Update(ctx, keys, fn)
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

// TestSoakRequestsOfAPublishDoNotGrow counts how often the store and the target are
// asked for anything, by the same archives: what a publish costs on AWS.
func TestSoakRequestsOfAPublishDoNotGrow(t *testing.T) {
	few, many, every := 100, 10_000, 24*time.Hour
	if os.Getenv("TIDINGS_SOAK") != "" {
		few, many, every = 1000, 100_000, 6*time.Hour
	}
	for _, languages := range [][]string{{"en"}, {"en", "de", "fr"}} {
		small, large := requestsOf(t, few, every, languages...), requestsOf(t, many, every, languages...)
		for what, n := range large {
			t.Logf("in %d languages, %s: %d", len(languages), what, n)
			if n == 0 || n > small[what] {
				t.Errorf("in %d languages, %s: asked %d times with %d incidents, %d with %d", len(languages), what, small[what], few, n, many)
			}
		}
	}
}

func readsOf(t *testing.T, incidents int) map[string]int {
	w, c := archiveOf(t, incidents, 24*time.Hour, "en")
	reads := map[string]int{}
	w.steps(func(what string) {
		c.reads.Store(0)
		w.follow()
		reads[what] = int(c.reads.Load())
	})
	return reads
}

func requestsOf(t *testing.T, incidents int, every time.Duration, languages ...string) map[string]int {
	w, c := archiveOf(t, incidents, every, languages...)
	far := &asked{Target: w.site}
	w.target = far
	requests := map[string]int{}
	w.steps(func(what string) {
		requests[what+", written down, of the store"] = int(c.asked.Load())
		c.asked.Store(0)
		far.asked.Store(0)
		w.follow()
		requests[what+", published, of the store"] = int(c.asked.Load())
		requests[what+", published, of the target"] = int(far.asked.Load())
		c.asked.Store(0)
	})
	return requests
}

// asked counts what is asked of a target.
type asked struct {
	publish.Target
	asked atomic.Int64
}

func (a *asked) Read(ctx context.Context, path string) ([]byte, error) {
	a.asked.Add(1)
	return a.Target.Read(ctx, path)
}

func (a *asked) Recall(ctx context.Context) (publish.State, error) {
	a.asked.Add(1)
	return a.Target.Recall(ctx)
}

func (a *asked) Write(ctx context.Context, seq uint64, path string, body []byte) error {
	a.asked.Add(1)
	return a.Target.Write(ctx, seq, path, body)
}

func (a *asked) Remove(ctx context.Context, seq uint64, path string) error {
	a.asked.Add(1)
	return a.Target.Remove(ctx, seq, path)
}

// steps has three things happen beside an archive, one after the other.
func (w *world) steps(then func(what string)) {
	ctx, newest := w.t.Context(), archived(w, 0, 0)
	for _, step := range []struct {
		what string
		do   func() (status.Scope, error)
	}{
		{"a signal", func() (status.Scope, error) {
			s := status.Signal{Source: "mon", Key: "k", Kind: status.Firing, Started: w.now, At: w.now, Received: w.now}
			return w.board.Record(ctx, "d1", []status.Told{{Signal: s, Effect: &status.Effect{Component: "web", Status: status.MajorOutage}}}, w.now)
		}},
		{"an update", func() (status.Scope, error) {
			newest.Updates = append(newest.Updates, status.Update{ID: "more", At: w.now, State: status.Postmortem, Body: "A report."})
			return w.board.PutIncident(ctx, status.Actor{Kind: status.OriginPerson}, newest, w.now)
		}},
		{"a new incident", func() (status.Scope, error) {
			return w.board.PutIncident(ctx, status.Actor{Kind: status.OriginPerson}, status.Incident{
				ID: "new", Title: "New", Impact: status.ImpactMinor, Components: map[string]status.Status{"api": status.PartialOutage},
				Updates: []status.Update{{ID: "1", At: w.now, State: status.Investigating, Body: "We look."}},
			}, w.now)
		}},
	} {
		must[status.Scope](w)(step.do())
		then(step.what)
	}
}

// archived is one incident of many, told of the three components in turn.
func archived(w *world, n int, every time.Duration) status.Incident {
	at := w.now.Add(-time.Duration(n) * every)
	return status.Incident{
		ID: fmt.Sprintf("i%05d", n), Title: fmt.Sprint("Slow answers ", n), Impact: status.ImpactMinor,
		Components: map[string]status.Status{parts[n%3]: status.PartialOutage},
		Updates: []status.Update{
			{ID: "1", At: at.Add(-2 * time.Hour), State: status.Investigating, Body: "We look."},
			{ID: "2", At: at.Add(-time.Hour), State: status.Resolved, Body: "It works."},
		},
	}
}

// archiveOf is a world with a past, published once.
func archiveOf(t *testing.T, incidents int, every time.Duration, languages ...string) (*world, *counted) {
	w := newWorld(t)
	w.config.Site.Languages = languages
	c := &counted{Driver: memory.New(func() time.Time { return w.now })}
	err := status.Load(t.Context(), status.NewBoard(c.Driver, w.config.Site.Zone), func(yield func(status.Fact, error) bool) {
		for n := range incidents {
			if inc := archived(w, n, every); !yield(status.Fact{Incident: &inc}, nil) {
				return
			}
		}
	}, w.now)
	if err != nil {
		t.Fatal(err)
	}
	w.config.Layout.Components = w.config.Layout.Components[:3]
	w.board = status.NewBoard(c, w.config.Site.Zone)
	w.empty()
	w.publish(status.Scope{All: true})
	w.cursor = must[string](w)(cursorOf(w.board))
	c.asked.Store(0)
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
