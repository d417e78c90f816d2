package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tidings/internal/content/reading"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

// handing is a store's waiting deliveries and a worker that takes them, who may be
// interrupted between any two of its steps.
type handing struct {
	arrivals
	stored []inbox.Delivery // durable and not worked out
	worked []string
	fails  bool // the worker fails with the next delivery
}

// steps are those of workOff, again and again.
func (h *handing) steps() iter.Seq[struct{}] {
	return func(pause func(struct{}) bool) {
		for {
			batch := h.take()
			if len(batch) == 0 {
				h.asking()
				if !pause(struct{}{}) {
					return
				}
				batch = slices.Clone(h.stored[:min(2, len(h.stored))])
				if !pause(struct{}{}) {
					return
				}
				h.found(batch)
			}
			for _, d := range batch {
				if !pause(struct{}{}) {
					return
				}
				if h.fails {
					h.fails = false
					h.miss()
					break
				}
				h.worked = append(h.worked, d.ID)
				h.stored = slices.DeleteFunc(h.stored, func(s inbox.Delivery) bool { return s.ID == d.ID })
			}
			if !pause(struct{}{}) {
				return
			}
		}
	}
}

// Whatever is accepted, refused, too long, too much at once or fails, in whatever
// order: what was answered is worked out, once, and after all that was answered
// before it was sent.
func TestWhatIsHandedOverKeepsItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &handing{arrivals: arrivals{missed: true}}
		step, stop := iter.Pull(h.steps())
		defer stop()
		var coming []*arrival
		after := map[string][]string{} // what was answered before a delivery was sent
		var answered []string
		for n := range rapid.IntRange(1, 120).Draw(t, "events") {
			switch what := rapid.IntRange(0, 6).Draw(t, "event"); {
			case what <= 1:
				d := inbox.Delivery{ID: fmt.Sprintf("%04d", n), Body: make([]byte, rapid.SampledFrom([]int{1, maxArrivalLen + 1}).Draw(t, "length"))}
				after[d.ID] = slices.Clone(answered)
				coming = append(coming, h.expect(d))
			case what <= 3 && len(coming) > 0:
				at := rapid.IntRange(0, len(coming)-1).Draw(t, "which")
				x, durable := coming[at], rapid.IntRange(0, 4).Draw(t, "refused") > 0
				coming = slices.Delete(coming, at, at+1)
				if durable {
					h.stored = append(h.stored, x.delivery)
					slices.SortFunc(h.stored, func(a, b inbox.Delivery) int { return cmpID(a, b) })
					for range rapid.IntRange(0, 6).Draw(t, "steps before it is told") {
						step()
					}
					answered = append(answered, x.delivery.ID)
				}
				h.settle(x, durable)
			case what == 4:
				h.fails = rapid.Bool().Draw(t, "fails")
			default:
				step()
			}
		}
		h.fails = false
		for range 400 {
			step()
		}
		if len(h.stored) > 0 || len(h.list) > maxArrivals {
			t.Fatalf("left: %d, listed: %d", len(h.stored), len(h.list))
		}
		checkOrder(t, h.worked, answered, after)
	})
}

func cmpID(a, b inbox.Delivery) int {
	if a.ID < b.ID {
		return -1
	}
	return 1
}

func checkOrder(t *rapid.T, worked, answered []string, after map[string][]string) {
	t.Helper()
	place := map[string]int{}
	for i, id := range worked {
		if _, twice := place[id]; twice {
			t.Fatalf("%s was worked out twice: %v", id, worked)
		}
		place[id] = i
	}
	for _, id := range answered {
		at, done := place[id]
		if !done {
			t.Fatalf("%s was answered and not worked out: %v", id, worked)
		}
		for _, earlier := range after[id] {
			if place[earlier] > at {
				t.Fatalf("%s came after %s was answered, and was worked out before it: %v", id, earlier, worked)
			}
		}
	}
}

// flaky is a store that refuses some updates.
type flaky struct {
	*memory.Store
	refuse func() bool
}

func (f *flaky) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if f.refuse() {
		return fmt.Errorf("%w: for the moment", store.ErrUnavailable)
	}
	return f.Store.Update(ctx, keys, fn)
}

// More alerts than are handed over come while the worker is away, the store fails
// when it is back, and another program does nothing of it: all are worked out.
func TestMoreThanIsHandedOverIsFound(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	broken := false
	d := &flaky{memory.New(clock), func() bool { return broken }}
	a := New(Parts{Store: d, Inbox: inbox.New(d), Now: clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Metrics: &web.Metrics{},
		Folder: reading.Folder(contentFolder(t, map[string]string{
			"site.yaml": "name: First\nurl: https://status.example.com\n", "components.yaml": "components:\n  - {id: api, name: API}\n",
			"sources/mon.yaml": "kind: generic\nauth: {type: bearer, secret: mon}\nrules:\n  - {match: {service: api}, component: api, status: major_outage}\n"}))})
	if err := TakeContent(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := a.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	accept := func(n int, kind string) {
		t.Helper()
		now = now.Add(time.Second)
		body := fmt.Appendf(nil, `{"key":"k","status":%q,"at":%q,"labels":{"service":"api"}}`, kind, now.Format(time.RFC3339))
		if _, _, err := a.Accept(t.Context(), inbox.Delivery{ID: inbox.NewID(now, [10]byte{byte(n)}), Source: "mon", Body: body, Received: now}); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 3 * maxArrivals {
		accept(n, [...]string{"firing", "resolved"}[n%2])
	}
	accept(200, "firing")
	broken = true
	if err := a.workOff(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Fatalf("the store fails, and working says %v", err)
	}
	broken = false
	if err := a.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	accept(201, "resolved")
	broken = true
	if err := a.workOff(t.Context()); err == nil {
		t.Fatal("what was taken from memory is lost without a word")
	}
	broken = false
	if err := a.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := a.Inbox.Pending(t.Context(), 1)
	if err != nil || len(left) > 0 {
		t.Errorf("still waiting: %v, %v", left, err)
	}
	now = now.Add(time.Second)
	view, err := a.rules.Load().board.View(t.Context(), a.rules.Load().config.Layout, now)
	if err != nil || view.States[0].Status != status.Operational {
		t.Errorf("the component is %v, %v", view.States[0].Status, err)
	}
}
