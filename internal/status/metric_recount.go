package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// recount is what the points of a metric come to, worked out anew.
type recount struct {
	first time.Time // day of the oldest points that are left; what is older stays as it is
	rows  map[store.Key]*fresh
}

// fresh is a row as it should be.
type fresh struct {
	span
	row row
}

// recounted are the sums of all metrics as items, worked out anew from their
// points: where there are no points any more, the sums are facts themselves.
func (b *Board) recounted(ctx context.Context) (items []store.Item, err error) {
	metrics, err := b.Metrics(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range metrics {
		r := recount{rows: map[store.Key]*fresh{}}
		if err := r.read(ctx, b, m); err != nil {
			return nil, fmt.Errorf("metric %s: %w", m.ID, err)
		}
		for _, f := range r.rows {
			items = append(items, f.item())
		}
	}
	return items, nil
}

func (f *fresh) item() store.Item {
	if f.row.empty() {
		return goneItem(f.key)
	}
	return store.Item{Key: f.key, Value: f.row.encode(f.from), Expires: f.until}
}

// read goes over the points, and then over the sums step by step.
func (r *recount) read(ctx context.Context, b *Board, m *Metric) error {
	if err := r.points(ctx, b, m); err != nil || r.first.IsZero() {
		return err
	}
	for _, kind := range [...]string{minuteRow, hourRow, dayRow} {
		if err := r.stored(ctx, b, m, kind); err != nil {
			return err
		}
	}
	for _, kind := range [...]string{minuteRow, hourRow} {
		r.raise(kind)
	}
	return nil
}

func (r *recount) points(ctx context.Context, b *Board, m *Metric) error {
	for it, err := range b.each(ctx, store.Query{Part: pointPart(m), Prefix: rawRow}) {
		if err != nil {
			return err
		}
		at, lane, err := rowOf(it.Sort)
		if err != nil {
			return err
		}
		if r.first.IsZero() {
			r.first = at.Truncate(pointDay)
		}
		k, err := decodeChunk(it.Value, slotOf(at), lane)
		if err != nil {
			return err
		}
		minutes := k.minutes()
		row := r.of(m.column(lane).minutes(at)).row
		copy(row[at.Minute():], minutes[:])
	}
	return nil
}

// of is the row of a span, made if need be.
func (r *recount) of(s span) *fresh {
	if r.rows[s.key] == nil {
		r.rows[s.key] = &fresh{s, make(row, s.n)}
	}
	return r.rows[s.key]
}

// stored takes in the rows that are there: of what is older than the points as
// they are, of the rest as empty.
func (r *recount) stored(ctx context.Context, b *Board, m *Metric, kind string) error {
	for it, err := range b.each(ctx, store.Query{Part: pointPart(m), Prefix: kind}) {
		if err != nil {
			return err
		}
		from, lane, err := rowOf(it.Sort)
		if err != nil {
			return err
		}
		s := m.column(lane).span(kind, from)
		old, err := decodeRow(it.Value, s.from, s.n)
		if err != nil && !s.from.Before(r.first) {
			old, err = nil, nil // damaged, and worked out anew
		}
		if err != nil {
			return err
		}
		f := r.of(s)
		for i := range old {
			if s.at(i).Before(r.first) {
				f.row[i] = old[i]
			}
		}
	}
	return nil
}

// at is when a bucket of a row begins.
func (s span) at(i int) time.Time {
	switch s.n {
	case 60:
		return s.from.Add(time.Duration(i) * time.Minute)
	case 24:
		return s.from.Add(time.Duration(i) * time.Hour)
	}
	return s.from.AddDate(0, 0, i)
}

// raise works out the row above each row of a kind.
func (r *recount) raise(kind string) {
	for key, f := range r.rows {
		if key.Sort[:len(kind)] != kind || f.from.Before(r.first) {
			continue
		}
		c := column{key.Part, int(key.Sort[len(key.Sort)-1] - '0')}
		if kind == minuteRow {
			r.of(c.hours(f.from)).row[f.from.Hour()] = total(f.row)
			continue
		}
		r.of(c.days(f.from)).row[f.from.Day()-1] = total(f.row)
	}
}
