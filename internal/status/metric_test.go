package status

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// gauge is a board with one metric, a clock of its own, and a store that
// counts what an update names.
type gauge struct {
	require
	*Board
	now   time.Time
	store *memory.Store
}

func newGauge(t interface {
	Helper()
	Fatalf(string, ...any)
}, lose func(int) bool) *gauge {
	g := &gauge{require: require{t}, now: testNow}
	g.store = memory.NewContended(func() time.Time { return g.now }, lose)
	g.Board = NewBoard(g.store, time.UTC)
	g.define(Metric{ID: "latency", Name: "Latency", Suffix: "ms", Calc: Average, Places: 2, Threshold: 5, Visible: Public, Display: true})
	return g
}

func never(int) bool { return false }

var ann = Actor{Kind: OriginPerson, ID: "ann"}

func (g *gauge) define(m Metric) Scope {
	g.t.Helper()
	scope, err := g.PutMetric(context.Background(), ann, m, g.now)
	g.must(err)
	return scope
}

// add adds points of so many minutes ago: value by value.
func (g *gauge) add(key string, ago time.Duration, values ...float64) []Point {
	g.t.Helper()
	var points []Point
	for _, v := range values {
		points = append(points, Point{At: g.now.Add(-ago), Value: v})
	}
	points, err := g.AddPoints(context.Background(), "latency", key, points, g.now)
	g.must(err)
	return points
}

func (g *gauge) series(w Window) *Series {
	g.t.Helper()
	ctx := context.Background()
	m, err := g.Metric(ctx, "latency")
	g.must(err)
	s, err := g.Measured(ctx, m, w, g.now)
	g.must(err)
	return s
}

func (g *gauge) list(skip, limit int) ([]Point, int) {
	g.t.Helper()
	points, total, err := g.Points(context.Background(), "latency", g.now, skip, limit)
	g.must(err)
	return points, total
}

// rowsOf are all rows of the metric's store as they are kept, with their expiry.
func (g *gauge) rowsOf() map[string]store.Item {
	g.t.Helper()
	ctx := context.Background()
	m, err := g.Metric(ctx, "latency")
	g.must(err)
	rows := map[string]store.Item{}
	for it, err := range g.each(ctx, store.Query{Part: pointPart(m)}) {
		g.must(err)
		if it.Sort[0] == 'm' || it.Sort[0] == 'h' || it.Sort[0] == 'd' {
			rows[it.Sort] = it
		}
	}
	return rows
}

func TestPointsAreRefusedWithAReason(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	for name, p := range map[string]Point{
		"future":       {At: g.now.Add(time.Hour), Value: 1},
		"milliseconds": {At: time.Unix(g.now.UnixMilli(), 0), Value: 1},
		"too late":     {At: g.now.Add(-37 * 24 * time.Hour), Value: 1},
		"not a number": {Value: math.NaN()},
		"infinite":     {Value: math.Inf(1)},
		"huge":         {Value: 2e15},
		"counter":      {Value: 1, Counter: -1},
	} {
		_, err := g.AddPoints(ctx, "latency", "", []Point{{Value: 1}, p}, g.now)
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, total := g.list(0, 10); total != 0 {
		t.Errorf("%d points of refused batches were kept", total)
	}
	for _, n := range []int{0, PointsAtOnce + 1} {
		if _, err := g.AddPoints(ctx, "latency", "", make([]Point, n), g.now); !errors.Is(err, ErrInvalid) {
			t.Errorf("%d points: %v", n, err)
		}
	}
	if _, err := g.AddPoints(ctx, "nothing", "", []Point{{Value: 1}}, g.now); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown metric: %v", err)
	}
}

func TestMetricsAreRefusedWithAReason(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	good := Metric{ID: "x", Name: "X", Threshold: 5}
	for name, spoil := range map[string]func(*Metric){
		"id": func(m *Metric) { m.ID = "A b" }, "name": func(m *Metric) { m.Name = " " }, "places": func(m *Metric) { m.Places = 5 },
		"threshold": func(m *Metric) { m.Threshold = 0 }, "default": func(m *Metric) { m.Default = math.Inf(-1) },
		"limit": func(m *Metric) { n := math.NaN(); m.Limit = &n }, "component": func(m *Metric) { m.Component = "../x" },
		"calc": func(m *Metric) { m.Calc = 7 }, "window": func(m *Metric) { m.Window = 4 }, "visible": func(m *Metric) { m.Visible = 3 },
	} {
		m := good
		spoil(&m)
		if _, err := g.PutMetric(ctx, ann, m, g.now); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARepetitionWithoutTimesAddsNothing(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	first, err := g.AddPoints(ctx, "latency", "key", []Point{{Value: 1}, {Value: 2}}, g.now)
	g.must(err)
	g.now = g.now.Add(20 * time.Minute)
	again, err := g.AddPoints(ctx, "latency", "key", []Point{{Value: 1}, {Value: 2}}, g.now)
	g.must(err)
	if _, total := g.list(0, 10); total != 2 || !cmp.Equal(first, again) {
		t.Errorf("%d points; first %v, again %v", total, first, again)
	}
	if _, err := g.AddPoints(ctx, "latency", "key", []Point{{Value: 1}, {Value: 3}}, g.now); !errors.Is(err, ErrInvalid) {
		t.Errorf("other points under the same key: %v", err)
	}
}

func TestPointsArePaged(t *testing.T) {
	g := newGauge(t, never)
	for i := range 50 {
		g.add("", time.Duration(i)*37*time.Minute, float64(i))
	}
	var got []float64
	for skip := 0; skip < 50; skip += 7 {
		page, total := g.list(skip, 7)
		if total != 50 {
			t.Fatalf("total %d", total)
		}
		for _, p := range page {
			got = append(got, p.Value)
		}
	}
	want := make([]float64, 50)
	for i := range want {
		want[i] = float64(i)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if page, _ := g.list(50, 7); len(page) != 0 {
		t.Errorf("behind the end: %v", page)
	}
}

// TestAHotMetricTakesAnotherLane holds that a writer who always loses in one
// lane gets through in the next, and that readers add the lanes up.
func TestAHotMetricTakesAnotherLane(t *testing.T) {
	g := newGauge(t, never)
	m, err := g.Metric(context.Background(), "latency")
	g.must(err)
	g.Board = NewBoard(&busyLane{Store: g.store, key: m.column(0).raw(slotOf(g.now)).key}, time.UTC)
	added := g.add("", 0, 1, 2, 3)
	if lane := spotOf(added[0].ID).lane; lane != 1 {
		t.Errorf("lane %d", lane)
	}
	g.Board = NewBoard(g.store, time.UTC)
	g.add("", 0, 4)
	s := g.series(LastHour)
	if b := s.Buckets[len(s.Buckets)-1]; b.Points != 4 || b.Sum != 10 {
		t.Errorf("got %+v", b)
	}
	if got, total := g.list(0, 10); total != 4 || len(got) != 4 {
		t.Errorf("listed %v of %d", got, total)
	}
}

// busyLane is a store in which one item is written by others all the time.
type busyLane struct {
	*memory.Store
	key store.Key
}

func (b *busyLane) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if slices.Contains(keys, b.key) {
		return store.ErrConflict
	}
	return b.Store.Update(ctx, keys, fn)
}

// TestNewsOfMetricsAreToldOnceAMinute holds what a storm of points comes to.
func TestNewsOfMetricsAreToldOnceAMinute(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	_, begin, err := g.Changes(ctx, "", 0)
	g.must(err)
	told := 0
	for range 240 {
		g.now = g.now.Add(time.Second)
		g.add("", 0, 1)
		scope, err := g.Settle(ctx, g.now)
		g.must(err)
		if slices.Equal(scope.Metrics, []string{"latency"}) {
			told++
		}
	}
	changes, _, err := g.Changes(ctx, begin, 0)
	g.must(err)
	if told != 4 || len(changes) != 4 {
		t.Errorf("240 points in 4 minutes were told of %d times, with %d changes", told, len(changes))
	}
	g.add("", 0, 1)
	due, err := g.Due(ctx, g.now)
	g.must(err)
	if wait := due.Sub(g.now); wait <= 0 || wait > NewsEvery {
		t.Errorf("the rest is due in %s", wait)
	}
	scope, err := g.Settle(ctx, due)
	g.must(err)
	if !slices.Equal(scope.Metrics, []string{"latency"}) {
		t.Errorf("when due: %+v", scope)
	}
	if due, err = g.Due(ctx, due); err != nil || !due.IsZero() {
		t.Errorf("with nothing new, due is %s, %v", due, err)
	}
}

func TestADeletedMetricTakesItsPointsAlong(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	g.add("", 0, 1, 2)
	g.add("", 50*time.Hour, 1, 2)
	old, err := g.Metric(ctx, "latency")
	g.must(err)
	scope, err := g.DeleteMetric(ctx, ann, "latency", g.now)
	g.must(err)
	if diff := cmp.Diff(Scope{Current: true, Metrics: []string{"latency"}}, scope); diff != "" {
		t.Error(diff)
	}
	g.now = g.now.Add(time.Second)
	g.define(*old)
	if points, total := g.list(0, 10); total != 0 || len(points) != 0 {
		t.Errorf("a new metric of the same id has %d points", total)
	}
	for range 3 {
		_, err := g.Settle(ctx, g.now)
		g.must(err)
	}
	for it, err := range g.each(ctx, store.Query{Part: pointPart(old)}) {
		t.Errorf("left behind: %s, %v", it.Sort, err)
	}
	for it, err := range g.each(ctx, store.Query{Part: partPurge}) {
		t.Errorf("left behind: %s, %v", it.Sort, err)
	}
	if _, err := g.DeleteMetric(ctx, ann, "nothing", g.now); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestDeclaredMetricsAreChangedInTheFilesOnly(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	files := Actor{Kind: OriginContent, ID: "content"}
	m, err := g.Metric(ctx, "latency")
	g.must(err)
	if _, err := g.PutMetric(ctx, files, *m, g.now); err != nil {
		t.Fatal(err)
	}
	m.Name = "Other"
	if _, err := g.PutMetric(ctx, ann, *m, g.now); !errors.Is(err, ErrDeclared) {
		t.Errorf("a person's change: %v", err)
	}
	if _, err := g.DeleteMetric(ctx, ann, "latency", g.now); !errors.Is(err, ErrDeclared) {
		t.Errorf("a person's deletion: %v", err)
	}
	if scope, err := g.PutMetric(ctx, files, *m, g.now); err != nil || scope.Empty() {
		t.Errorf("the file's change: %+v, %v", scope, err)
	}
	if scope, err := g.PutMetric(ctx, files, *m, g.now.Add(time.Hour)); err != nil || !scope.Empty() {
		t.Errorf("the same again: %+v, %v", scope, err)
	}
}

// TestAMetricDeclaredAgainHasItsPoints holds that taking a metric out of a file
// by mistake loses nothing for a week.
func TestAMetricDeclaredAgainHasItsPoints(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	files := Actor{Kind: OriginContent, ID: "content"}
	m, err := g.Metric(ctx, "latency")
	g.must(err)
	declare := func() {
		t.Helper()
		_, err := g.PutMetric(ctx, files, *m, g.now)
		g.must(err)
	}
	declare()
	for _, x := range []struct {
		away  time.Duration
		after int
	}{{6 * 24 * time.Hour, 1}, {GraceDays * 24 * time.Hour, 0}} {
		if _, total := g.list(0, 10); total == 0 {
			g.add("", 0, 5)
		}
		_, err = g.DeleteMetric(ctx, files, "latency", g.now)
		g.must(err)
		g.now = g.now.Add(x.away)
		for range 2 {
			_, err = g.Settle(ctx, g.now)
			g.must(err)
		}
		declare()
		if _, total := g.list(0, 10); total != x.after {
			t.Errorf("after %s there are %d points, want %d", x.away, total, x.after)
		}
	}
}

// TestWhatTheEndOfATimeLeaves holds what is kept for how long.
func TestWhatTheEndOfATimeLeaves(t *testing.T) {
	g, ctx := newGauge(t, never), context.Background()
	p := g.add("", 0, 5)[0]
	g.now = g.now.Add(PointDays * 24 * time.Hour)
	if _, err := g.Point(ctx, "latency", p.ID); err != nil {
		t.Errorf("after %d days: %v", PointDays, err)
	}
	g.now = g.now.Add(24 * time.Hour)
	if _, err := g.Point(ctx, "latency", p.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("a day later: %v", err)
	}
	if s := g.series(LastMonth); !s.Empty() {
		t.Errorf("a silent metric shows %v", s.From)
	}
	kinds := func() (all string) {
		for _, kind := range [...]string{minuteRow, hourRow, dayRow} {
			for it := range g.rowsOf() {
				if it[:2] == kind {
					all += kind[:1]
				}
			}
		}
		return all
	}
	if got := kinds(); got != "hd" {
		t.Errorf("after %d days there are %q", PointDays+1, got)
	}
	g.now = g.now.Add((HourDays - PointDays) * 24 * time.Hour)
	if got := kinds(); got != "d" {
		t.Errorf("after %d days there are %q", HourDays+1, got)
	}
	g.must(Rebuild(ctx, g.Board, g.now))
	if got := kinds(); got != "d" {
		t.Errorf("rebuilding leaves %q", got)
	}
}

// TestDamagedPointsAreNotShownAsNone holds that garbage is an error.
func TestDamagedPointsAreNotShownAsNone(t *testing.T) {
	good := (&chunk{points: []kept{{Point{ID: 1, At: slotStart(5), Value: 1, Counter: 1}, 0}}, slot: 5, next: 1}).encode()
	for i := range good {
		if _, err := decodeChunk(good[:i:i], 5, 0); err == nil && i != 3 && i > 0 {
			t.Errorf("%d of %d bytes are read as a chunk", i, len(good))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		spoilt := bytes.Clone(good)
		spoilt[random.IntN(len(spoilt))] = byte(random.IntN(256))
		if k, err := decodeChunk(spoilt, 5, 0); err == nil {
			k.minutes() // must not panic
		}
	}
	r := row{{}, bucketOf(Point{Value: 2, Counter: 3, At: slotStart(5)})}
	whole := r.encode(slotStart(5))
	for i := range whole {
		if _, err := decodeRow(whole[:i:i], slotStart(5), 2); err == nil && i != 1 {
			t.Errorf("%d of %d bytes are read as a row", i, len(whole))
		}
	}
}
