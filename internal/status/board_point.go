package status

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/store"
)

const (
	// PointsAtOnce is how many points AddPoints takes.
	PointsAtOnce = 1000
	// maxAhead is how far a sender's clock may be ahead of ours.
	maxAhead = 5 * time.Minute
	// keyTime is how long a repetition under the same key is known.
	keyTime = 48 * time.Hour
)

// errLane says that the next lane has to be tried.
var errLane = errors.New("status: no room in this lane")

// AddPoints adds up to PointsAtOnce points to a metric and returns them with
// their ids, in the order given. A point without a time is one of now, and a
// counter of 0 is 1; the ids given are not looked at. The same key, unless it
// is empty, within 48 hours adds nothing again and returns the same points.
//
// Points of one slot of five minutes go in one transaction over at most 7
// items: the metric, the key, the points, what they come to by minute, hour
// and day, and a mark that Settle turns into one Change a minute. There is no
// Change for each point: they come by the million, and say themselves when.
// Ended in between, it is to be called again with the same key.
func (b *Board) AddPoints(ctx context.Context, metric, key string, points []Point, at time.Time) ([]Point, error) {
	m, err := b.Metric(ctx, metric)
	if err != nil {
		return nil, err
	}
	w := pointWrite{board: b, metric: m, key: key, now: at.UTC()}
	for range maxRounds {
		err = w.run(ctx, points)
		if !errors.Is(err, errOtherTime) {
			return w.points, err
		}
	}
	return nil, fmt.Errorf("%w: points of %s", store.ErrConflict, metric)
}

// pointWrite is one AddPoints.
type pointWrite struct {
	board  *Board
	metric *Metric
	key    string
	now    time.Time
	points []Point
	sum    string // of points, as they were given
}

func (w *pointWrite) run(ctx context.Context, points []Point) error {
	began, err := w.began(ctx)
	if err != nil {
		return err
	}
	if err := w.tidy(points, began); err != nil {
		return err
	}
	bySlot := map[int64][]int{}
	for i, p := range w.points {
		bySlot[slotOf(p.At)] = append(bySlot[slotOf(p.At)], i)
	}
	slots := make([]int64, 0, len(bySlot))
	for slot := range bySlot {
		slots = append(slots, slot)
	}
	slices.Sort(slots)
	for _, slot := range slots {
		if err := w.addSlot(ctx, slot, bySlot[slot], began); err != nil {
			return err
		}
	}
	return nil
}

// tidy takes the points over, or says which one cannot be kept.
func (w *pointWrite) tidy(points []Point, began time.Time) error {
	if n := len(points); n == 0 || n > PointsAtOnce {
		return fmt.Errorf("%w: %d points at once: send 1 to %d", ErrInvalid, n, PointsAtOnce)
	}
	w.points = slices.Clone(points)
	for i := range w.points {
		p := &w.points[i]
		if p.At.IsZero() {
			p.At = began
		}
		if p.Counter == 0 {
			p.Counter = 1
		}
		if err := p.tidy(w.now); err != nil {
			return fmt.Errorf("%w: point %d of metric %s: %w", ErrInvalid, i+1, w.metric.ID, err)
		}
	}
	if w.key == "" {
		return nil
	}
	b, err := json.Marshal(w.points)
	sum := sha256.Sum256(b)
	w.sum = hex.EncodeToString(sum[:8])
	return err
}

func (p *Point) tidy(now time.Time) error {
	p.ID, p.At = 0, p.At.UTC().Truncate(time.Second)
	switch {
	case !countable(p.Value):
		return fmt.Errorf("its value is not a number between -%g and %g", maxValue, maxValue)
	case p.Counter < 1 || p.Counter > 1e9:
		return fmt.Errorf("its counter is %d: use 1 to 1,000,000,000", p.Counter)
	case p.At.After(now.Add(maxAhead)):
		return fmt.Errorf("it is dated %s, in the future: give Unix seconds, not milliseconds, and set the sender's clock", p.At.Format(time.RFC3339))
	case p.At.Before(oldestPoint(now)):
		return fmt.Errorf("it is dated %s: points are kept for %d days only", p.At.Format(time.RFC3339), PointDays)
	}
	return nil
}

// addSlot adds the points of one slot, in the first lane that lets them in.
func (w *pointWrite) addSlot(ctx context.Context, slot int64, which []int, began time.Time) error {
	var err error
	for lane := range maxLanes {
		err = w.addLane(ctx, w.metric.column(lane), slot, which, began)
		if !errors.Is(err, errLane) && !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	if errors.Is(err, errLane) {
		return fmt.Errorf("%w: metric %s has %d points within five minutes: add them up before you send them", ErrInvalid, w.metric.ID, maxLanes*maxPoints)
	}
	return err
}

func (w *pointWrite) addLane(ctx context.Context, c column, slot int64, which []int, began time.Time) error {
	news := newsKey(w.metric.ID, c.lane)
	hint := append(c.keys(slotStart(slot)), metricKey(w.metric.ID), news)
	if w.key != "" {
		hint = append(hint, w.markKey())
	}
	return w.board.update(ctx, hint, func(t *txn) error {
		if err := t.sameSeries(w.metric); err != nil {
			return err
		}
		if done, err := w.remember(t, slot, which, began); err != nil || done {
			return err
		}
		if err := w.put(t, c, slot, which); err != nil {
			return err
		}
		if err := w.note(t, slot, which, began); err != nil {
			return err
		}
		return t.news(news)
	})
}

// put puts points into a slot of a lane where there is room for them.
func (w *pointWrite) put(t *txn, c column, slot int64, which []int) error {
	k, err := t.chunk(c, slot)
	if err != nil {
		return err
	}
	if !k.takes(len(which)) {
		return errLane
	}
	for _, i := range which {
		w.points[i].ID = 0 // of an attempt that was lost
		w.points[i] = k.put(w.points[i]).Point
	}
	return t.saveChunk(c, k)
}

// sameSeries makes sure that the metric is still there, and still the same.
func (t *txn) sameSeries(m *Metric) error {
	var now *Metric
	found, err := t.read(metricKey(m.ID), &now)
	if err == nil && (!found || now.Series != m.Series) {
		err = fmt.Errorf("metric %s: %w", m.ID, ErrNotFound)
	}
	return err
}

func newsKey(metric string, lane int) store.Key {
	return store.Key{Part: partNews, Sort: metric + "/" + string('0'+rune(lane))}
}

// news leaves a mark that a metric has to be published.
func (t *txn) news(k store.Key) error {
	if value, err := t.get(k); err != nil || value != nil {
		return err
	}
	return t.Put(k, []byte("{}"))
}
