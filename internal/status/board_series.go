package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// SilentDays is after how many days (of the site's zone) without a point a
// metric counts as having none.
const SilentDays = 31

// Measures gives what the points of metrics come to. Its cost does not depend
// on how many points there are.
type Measures interface {
	// Measured is a window of a metric as it stood at a time. It ends with the
	// newest point, so that it changes with points alone and with midnight, when
	// a metric may have become silent: it is then empty.
	Measured(ctx context.Context, m *Metric, w Window, at time.Time) (*Series, error)
}

var _ Measures = (*Board)(nil)

// Measured implements Measures. It reads one item for the newest point, and
// then those of at most 14 hours or 32 days, as many times as there are lanes.
func (b *Board) Measured(ctx context.Context, m *Metric, w Window, at time.Time) (*Series, error) {
	newest, err := b.newest(ctx, m)
	if err != nil {
		return nil, fmt.Errorf("metric %s: %w", m.ID, err)
	}
	if newest.IsZero() || DateOf(newest, b.zone) <= DateOf(at, b.zone).AddDays(-SilentDays) {
		return &Series{Window: w}, nil
	}
	s := w.ending(newest)
	kind, unit := minuteRow, time.Hour
	if w >= LastWeek {
		kind, unit = hourRow, pointDay
	}
	rows, err := b.sums(ctx, m, kind, s.From.Truncate(unit), newest.Truncate(unit))
	if err != nil {
		return nil, fmt.Errorf("metric %s: %w", m.ID, err)
	}
	for _, r := range rows {
		s.take(r, unit/time.Duration(len(r.row)))
	}
	return s, nil
}

// ending is an empty series whose last step holds a time.
func (w Window) ending(newest time.Time) *Series {
	from := newest.UTC().Truncate(w.Step()).Add(w.Step() - w.Step()*time.Duration(w.Steps()))
	return &Series{Window: w, From: from, Buckets: make([]Bucket, w.Steps())}
}

// take adds the buckets of a row, each of which is as long as given.
func (s *Series) take(r timedRow, length time.Duration) {
	for i, b := range r.row {
		at := r.from.Add(time.Duration(i) * length).Sub(s.From)
		if n := int(at / s.Window.Step()); at >= 0 && n < len(s.Buckets) {
			s.Buckets[n] = s.Buckets[n].add(b)
		}
	}
}

// newest is when the newest point of a metric is from, by the minute's sums.
func (b *Board) newest(ctx context.Context, m *Metric) (newest time.Time, err error) {
	q := store.Query{Part: pointPart(m), Prefix: minuteRow, Reverse: true, Limit: maxLanes}
	page, err := b.d.List(ctx, q)
	if err != nil {
		return newest, err
	}
	for _, it := range page.Items {
		r, err := decodeTimedRow(it)
		if err != nil {
			return newest, err
		}
		newest = later(newest, total(r.row).LastAt)
	}
	return newest, nil
}
