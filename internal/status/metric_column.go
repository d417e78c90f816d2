package status

import (
	"fmt"
	"time"

	"tidings/internal/store"
)

// How long what is known of a metric is kept. All of a day (UTC) goes at once,
// so that what points come to is never worked out from a part of them.
const (
	PointDays = 35  // points, and the minutes that they come to
	HourDays  = 100 // hours
	DayDays   = 400 // days
)

const pointDay = 24 * time.Hour

// oldestPoint is the time before which no point is kept any more.
func oldestPoint(now time.Time) time.Time {
	return now.UTC().Truncate(pointDay).Add(-PointDays * pointDay)
}

// column is one lane of the points of one metric.
type column struct {
	part string
	lane int
}

// The kinds of items of a column: what their keys begin with.
const (
	rawRow    = "r/"
	minuteRow = "m/"
	hourRow   = "h/"
	dayRow    = "d/"
	keyMarks  = "k/"
)

func pointPart(m *Metric) string { return "points/" + m.ID + "/" + m.Series }

func (m *Metric) column(lane int) column { return column{pointPart(m), lane} }

// span is a row of buckets: which one, when it begins, how many there are,
// and until when it is kept.
type span struct {
	key   store.Key
	from  time.Time
	n     int
	until time.Time
}

func (c column) raw(slot int64) span {
	from := slotStart(slot)
	return span{c.key(rawRow, from), from, 1, from.Truncate(pointDay).Add((PointDays + 1) * pointDay)}
}

func (c column) minutes(at time.Time) span {
	from := at.Truncate(time.Hour)
	return span{c.key(minuteRow, from), from, 60, from.Truncate(pointDay).Add((PointDays + 1) * pointDay)}
}

func (c column) hours(at time.Time) span {
	from := at.Truncate(pointDay)
	return span{c.key(hourRow, from), from, 24, from.Add((HourDays + 1) * pointDay)}
}

func (c column) days(at time.Time) span {
	from := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	return span{c.key(dayRow, from), from, 31, from.Add((DayDays + 31) * pointDay)}
}

func (c column) key(kind string, from time.Time) store.Key {
	return store.Key{Part: c.part, Sort: rowName(kind, from) + "/" + string('0'+rune(c.lane))}
}

// rowName sorts by time.
func rowName(kind string, from time.Time) string { return kind + from.Format(rowTime) }

const rowTime = "20060102T1504"

// keys are all items that the points of a slot touch.
func (c column) keys(at time.Time) []store.Key {
	return []store.Key{c.raw(slotOf(at)).key, c.minutes(at).key, c.hours(at).key, c.days(at).key}
}

func (t *txn) chunk(c column, slot int64) (*chunk, error) {
	value, err := t.get(c.raw(slot).key)
	if err != nil {
		return nil, err
	}
	return decodeChunk(value, slot, c.lane)
}

// saveChunk writes points and works out what they come to, step by step, each
// from the one item below. An empty chunk stays: it knows which ids were used.
func (t *txn) saveChunk(c column, k *chunk) error {
	raw := c.raw(k.slot)
	if err := t.PutUntil(raw.key, k.encode(), raw.until); err != nil {
		return fmt.Errorf("points of %s: %w", raw.from.Format(time.RFC3339), err)
	}
	fresh := k.minutes()
	minutes, err := t.saveSums(c.minutes(raw.from), int(raw.from.Sub(raw.from.Truncate(time.Hour))/time.Minute), fresh[:]...)
	if err != nil {
		return err
	}
	hours, err := t.saveSums(c.hours(raw.from), raw.from.Hour(), total(minutes))
	if err != nil {
		return err
	}
	_, err = t.saveSums(c.days(raw.from), raw.from.Day()-1, total(hours))
	return err
}

// saveSums puts buckets into a row and returns the whole of it.
func (t *txn) saveSums(s span, first int, fresh ...Bucket) (row, error) {
	value, err := t.get(s.key)
	if err != nil {
		return nil, err
	}
	r, err := decodeRow(value, s.from, s.n)
	if err != nil {
		return nil, err
	}
	copy(r[first:], fresh)
	if r.empty() {
		return r, t.Delete(s.key)
	}
	return r, t.PutUntil(s.key, r.encode(s.from), s.until)
}
