package status

import (
	"context"
	"fmt"
	"iter"

	"tidings/internal/store"
)

var _ Archive = (*Board)(nil)

// Incident reads one item. It returns ErrNotFound for an unknown id, and for a
// hidden incident: the archive is what the public may see.
func (b *Board) Incident(ctx context.Context, id string) (*Incident, error) {
	inc, err := b.AnyIncident(ctx, id)
	if err == nil && inc.Hidden {
		return nil, fmt.Errorf("incident %s: %w", id, ErrNotFound)
	}
	return inc, err
}

// AnyIncident reads one item, of a hidden incident too. It returns ErrNotFound
// for an unknown id.
func (b *Board) AnyIncident(ctx context.Context, id string) (*Incident, error) {
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
			q.After, q.Limit = page.Next, min(2*q.Limit, 512)
		}
	}
}

// each runs over all items of a part that a query asks for.
func (b *Board) each(ctx context.Context, q store.Query) iter.Seq2[store.Item, error] {
	return store.All(ctx, b.d, q)
}

// Incidents reads many incidents at once, at most store.MaxItems of them,
// hidden ones too. Those that are not there are left out.
func (b *Board) Incidents(ctx context.Context, ids []string) (map[string]*Incident, error) {
	return fetchAll[Incident](ctx, b, "incident", ids, incidentKey)
}

// Maintenances reads many maintenances at once, as Incidents does.
func (b *Board) Maintenances(ctx context.Context, ids []string) (map[string]*Maintenance, error) {
	return fetchAll[Maintenance](ctx, b, "maintenance", ids, maintenanceKey)
}

func fetchAll[T any](ctx context.Context, b *Board, what string, ids []string, key func(string) store.Key) (map[string]*T, error) {
	keys := make([]store.Key, len(ids))
	for i, id := range ids {
		keys[i] = key(id)
	}
	found, err := b.d.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	all := make(map[string]*T, len(found))
	for k, it := range found {
		v := new(T)
		if err := decode(what+" "+k.Sort, it.Value, v); err != nil {
			return nil, err
		}
		all[k.Sort] = v
	}
	return all, nil
}

// Walk runs over every incident and every maintenance that there is, hidden
// ones too, a page of the store at a time.
func (b *Board) Walk(ctx context.Context) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		for _, part := range [...]string{partIncident, partMaintenance} {
			for it, err := range b.each(ctx, store.Query{Part: part}) {
				f, err := factOf(it, err)
				if !yield(f, err) || err != nil {
					return
				}
			}
		}
	}
}

func factOf(it store.Item, err error) (Fact, error) {
	if err != nil {
		return Fact{}, err
	}
	if it.Part == partIncident {
		f := Fact{Incident: new(Incident)}
		return f, decode("incident "+it.Sort, it.Value, f.Incident)
	}
	f := Fact{Maintenance: new(Maintenance)}
	return f, decode("maintenance "+it.Sort, it.Value, f.Maintenance)
}
