package status

import (
	"context"
	"fmt"
	"time"
)

// Point reads one point of a metric. It returns ErrNotFound for an unknown id
// and for one that has expired.
func (b *Board) Point(ctx context.Context, metric string, id int64) (p Point, err error) {
	m, err := b.Metric(ctx, metric)
	if err != nil {
		return p, err
	}
	_, k, i, err := m.find(id, func(c column, slot int64) (*chunk, error) {
		value, err := b.item(ctx, c.raw(slot).key)
		if err != nil {
			return nil, err
		}
		return decodeChunk(value, slot, c.lane)
	})
	if err == nil {
		p = k.points[i].Point
	}
	return p, err
}

// UpdatePoint replaces value, time and counter of a point; its id stays. A
// zero time leaves the time as it is, a counter of 0 the counter.
func (b *Board) UpdatePoint(ctx context.Context, by Actor, metric string, p Point, at time.Time) (Point, error) {
	var next Point
	err := b.changePoint(ctx, metric, p.ID, edit{by: by, at: at.UTC(), verb: VerbPut}, func(old Point) (*Point, error) {
		next = p
		if next.At.IsZero() {
			next.At = old.At
		}
		if next.Counter == 0 {
			next.Counter = old.Counter
		}
		if err := next.tidy(at); err != nil {
			return nil, fmt.Errorf("%w: point %d of metric %s: %w", ErrInvalid, p.ID, metric, err)
		}
		next.ID = p.ID
		return &next, nil
	})
	return next, err
}

// DeletePoint takes a point away. Deleting what is not there is ErrNotFound.
func (b *Board) DeletePoint(ctx context.Context, by Actor, metric string, id int64, at time.Time) error {
	return b.changePoint(ctx, metric, id, edit{by: by, at: at.UTC(), verb: VerbDelete}, func(Point) (*Point, error) { return nil, nil })
}

// changePoint replaces a point by what change makes of it, or deletes it when
// that is nil. The page shows it with the next news of its metric.
func (b *Board) changePoint(ctx context.Context, metric string, id int64, e edit, change func(old Point) (*Point, error)) error {
	m, err := b.Metric(ctx, metric)
	if err != nil {
		return err
	}
	return b.update(ctx, nil, func(t *txn) error {
		if err := t.sameSeries(m); err != nil {
			return err
		}
		c, k, i, err := m.find(id, t.chunk)
		if err != nil {
			return err
		}
		old := k.points[i].Point
		next, err := change(old)
		if err != nil || next != nil && *next == old {
			return err
		}
		if err := t.replacePoint(m, c, k, i, next, e.at); err != nil {
			return err
		}
		if err := t.news(newsKey(m.ID, c.lane)); err != nil {
			return err
		}
		said := e.change(fmt.Sprintf("%s/%s/points/%d", AboutMetric, m.ID, id), Scope{})
		if err := said.say(old, orNil(next)); err != nil {
			return err
		}
		return t.append(&said)
	})
}

// find finds a point: where it was first put, or where it was moved to.
func (m *Metric) find(id int64, read func(column, int64) (*chunk, error)) (column, *chunk, int, error) {
	unknown := fmt.Errorf("point %d of metric %s: %w", id, m.ID, ErrNotFound)
	if id <= 0 || id >= 1<<53 {
		return column{}, nil, 0, unknown
	}
	at := spotOf(id)
	for range 2 {
		c := m.column(at.lane)
		k, err := read(c, at.slot)
		if err != nil {
			return c, nil, 0, err
		}
		if i := k.find(at.number); i >= 0 {
			return c, k, i, nil
		}
		moved, elsewhere := k.moved[at.number]
		if !elsewhere {
			break
		}
		at = spotOf(moved)
	}
	return column{}, nil, 0, unknown
}

// replacePoint puts a point in place of the one at an index of a chunk.
func (t *txn) replacePoint(m *Metric, c column, k *chunk, i int, next *Point, now time.Time) error {
	old := k.points[i]
	k.points = append(k.points[:i:i], k.points[i+1:]...)
	if next != nil && slotOf(next.At) == k.slot {
		k.restore(kept{*next, old.number})
		return t.saveChunk(c, k)
	}
	if err := t.saveChunk(c, k); err != nil {
		return err
	}
	moved := int64(0)
	if next != nil {
		to, err := t.chunk(c, slotOf(next.At))
		if err != nil {
			return err
		}
		there := to.put(*next)
		if err := t.saveChunk(c, to); err != nil {
			return err
		}
		moved = spot{to.slot, to.lane, there.number}.id()
	}
	if slotStart(spotOf(old.ID).slot).Before(oldestPoint(now)) {
		return nil // where it was first put has expired with its day
	}
	return t.forward(m, old.ID, moved)
}

// forward notes where the point that was first put at an id's place is now; 0
// when it is nowhere.
func (t *txn) forward(m *Metric, id, to int64) error {
	home := spotOf(id)
	c := m.column(home.lane)
	k, err := t.chunk(c, home.slot)
	if err != nil {
		return err
	}
	_, had := k.moved[home.number]
	switch {
	case to != 0 && to != id:
		k.moved[home.number] = to
	case !had:
		return nil
	default:
		delete(k.moved, home.number)
	}
	return t.saveChunk(c, k)
}
