package status

import (
	"context"
	"slices"
	"strings"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

// Points lists points of a metric that are kept at a time, newest first, after
// skipping some, and tells how many there are in all. It reads the sums of at
// most 36 days, and of the points themselves hardly more than it returns: days
// and hours that are skipped whole are not looked into.
func (b *Board) Points(ctx context.Context, metric string, at time.Time, skip, limit int) (points []Point, total int, err error) {
	m, err := b.Metric(ctx, metric)
	if err != nil {
		return nil, 0, err
	}
	hours, err := b.hourCounts(ctx, m, oldestPoint(at))
	if err != nil {
		return nil, 0, err
	}
	skip, limit = max(skip, 0), max(limit, 0)
	for _, h := range hours {
		total += h.points
		switch {
		case skip >= h.points:
			skip -= h.points
			continue
		case len(points) >= limit:
			continue
		}
		found, err := b.hourPoints(ctx, m, h.from)
		if err != nil {
			return nil, 0, err
		}
		found = found[min(skip, len(found)):]
		skip = 0
		points = append(points, found[:min(len(found), limit-len(points))]...)
	}
	return points, total, nil
}

// hourCount is how many points an hour has.
type hourCount struct {
	from   time.Time
	points int
}

// hourCounts are the hours that have points, newest first.
func (b *Board) hourCounts(ctx context.Context, m *Metric, from time.Time) (hours []hourCount, err error) {
	rows, err := b.sums(ctx, m, hourRow, from, time.Time{})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for i, bucket := range r.row {
			if bucket.Points > 0 {
				hours = append(hours, hourCount{r.from.Add(time.Duration(i) * time.Hour), bucket.Points})
			}
		}
	}
	slices.Reverse(hours)
	return hours, nil
}

// hourPoints are the points of an hour, newest first.
func (b *Board) hourPoints(ctx context.Context, m *Metric, from time.Time) (points []Point, err error) {
	last := from.Add(time.Hour - slotTime)
	q := store.Query{Part: pointPart(m), From: rowName(rawRow, from), To: rowName(rawRow, last) + "/~"}
	for it, err := range b.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		at, lane, err := rowOf(it.Sort)
		if err != nil {
			return nil, err
		}
		k, err := decodeChunk(it.Value, slotOf(at), lane)
		if err != nil {
			return nil, err
		}
		for _, p := range k.points {
			points = append(points, p.Point)
		}
	}
	order.StablyBy(points, func(a, b Point) int { return b.At.Compare(a.At) })
	return points, nil
}

// timedRow is a row of buckets and when it begins.
type timedRow struct {
	from time.Time
	row  row
}

// sums are the rows of one kind that begin within two times, both included,
// oldest first, all lanes added up. A zero time leaves an end open.
func (b *Board) sums(ctx context.Context, m *Metric, kind string, from, to time.Time) (rows []timedRow, err error) {
	q := store.Query{Part: pointPart(m), From: rowName(kind, from), To: kind + "~"}
	if !to.IsZero() {
		q.To = rowName(kind, to) + "/~"
	}
	for it, err := range b.each(ctx, q) {
		if err != nil {
			return nil, err
		}
		r, err := decodeTimedRow(it)
		if err != nil {
			return nil, err
		}
		if n := len(rows) - 1; n >= 0 && rows[n].from.Equal(r.from) {
			rows[n].row.join(r.row)
			continue
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func decodeTimedRow(it store.Item) (timedRow, error) {
	from, lane, err := rowOf(it.Sort)
	if err != nil {
		return timedRow{}, err
	}
	c := column{it.Part, lane}
	s := c.span(it.Sort[:len(rawRow)], from)
	r, err := decodeRow(it.Value, s.from, s.n)
	return timedRow{from, r}, err
}

// span is the row of a kind at a time.
func (c column) span(kind string, at time.Time) span {
	switch kind {
	case minuteRow:
		return c.minutes(at)
	case hourRow:
		return c.hours(at)
	case dayRow:
		return c.days(at)
	}
	return c.raw(slotOf(at))
}

// join adds the buckets of another lane.
func (r row) join(o row) {
	for i := range r {
		r[i] = r[i].add(o[i])
	}
}

// rowOf reads the key that column.key makes.
func rowOf(sort string) (from time.Time, lane int, err error) {
	name, n, ok := strings.Cut(sort[min(len(sort), len(rawRow)):], "/")
	from, err = time.Parse(rowTime, name)
	if err != nil || !ok || len(n) != 1 || n[0] < '0' || n[0] >= '0'+maxLanes {
		return from, 0, errMetricCodec
	}
	return from, int(n[0] - '0'), nil
}
