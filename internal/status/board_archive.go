package status

import (
	"context"
	"fmt"
	"iter"

	"tidings/internal/store"
)

var _ Archive = (*Board)(nil)

// Incident reads one item. It returns ErrNotFound for an unknown id.
func (b *Board) Incident(ctx context.Context, id string) (*Incident, error) {
	var inc Incident
	return &inc, b.fetch(ctx, "incident "+id, incidentKey(id), &inc)
}

// Maintenance reads one item. It returns ErrNotFound for an unknown id.
func (b *Board) Maintenance(ctx context.Context, id string) (*Maintenance, error) {
	var m Maintenance
	return &m, b.fetch(ctx, "maintenance "+id, maintenanceKey(id), &m)
}

func (b *Board) fetch(ctx context.Context, what string, k store.Key, into any) error {
	value, err := b.item(ctx, k)
	switch {
	case err != nil:
		return err
	case value == nil:
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return decode(what, value, into)
}

// item reads one item's value, nil when there is none.
func (b *Board) item(ctx context.Context, k store.Key) ([]byte, error) {
	if k.Sort == "" || len(k.Sort) > store.MaxKeyBytes {
		return nil, nil
	}
	found, err := b.d.Get(ctx, k)
	return found[k].Value, err
}

// Months reads one item.
func (b *Board) Months(ctx context.Context) ([]MonthCount, error) {
	value, err := b.item(ctx, keyMonths)
	if err != nil {
		return nil, err
	}
	return decodeMonths(value)
}

// Month reads one item. It returns an empty Month where there is none.
func (b *Board) Month(ctx context.Context, month string) (*Month, error) {
	value, err := b.item(ctx, store.Key{Part: partMonth, Sort: month})
	if err != nil {
		return nil, err
	}
	if value == nil {
		return &Month{Month: month}, nil
	}
	return decodeMonth(month, value)
}

// daysAtOnce is how many days a page of Days reads first; each next page reads
// more, because who went on so far mostly goes on.
const daysAtOnce = 16

// Days reads one page of a list at a time, newest day first.
func (b *Board) Days(ctx context.Context, from, to Date) iter.Seq2[*Day, error] {
	return func(yield func(*Day, error) bool) {
		q := store.Query{Part: partDay, From: string(from), To: string(to), Reverse: true, Limit: daysAtOnce}
		for {
			page, err := b.d.List(ctx, q)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, it := range page.Items {
				day, err := decodeDay(Date(it.Sort), it.Value)
				if !yield(day, err) || err != nil {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After, q.Limit = page.Next, min(4*q.Limit, 1024)
		}
	}
}

// each runs over all items of a part that a query asks for.
func (b *Board) each(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		for {
			page, err := b.d.List(ctx, q)
			if err != nil {
				yield(store.Item{}, err)
				return
			}
			for _, it := range page.Items {
				if !yield(it, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}
