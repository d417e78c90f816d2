package inbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/order"
	"tidings/internal/store"
)

// Pending returns deliveries that wait, oldest first, with their bodies: at
// most limit, and no more than one page of the store holds. None: nothing waits.
// One that cannot be read is set aside as it is, so that it holds nobody up.
func (in *Inbox) Pending(ctx context.Context, limit int) ([]Delivery, error) {
	page, err := in.store.List(ctx, store.Query{Part: pendingPart, Limit: limit})
	if err != nil {
		return nil, fmt.Errorf("looking for waiting deliveries: %w", err)
	}
	waiting := make([]Delivery, 0, len(page.Items))
	for _, item := range page.Items {
		d, err := in.whole(ctx, item)
		if errors.Is(err, ErrDamaged) {
			if err := in.setAside(ctx, item); err != nil {
				return nil, fmt.Errorf("setting a damaged delivery aside: %w", err)
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, d)
	}
	if len(waiting) == 0 && len(page.Items) > 0 {
		return in.Pending(ctx, limit)
	}
	return waiting, nil
}

// setAside moves a waiting delivery that cannot be read out of the way.
func (in *Inbox) setAside(ctx context.Context, item store.Item) error {
	damaged := store.Key{Part: damagedPart, Sort: item.Sort}
	return in.store.Update(ctx, []store.Key{item.Key, damaged}, func(tx *store.Tx) error {
		value, waits, err := tx.Get(item.Key)
		if err != nil || !waits {
			return err
		}
		if err := tx.Put(damaged, value); err != nil {
			return err
		}
		return tx.Delete(item.Key)
	})
}

// Get returns a delivery with its body, ErrNotFound or ErrDamaged.
func (in *Inbox) Get(ctx context.Context, id string) (Delivery, error) {
	if _, ok := receivedAt(id); !ok {
		return Delivery{}, ErrNotFound
	}
	found, err := in.store.Get(ctx, pendingKey(id), keptKey(id), store.Key{Part: damagedPart, Sort: id})
	if err != nil {
		return Delivery{}, fmt.Errorf("reading the delivery %s: %w", id, err)
	}
	for _, item := range found {
		return in.whole(ctx, item)
	}
	return Delivery{}, ErrNotFound
}

// whole reads the pieces of a body that stand beside its first item.
func (in *Inbox) whole(ctx context.Context, item store.Item) (Delivery, error) {
	h, err := decode(item.Sort, item.Value)
	keys := pieceKeys(h.ID, h.size)
	if err != nil || len(keys) == 0 {
		return h.Delivery, err
	}
	pieces, err := in.store.Get(ctx, keys...)
	if err != nil {
		return Delivery{}, fmt.Errorf("reading the body of the delivery %s: %w", h.ID, err)
	}
	body := slices.Clone(h.Body)
	for _, key := range keys {
		body = append(body, pieces[key].Value...)
	}
	if uint64(len(body)) != h.size {
		return Delivery{}, fmt.Errorf("%w: %s lacks a part of its body", ErrDamaged, h.ID)
	}
	h.Body = body
	return h.Delivery, nil
}

// List returns deliveries without their bodies, newest first, at most limit;
// an empty source means all sources. With next as after the list goes on; it is
// empty at the end. What cannot be read stands among those of all sources, as
// Damaged, with its id, its time and why.
func (in *Inbox) List(ctx context.Context, source string, limit int, after string) (found []Delivery, next string, err error) {
	// A delivery that is done in between is in both lists, or in the second.
	for _, part := range []string{pendingPart, keptPart, damagedPart} {
		more, err := in.newest(ctx, part, source, limit+1, after)
		if err != nil {
			return nil, "", err
		}
		found = append(found, more...)
	}
	order.StablyBy(found, func(a, b Delivery) int { return strings.Compare(b.ID, a.ID) })
	found = latest(found)
	if len(found) > limit {
		found = found[:limit]
		next = found[limit-1].ID
	}
	return found, next, nil
}

// latest keeps the last of several entries for one delivery.
func latest(sorted []Delivery) []Delivery {
	kept := sorted[:0]
	for _, d := range sorted {
		if n := len(kept); n > 0 && kept[n-1].ID == d.ID {
			kept[n-1] = d
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

// newest returns the newest deliveries of a part that are older than after.
func (in *Inbox) newest(ctx context.Context, part, source string, limit int, after string) ([]Delivery, error) {
	var found []Delivery
	q := store.Query{Part: part, Reverse: true, To: after, Limit: limit + 1}
	for {
		page, err := in.store.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("listing deliveries: %w", err)
		}
		for _, item := range page.Items {
			d := listed(item)
			if d.ID != after && (source == "" || d.Source == source) {
				found = append(found, d)
			}
		}
		if len(found) >= limit || page.Next == "" {
			return found, nil
		}
		q.After = page.Next
	}
}

// listed is what a list says of a delivery.
func listed(item store.Item) Delivery {
	h, err := decode(item.Sort, item.Value)
	switch {
	case err != nil:
		at, _ := receivedAt(item.Sort)
		return Delivery{ID: item.Sort, Received: at, State: Damaged, Reason: err.Error()}
	case item.Part == damagedPart:
		h.State, h.Reason = Damaged, "a part of its body is missing"
	}
	h.Body = nil
	return h.Delivery
}
