package generator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/schemas"
)

var programmer = status.Actor{Kind: status.OriginPerson, ID: "p"}

// metric is a metric that the page shows.
func metric(id, name string, calc status.Calc) status.Metric {
	return status.Metric{ID: id, Name: name, Suffix: "ms", Calc: calc, Display: true, Window: status.HalfDay, Places: 1, Threshold: 5, Visible: status.Public}
}

func (w *world) define(t testing.TB, m status.Metric) status.Scope {
	t.Helper()
	scope, err := w.gauges.PutMetric(t.Context(), programmer, m, w.at)
	if err != nil {
		t.Fatal(err)
	}
	return scope
}

// measure adds points of so long ago, a minute after each other.
func (w *world) measure(t testing.TB, id string, ago time.Duration, values ...float64) {
	t.Helper()
	var points []status.Point
	for i, v := range values {
		points = append(points, status.Point{At: w.at.Add(time.Duration(i)*time.Minute - ago), Value: v})
	}
	if _, err := w.gauges.AddPoints(t.Context(), id, "", points, w.at); err != nil {
		t.Fatal(err)
	}
}

// define makes a metric, changes one or deletes one.
func (h *history) define() status.Scope {
	id := fmt.Sprintf("m%d", h.r.IntN(3))
	if h.r.IntN(4) == 0 {
		scope, err := h.w.gauges.DeleteMetric(h.t.Context(), programmer, id, h.w.at)
		if err != nil && !errors.Is(err, status.ErrNotFound) {
			h.t.Fatal(err)
		}
		return scope
	}
	m := metric(id, "Latency", status.Calc(h.r.IntN(2)))
	m.Display, m.Visible = h.r.IntN(3) > 0, status.Visibility(h.r.IntN(3))
	if m.Component = fmt.Sprintf("c%d", h.r.IntN(5)); h.r.IntN(2) == 0 {
		m.Component = ""
	}
	return h.w.define(h.t, m)
}

// measure adds points to a metric, which is first made where it is not there.
func (h *history) measure() (scope status.Scope) {
	id := fmt.Sprintf("m%d", h.r.IntN(3))
	if _, err := h.w.gauges.Metric(h.t.Context(), id); err != nil {
		scope = h.w.define(h.t, metric(id, "Latency", status.Average))
	}
	for range 20 {
		h.w.measure(h.t, id, time.Duration(h.r.IntN(30*24*60))*time.Minute, float64(h.r.IntN(100)))
	}
	return scope.Join(status.Scope{Metrics: []string{id}})
}

// TestMetricsShowWhatWasMeasured looks at the pages as a visitor does.
func TestMetricsShowWhatWasMeasured(t *testing.T) {
	w := newWorld(t, 5)
	limit := 30.5
	m := metric("latency", "Response time", status.Average)
	m.Limit, m.Component, m.Description = &limit, "c1", "As our probes see it"
	w.define(t, m)
	w.define(t, metric("empty", "Nothing yet", status.Average))
	hidden := metric("secret", "Secret orders", status.Sum)
	hidden.Visible = status.TeamOnly
	w.define(t, hidden)
	w.measure(t, "secret", time.Hour, 7654)
	w.measure(t, "latency", 20*time.Minute, 10, 1234.56, 12)
	w.measure(t, "latency", 5*time.Minute, 14)
	site := full(t, w.input(t))
	for path, wants := range map[string][]string{
		"index.html":           {"Metrics", "Response time", "Newest: 14.0 ms, 22 Nov 2026, 13:35 CET (12:35 UTC)", "Minimum 10.0 ms", "Mean 317.6 ms", "Maximum 1,234.6 ms", "Limit 30.5 ms", "No data in 142 of 144 steps."},
		"components/c1.html":   {"Response time", "As our probes see it"},
		"metrics/latency.html": {"One hour", "12 hours", "One week", "30 days", "Component: Website", "Means of 6 h", "22 Nov 13:00"},
		"metrics/empty.html":   {"No data yet."},
	} {
		text := textOf(parse(t, path, site[path]))
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	}
	for path, never := range map[string]string{"index.html": "Nothing yet", "components/c2.html": "Response time", "metrics/empty.html": "<svg viewBox=\"0 0 1"} {
		if strings.Contains(site[path], never) {
			t.Errorf("%s says %q", path, never)
		}
	}
	for path, body := range site {
		if strings.Contains(body, "7,654") || strings.Contains(body, "Secret orders") || strings.Contains(path, "secret") {
			t.Errorf("%s shows what only the team may see", path)
		}
	}
	if got := strings.Count(site["metrics/latency.html"], `role="img"`); got != 4 {
		t.Errorf("%d charts", got)
	}
}

// TestMetricNumbersKeepToTheirSchema holds metrics/ID.json.
func TestMetricNumbersKeepToTheirSchema(t *testing.T) {
	w := newWorld(t, 5)
	w.define(t, metric("latency", "Response time", status.Average))
	w.define(t, metric("empty", "Nothing yet", status.Sum))
	w.measure(t, "latency", 20*time.Minute, 10, 20.25, 12)
	site := full(t, w.input(t))
	for _, path := range []string{"metrics/latency.json", "metrics/empty.json"} {
		var document any
		if err := json.Unmarshal([]byte(site[path]), &document); err != nil {
			t.Fatal(err)
		}
		if wrong, err := schemas.Validate("public/metric", document); err != nil || len(wrong) > 0 {
			t.Errorf("%s: %v, %v", path, wrong, err)
		}
	}
	var got struct {
		Newest  struct{ Value float64 }
		Windows map[string]struct {
			Steps []struct {
				At    time.Time
				Value float64
			}
		}
	}
	if err := json.Unmarshal([]byte(site["metrics/latency.json"]), &got); err != nil {
		t.Fatal(err)
	}
	hour := got.Windows["hour"].Steps
	if got.Newest.Value != 12 || len(got.Windows) != 4 || len(hour) != 3 || hour[1].Value != 20.25 || !hour[1].At.Equal(now.Add(-19*time.Minute)) {
		t.Errorf("got %+v", got)
	}
}

// TestPointsTouchOnlyTheirMetric holds what changes when points come.
func TestPointsTouchOnlyTheirMetric(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(40, 1)
	shown, aside := metric("shown", "Shown", status.Average), metric("aside", "Aside", status.Average)
	aside.Display, shown.Component = false, "c2"
	w.define(t, shown)
	w.define(t, aside)
	w.measure(t, "shown", time.Hour, 1)
	w.measure(t, "aside", time.Hour, 1)
	for id, want := range map[string][]string{
		"aside": {"metrics/aside.html", "metrics/aside.json"},
		"shown": {"components/c2.html", "index.html", "metrics/shown.html", "metrics/shown.json"},
		"gone":  nil,
	} {
		before := full(t, w.input(t))
		if want != nil {
			w.measure(t, id, time.Minute, 2)
		}
		files, gone := build(t, w.input(t), status.Scope{Metrics: []string{id}})
		maps.DeleteFunc(files, func(path, body string) bool { return before[path] == body })
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(files))); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
		if id == "gone" && !slices.Equal(gone, []string{"metrics/gone.html", "metrics/gone.json"}) {
			t.Errorf("gone: %v", gone)
		}
	}
}

// TestPagesWithoutMetricsWeighNothingMore holds that only pages with charts
// have their style.
func TestPagesWithoutMetricsWeighNothingMore(t *testing.T) {
	w := newWorld(t, 5)
	w.define(t, metric("empty", "Nothing yet", status.Average))
	with := full(t, w.input(t))
	without := full(t, newWorld(t, 5).input(t))
	for path, body := range without {
		if path != "sitemap/pages.xml" && body != with[path] {
			t.Errorf("%s changes with a metric that it does not show", path)
		}
		if strings.Contains(body, ".chart") {
			t.Errorf("%s has the style of charts", path)
		}
	}
}

// TestASilentMetricHasNoChart holds that what was measured long ago is not
// shown as if it were now, and that the change comes with a midnight.
func TestASilentMetricHasNoChart(t *testing.T) {
	w := newWorld(t, 5)
	w.define(t, metric("latency", "Response time", status.Average))
	w.measure(t, "latency", 0, 1)
	for day := range status.SilentDays {
		if site := full(t, w.input(t)); !strings.Contains(site["index.html"], "Response time") {
			t.Fatalf("after %d days the home page shows no chart", day)
		}
		w.at = w.at.Add(24 * time.Hour)
	}
	site, _ := build(t, w.input(t), status.Scope{Midnight: true})
	if strings.Contains(site["index.html"], "Response time") || !strings.Contains(site["metrics/latency.html"], "No data yet") {
		t.Error("a silent metric is still shown")
	}
}

// TestManyPointsWeighWhatFewDo holds that a page does not grow with the
// points behind it.
func TestManyPointsWeighWhatFewDo(t *testing.T) {
	sizes := map[int]int{}
	r := rand.New(rand.NewPCG(1, 2))
	for _, perMinute := range []int{1, 100} {
		w := newWorld(t, 5)
		w.define(t, metric("latency", "Response time", status.Average))
		for minute := range 12 * 60 {
			values := make([]status.Point, perMinute)
			for i := range values {
				values[i] = status.Point{At: w.at.Add(-time.Duration(minute) * time.Minute), Value: 100 + r.Float64()*100}
			}
			if _, err := w.gauges.AddPoints(t.Context(), "latency", "", values, w.at); err != nil {
				t.Fatal(err)
			}
		}
		sizes[perMinute] = len(full(t, w.input(t))["index.html"])
	}
	if few, many := sizes[1], sizes[100]; many > few+few/10 {
		t.Errorf("the home page has %d bytes with 720 points and %d with 72,000", few, many)
	}
}

// TestChartsTakeNothingFromAPage holds that a page with charts may run what the
// same page without them runs.
func TestChartsTakeNothingFromAPage(t *testing.T) {
	w := newWorld(t, 5)
	w.live = true
	m := metric("latency", "Response time", status.Average)
	m.Component = "c1"
	w.define(t, m)
	before := full(t, w.input(t))
	w.measure(t, "latency", 0, 1)
	after := full(t, w.input(t))
	for _, path := range []string{"index.html", "components/c1.html", "metrics/latency.html"} {
		may := func(site map[string]string) string {
			for _, n := range elements(parse(t, path, site[path])) {
				if attr(n, "http-equiv") == "Content-Security-Policy" {
					policy, styles, _ := strings.Cut(attr(n, "content"), ";style-src")
					_, rest, _ := strings.Cut(styles, ";")
					return policy + ";" + rest
				}
			}
			return ""
		}
		if got, want := may(after), may(before); got != want || !strings.Contains(want, "script") {
			t.Errorf("%s: the policy becomes %q from %q", path, got, want)
		}
	}
}
