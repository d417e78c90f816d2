package status

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// meter is a store that remembers the largest update and what lists gave.
type meter struct {
	*memory.Store
	keys, listed, got int
}

func (m *meter) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	m.keys = max(m.keys, len(keys))
	return m.Store.Update(ctx, keys, fn)
}

func (m *meter) List(ctx context.Context, q store.Query) (store.Page, error) {
	page, err := m.Store.List(ctx, q)
	m.listed += len(page.Items)
	return page, err
}

func (m *meter) Get(ctx context.Context, keys ...store.Key) (map[store.Key]store.Item, error) {
	m.got += len(keys)
	return m.Store.Get(ctx, keys...)
}

// TestWhatAMetricCosts holds how many items its writes name and its charts
// read, with one point an hour and with many a minute.
func TestWhatAMetricCosts(t *testing.T) {
	for _, each := range []int{1, 50} {
		g, ctx := newGauge(t, never), context.Background()
		m := &meter{Store: g.store}
		g.Board = NewBoard(m, time.UTC)
		var last []Point
		for hour := range 31 * 24 {
			last = g.add("key"+time.Duration(hour).String(), time.Duration(31*24-hour)*time.Hour, make([]float64, each)...)
		}
		moved := last[0]
		moved.At = g.now.Add(-50 * time.Hour)
		_, err := g.UpdatePoint(ctx, ann, "latency", moved, g.now)
		g.must(err)
		g.must(g.DeletePoint(ctx, ann, "latency", moved.ID, g.now))
		_, err = g.Settle(ctx, g.now)
		g.must(err)
		if m.keys > 22 {
			t.Errorf("%d points an hour: an update names %d items", each, m.keys)
		}
		for window, most := range map[Window]int{LastHour: 10, HalfDay: 22, LastWeek: 17, LastMonth: 40} {
			metric, err := g.Metric(ctx, "latency")
			g.must(err)
			m.listed, m.got = 0, 0
			_, err = g.Measured(ctx, metric, window, g.now)
			g.must(err)
			if m.listed+m.got > most {
				t.Errorf("%d points an hour: the %s reads %d items", each, window, m.listed+m.got)
			}
		}
	}
}

// TestAFullChunkFitsIntoAnItem fills one with the longest points there can be.
func TestAFullChunkFitsIntoAnItem(t *testing.T) {
	c := &chunk{slot: 1 << 21, lane: 7, next: 1<<numberBits - maxPoints, moved: map[int]int64{}}
	for range maxPoints {
		c.put(Point{ID: 1<<53 - 1, At: slotStart(c.slot).Add(slotTime - time.Second), Value: -1.1, Counter: 1e9})
	}
	if c.takes(1) {
		t.Error("there is room in a full chunk")
	}
	if _, err := (store.Item{Key: store.Key{Part: "points", Sort: "r"}, Value: c.encode()}).Checked(); err != nil {
		t.Error(err)
	}
	back, err := decodeChunk(c.encode(), c.slot, c.lane)
	if err != nil || len(back.points) != maxPoints || back.points[maxPoints-1] != c.points[maxPoints-1] {
		t.Errorf("read back: %d points, %v", len(back.points), err)
	}
}

// TestAMovedPointIsFoundByItsID moves a point there and back.
func TestAMovedPointIsFoundByItsID(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	p := g.add("", time.Hour, 5)[0]
	home := p.At
	for _, at := range []time.Time{g.now, g.now.Add(-30 * time.Hour), home, g.now.Add(-time.Minute)} {
		p.At, p.Value = at, p.Value+1
		moved, err := g.UpdatePoint(ctx, ann, "latency", p, g.now)
		g.must(err)
		found, err := g.Point(ctx, "latency", p.ID)
		g.must(err)
		if found != moved || !found.At.Equal(at) {
			t.Errorf("at %s it is found as %+v", at, found)
		}
		if list, total := g.list(0, 10); total != 1 || len(list) != 1 || list[0] != found {
			t.Errorf("listed %v of %d", list, total)
		}
	}
	g.must(g.DeletePoint(ctx, ann, "latency", p.ID, g.now))
	if _, total := g.list(0, 10); total != 0 {
		t.Errorf("%d are left", total)
	}
	if next := g.add("", time.Hour, 7)[0]; next.ID == p.ID {
		t.Error("its id is given to another")
	}
}

// TestManySendersOfOneMetric holds that none of many who write at once loses a
// point, nor is sent away.
func TestManySendersOfOneMetric(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	const senders, each = 16, 40
	var wg sync.WaitGroup
	ids := make([][]int64, senders)
	for s := range senders {
		wg.Go(func() {
			for n := range each {
				points, err := g.AddPoints(ctx, "latency", fmt.Sprintf("%d-%d", s, n), []Point{{Value: 1}}, testNow)
				if err != nil {
					t.Error(err)
					return
				}
				ids[s] = append(ids[s], points[0].ID)
			}
		})
	}
	wg.Wait()
	all := slices.Concat(ids...)
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != senders*each {
		t.Errorf("%d ids for %d points", n, senders*each)
	}
	if b := total(g.series(LastHour).Buckets); b.Points != senders*each || b.Sum != senders*each {
		t.Errorf("the chart has %+v", b)
	}
	if _, total := g.list(0, 1); total != senders*each {
		t.Errorf("%d points are counted", total)
	}
}
