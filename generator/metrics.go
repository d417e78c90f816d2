package generator

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"tidings/internal/status"
)

func metricPath(id string) string { return "metrics/" + name(id) }

// gauges are the metrics of a build and what was read of them so far: each
// window once, however many pages and languages show it.
type gauges struct {
	mu   sync.Mutex
	read map[windowOf]*status.Series
}

type windowOf struct {
	metric string
	window status.Window
}

// series is a window of a metric; it is empty where nothing was measured.
func (b *builder) series(ctx context.Context, m *status.Metric, w status.Window) (*status.Series, error) {
	if b.in.Measures == nil {
		return &status.Series{Window: w}, nil
	}
	key := windowOf{m.ID, w}
	b.gauges.mu.Lock()
	defer b.gauges.mu.Unlock()
	if s := b.gauges.read[key]; s != nil {
		return s, nil
	}
	s, err := b.in.Measures.Measured(ctx, m, w, b.view.At)
	if err != nil {
		return nil, err
	}
	if b.gauges.read == nil {
		b.gauges.read = map[windowOf]*status.Series{}
	}
	b.gauges.read[key] = s
	return s, nil
}

// metric is the metric of an id that everybody may see, or nil.
func (b *builder) metric(id string) *status.Metric {
	i := slices.IndexFunc(b.view.Metrics, func(m *status.Metric) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return b.view.Metrics[i]
}

// onHome are the metrics that the home page shows.
func (b *builder) onHome() (all []*status.Metric) {
	for _, m := range b.view.Metrics {
		if m.Display {
			all = append(all, m)
		}
	}
	return all
}

// ofComponent are the metrics that a component's page shows.
func (b *builder) ofComponent(id string) (all []*status.Metric) {
	for _, m := range b.view.Metrics {
		if m.Component == id {
			all = append(all, m)
		}
	}
	return all
}

// metricJobs makes the files of metrics, and lists those of metrics that there
// are not.
func (b *builder) metricJobs(ids []string, gone *goneList, put func(job)) {
	for _, id := range unique(ids) {
		if m := b.metric(id); m != nil {
			put(b.metricJob(m))
			continue
		}
		b.forEach(metricPath(id)+".html", gone.add)
		gone.add(metricPath(id) + ".json")
	}
}

func (b *builder) allMetrics() (ids []string) {
	for _, m := range b.view.Metrics {
		ids = append(ids, m.ID)
	}
	return ids
}

// metricJob makes a metric's page in every language, and its numbers for programs.
func (b *builder) metricJob(m *status.Metric) job {
	return func(ctx context.Context, w *worker) error {
		var all []*status.Series
		for _, window := range status.Windows {
			s, err := b.series(ctx, m, window)
			if err != nil {
				return fmt.Errorf("numbers of a page: %w", err)
			}
			all = append(all, s)
		}
		for _, l := range b.locales {
			if err := l.writeMetric(w, m, all); err != nil {
				return err
			}
		}
		return b.writeMetricNumbers(w, m, all)
	}
}

// measuredComponents are the components on whose pages metrics stand.
func (b *builder) measuredComponents(ids []string) (components []string) {
	for _, id := range ids {
		if m := b.metric(id); m != nil && m.Component != "" {
			components = append(components, m.Component)
		}
	}
	return components
}

// anyOnHome reports whether the home page shows one of some metrics.
func (b *builder) anyOnHome(ids []string) bool {
	return slices.ContainsFunc(b.onHome(), func(m *status.Metric) bool { return slices.Contains(ids, m.ID) })
}
