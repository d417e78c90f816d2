package contacts

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

// counterKey holds the last number that was given.
var counterKey = store.Key{Part: partCounter, Sort: "subscriber"}

func nextNumber(tx *store.Tx) (int, error) { return nextNumbers(tx, 1) }

// nextNumbers gives some numbers away, and returns the first.
func nextNumbers(tx *store.Tx, n int) (int, error) {
	value, _, err := tx.Get(counterKey)
	if err != nil {
		return 0, err
	}
	last, _ := strconv.Atoi(string(value)) // nothing is 0
	return last + 1, tx.Put(counterKey, []byte(strconv.Itoa(last+n)))
}

// reserve is nextNumbers for a list, whose people would else all wait for the counter.
// A number whose person is known already is given to nobody.
func (b *Book) reserve(ctx context.Context, n int) (first int, err error) {
	err = b.d.Update(ctx, []store.Key{counterKey}, func(tx *store.Tx) (err error) {
		first, err = nextNumbers(tx, n)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("numbering subscribers: %w", err)
	}
	return first, nil
}

// Listed is somebody with a number: a subscriber, or one who is yet to confirm.
type Listed struct {
	Subscriber
	Pending bool // asked, and not confirmed
}

// Numbered is a page of those who subscribe or have asked to, by number, and
// how many there are in all. Those who left or cannot be reached are not among
// them. It looks at every record, and opens those of the page only.
func (b *Book) Numbered(ctx context.Context, skip, limit int) (page []Listed, total int, err error) {
	all, err := b.places(ctx)
	if err != nil {
		return nil, 0, err
	}
	total = len(all)
	all = all[min(max(skip, 0), total):]
	for _, p := range all[:min(max(limit, 0), len(all))] {
		x, err := b.openPlace(p)
		if err != nil {
			return nil, 0, err
		}
		page = append(page, x)
	}
	return page, total, nil
}

// ByNumber finds one of those that Numbered lists, or returns ErrNotFound.
func (b *Book) ByNumber(ctx context.Context, number int) (Listed, error) {
	all, err := b.places(ctx)
	if err != nil {
		return Listed{}, err
	}
	for _, p := range all {
		if p.number == number {
			return b.openPlace(p)
		}
	}
	return Listed{}, ErrNotFound
}

// Forget drops a wish that waits for its confirmation, by number.
func (b *Book) Forget(ctx context.Context, by string, number int, at time.Time) error {
	all, err := b.places(ctx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.number != number || p.item.Part != partAsked {
			continue
		}
		return b.d.Update(ctx, []store.Key{p.item.Key}, func(tx *store.Tx) error {
			tx.Append(entry("forget", by, p.id, at))
			return tx.Delete(p.item.Key)
		})
	}
	return ErrNotFound
}

// Looked notes in the log that somebody has read the list.
func (b *Book) Looked(ctx context.Context, by string, at time.Time) error {
	return b.d.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry("list", by, "all", at))
		return nil
	})
}

// place is a stored item with a number, sealed.
type place struct {
	number int
	id     string
	item   store.Item
}

// places are all items that Numbered lists, by number.
func (b *Book) places(ctx context.Context) ([]place, error) {
	var all []place
	for _, part := range [...]string{partSubscriber, partAsked} {
		for it, err := range b.items(ctx, part) {
			if err != nil {
				return nil, fmt.Errorf("listing subscribers: %w", err)
			}
			if p, listed := placeOf(it); listed {
				all = append(all, p)
			}
		}
	}
	order.By(all, func(a, b place) int { return cmp.Compare(a.number, b.number) })
	return all, nil
}

// placeOf reads what stands outside the seal.
func placeOf(it store.Item) (place, bool) {
	if it.Part == partAsked {
		var a asked
		err := json.Unmarshal(it.Value, &a)
		return place{a.Number, a.ID, it}, err == nil && !a.Done && a.Number > 0
	}
	var r record
	err := json.Unmarshal(it.Value, &r)
	return place{r.Number, it.Sort, it}, err == nil && r.State == Active && r.Number > 0
}

func (b *Book) openPlace(p place) (Listed, error) {
	if p.item.Part == partAsked {
		a, r, at, err := b.readAsked(p.item.Value)
		return Listed{Subscriber{ID: a.ID, Number: a.Number, Address: r.Address, Wish: r.Wish, Asked: at}, true}, err
	}
	sub, _, err := b.decode(p.id, p.item.Value)
	return Listed{Subscriber: sub}, err
}
