package status

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestSumsAreWhatThePointsSay adds, changes, moves and deletes random points,
// some of them late and some twice, in a store that makes closures run again,
// lets time pass, and holds every sum against one worked out anew, and against
// a plain list of the points.
func TestSumsAreWhatThePointsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		g := newGauge(t, func(int) bool { n++; return n%5 == 0 })
		ctx, plain := context.Background(), map[int64]Point{}
		someone := func(t *rapid.T) (Point, bool) {
			ids := make([]int64, 0, len(plain))
			for id := range plain {
				if !slotStart(spotOf(id).slot).Before(oldestPoint(g.now)) {
					ids = append(ids, id) // where it was first put is still known
				}
			}
			if len(ids) == 0 {
				return Point{}, false
			}
			slices.Sort(ids)
			return plain[rapid.SampledFrom(ids).Draw(t, "which")], true
		}
		value := rapid.SampledFrom([]float64{0, 0.1, 0.2, -3, 1e9, 0.7})
		ago := rapid.SampledFrom([]time.Duration{0, 7 * time.Second, time.Minute, 4 * time.Minute, time.Hour, 26 * time.Hour, 20 * 24 * time.Hour})
		forget := func() {
			for id, p := range plain {
				if p.At.Before(oldestPoint(g.now)) {
					delete(plain, id)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				var points []Point
				for range rapid.IntRange(1, 5).Draw(t, "points") {
					points = append(points, Point{At: g.now.Add(-ago.Draw(t, "ago")), Value: value.Draw(t, "value"), Counter: rapid.IntRange(0, 3).Draw(t, "counter")})
				}
				key := rapid.SampledFrom([]string{"", fmt.Sprint(n)}).Draw(t, "key")
				added, err := g.AddPoints(ctx, "latency", key, points, g.now)
				g.must(err)
				for _, p := range added {
					plain[p.ID] = p
				}
				if key != "" {
					again, err := g.AddPoints(ctx, "latency", key, points, g.now)
					g.must(err)
					if diff := cmp.Diff(added, again); diff != "" {
						t.Fatalf("the same key again (-first +again):\n%s", diff)
					}
				}
			},
			"change": func(t *rapid.T) {
				p, ok := someone(t)
				if !ok {
					return
				}
				p.Value, p.Counter = value.Draw(t, "value"), 0
				p.At = rapid.SampledFrom([]time.Time{{}, p.At.Add(time.Second), g.now.Add(-ago.Draw(t, "to"))}).Draw(t, "moved")
				got, err := g.UpdatePoint(ctx, ann, "latency", p, g.now)
				g.must(err)
				plain[p.ID] = got
			},
			"delete": func(t *rapid.T) {
				p, ok := someone(t)
				if !ok {
					return
				}
				g.must(g.DeletePoint(ctx, ann, "latency", p.ID, g.now))
				delete(plain, p.ID)
			},
			"time": func(t *rapid.T) {
				g.now = g.now.Add(rapid.SampledFrom([]time.Duration{time.Minute, 5 * time.Hour, 9 * 24 * time.Hour}).Draw(t, "passes"))
				_, err := g.Settle(ctx, g.now)
				g.must(err)
				forget()
			},
		})
		g.check(t, plain)
	})
}

// check holds the board against a plain list of its points.
func (g *gauge) check(t *rapid.T, plain map[int64]Point) {
	got, total := g.list(0, 10_000)
	if total != len(plain) || len(got) != len(plain) {
		t.Fatalf("%d points are listed and %d counted, want %d", len(got), total, len(plain))
	}
	for _, p := range got {
		if diff := cmp.Diff(plain[p.ID], p); diff != "" {
			t.Fatalf("point %d (-want +got):\n%s", p.ID, diff)
		}
		if one, err := g.Point(context.Background(), "latency", p.ID); err == nil && one != p {
			t.Fatalf("point %d is %+v alone and %+v in the list", p.ID, one, p)
		}
	}
	if !slices.IsSortedFunc(got, func(a, b Point) int { return b.At.Compare(a.At) }) {
		t.Fatalf("the list is not newest first: %v", got)
	}
	for _, w := range Windows {
		g.checkSeries(t, g.series(w), plain)
	}
	before := g.rowsOf()
	g.must(Rebuild(context.Background(), g.Board, g.now))
	if diff := cmp.Diff(before, g.rowsOf()); diff != "" {
		t.Fatalf("sums differ from what the points say (-kept +worked out):\n%s", diff)
	}
}

func (g *gauge) checkSeries(t *rapid.T, s *Series, plain map[int64]Point) {
	want := make([]Bucket, len(s.Buckets))
	for _, p := range plain {
		i := int(p.At.Sub(s.From) / s.Window.Step())
		if !p.At.Before(s.From) && i < len(want) {
			want[i] = want[i].add(bucketOf(p))
		}
	}
	for i, b := range s.Buckets {
		if s.From.Add(time.Duration(i) * s.Window.Step()).Before(oldestPoint(g.now)) {
			continue // its points are gone, not what they came to
		}
		x := want[i]
		near := math.Abs(b.Sum-x.Sum) < 1e-3
		if b.Points != x.Points || b.Count != x.Count || !near || b.Count > 0 && (b.Min != x.Min || b.Max != x.Max || !b.LastAt.Equal(x.LastAt)) {
			t.Fatalf("%s, step %d: got %+v, want %+v", s.Window, i, b, x)
		}
	}
}
