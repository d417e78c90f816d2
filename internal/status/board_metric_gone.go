package status

import (
	"context"
	"slices"
	"time"

	"tidings/internal/store"
)

const (
	// GraceDays is for how long the points of a metric that a file no longer
	// declares are still there for one that declares it again.
	GraceDays = 7

	purgedAtOnce = 20   // items in one transaction
	purgedInAll  = 2000 // items in one Settle
)

func goneKey(id string) store.Key { return store.Key{Part: partPurge, Sort: id} }

// buried is a series of points whose metric was deleted.
type buried struct {
	Series   string    `json:"series"`
	At       time.Time `json:"at"`
	Declared bool      `json:"declared,omitempty"` // by a file
}

// over says that nobody gets the series back.
func (g buried) over(at time.Time) bool {
	return !g.Declared || at.Sub(g.At) >= GraceDays*24*time.Hour
}

// part is where the points of the series are.
func (g buried) part(id string) string { return pointPart(&Metric{ID: id, Series: g.Series}) }

// bury notes that the points of a metric are to be cleared away.
func (t *txn) bury(m *Metric, at time.Time) error {
	var list []buried
	if _, err := t.read(goneKey(m.ID), &list); err != nil {
		return err
	}
	list = append(list, buried{Series: m.Series, At: at, Declared: m.Origin.Kind == OriginContent})
	return t.write(goneKey(m.ID), list)
}

// revive gives a metric that a file declares again the points that it had.
func (t *txn) revive(m *Metric) error {
	var list []buried
	if _, err := t.read(goneKey(m.ID), &list); err != nil {
		return err
	}
	n := len(list) - 1
	if n < 0 || m.Origin.Kind != OriginContent || !list[n].Declared || list[n].over(m.Created) {
		return nil
	}
	m.Series = list[n].Series
	return t.saveGone(m.ID, list[:n])
}

func (t *txn) saveGone(id string, list []buried) error {
	if len(list) == 0 {
		return t.Delete(goneKey(id))
	}
	return t.write(goneKey(id), list)
}

// purge deletes some of the points of metrics that are gone.
func (b *Board) purge(ctx context.Context, at time.Time) error {
	left := purgedInAll
	for it, err := range b.each(ctx, store.Query{Part: partPurge}) {
		if err != nil {
			return err
		}
		var list []buried
		if err := decode("deleted metric "+it.Sort, it.Value, &list); err != nil {
			return err
		}
		for _, g := range list {
			if !g.over(at) || left <= 0 {
				continue
			}
			if err := b.purgeSeries(ctx, it.Sort, g, &left); err != nil {
				return err
			}
		}
	}
	return nil
}

// purgeSeries deletes at most so many items of a series that are left to
// delete, and forgets the series when there are none.
func (b *Board) purgeSeries(ctx context.Context, id string, g buried, left *int) error {
	for *left > 0 {
		page, err := b.d.List(ctx, store.Query{Part: g.part(id), Limit: purgedAtOnce})
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			return b.forgetGone(ctx, id, g)
		}
		if err := b.deleteAll(ctx, page.Items); err != nil {
			return err
		}
		*left -= len(page.Items)
	}
	return nil
}

func (b *Board) deleteAll(ctx context.Context, items []store.Item) error {
	var keys []store.Key
	for _, it := range items {
		keys = append(keys, it.Key)
	}
	return b.update(ctx, keys, func(t *txn) error {
		for _, k := range keys {
			if err := t.Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Board) forgetGone(ctx context.Context, id string, g buried) error {
	return b.update(ctx, []store.Key{goneKey(id)}, func(t *txn) error {
		var list []buried
		if _, err := t.read(goneKey(id), &list); err != nil {
			return err
		}
		return t.saveGone(id, slices.DeleteFunc(list, func(o buried) bool { return o.Series == g.Series }))
	})
}
