package status

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"tidings/internal/store"
)

// enter brings the roll up to date with a fact, nil for one that is deleted.
func (t *txn) enter(about, id string, row *Row, updates []Update) error {
	n, err := t.numbers(about, id, row != nil, updates)
	if err != nil || n.Own == 0 {
		return err
	}
	if row == nil {
		row = &Row{ID: id, Gone: true}
	}
	row.Number = n.Own
	return t.saveRow(about, row)
}

// numbers reads the numbers of an id, and gives those that are lacking if it is
// to have any.
func (t *txn) numbers(about, id string, give bool, updates []Update) (n Numbers, err error) {
	k := numbersKey(about, id)
	if _, err := t.read(k, &n); err != nil || !give || !n.lacks(updates) {
		return n, err
	}
	head, err := t.rollHead(about)
	if err != nil {
		return n, err
	}
	head.give(&n, updates)
	if err := t.saveRollHead(about, head); err != nil {
		return n, err
	}
	return n, t.write(k, &n)
}

func (t *txn) rollHead(about string) (*rollHead, error) {
	value, err := t.get(rollKey(about))
	if err != nil {
		return nil, err
	}
	return decodeRollHead(value)
}

func (t *txn) saveRollHead(about string, h *rollHead) error { return t.Put(rollKey(about), h.encode()) }

func (t *txn) saveRow(about string, row *Row) error {
	k := rowsKey(about, row.Number/blockRows)
	value, err := t.get(k)
	if err != nil {
		return err
	}
	rows, err := decodeRows(value)
	if err != nil {
		return err
	}
	rows, was := setRow(rows, *row)
	if row.equal(was) {
		return nil
	}
	if err := t.recount(about, was, row); err != nil {
		return err
	}
	return t.Put(k, encodeRows(rows))
}

// recount keeps the head's counts; most writes change none.
func (t *txn) recount(about string, was, is *Row) error {
	if was != nil && was.Gone == is.Gone && was.Hidden == is.Hidden {
		return nil
	}
	head, err := t.rollHead(about)
	if err != nil {
		return err
	}
	head.count(was, -1)
	head.count(is, 1)
	return t.saveRollHead(about, head)
}

// Enroll gives numbers to ids of a kind that have none, in their order: a
// transaction for those that are new, and no write for those that are not.
func (b *Board) Enroll(ctx context.Context, about string, ids ...string) error {
	for chunk := range slices.Chunk(ids, store.MaxItems/4) {
		keys := []store.Key{rollKey(about)}
		for _, id := range chunk {
			keys = append(keys, numbersKey(about, id))
		}
		err := b.update(ctx, keys, func(t *txn) error {
			for _, id := range chunk {
				if _, err := t.numbers(about, id, true, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("giving numbers: %w", err)
		}
	}
	return nil
}

// EnrollAs gives ids of a kind the numbers that are asked for. Those that have
// another already keep it, since clients know them by it; so do those whose number
// another has. Both are returned.
func (b *Board) EnrollAs(ctx context.Context, about string, numbers map[string]int) (refused []string, err error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	all, err := b.AllNumbers(ctx, about)
	if err != nil {
		return nil, err
	}
	has := make(map[int]string, len(all))
	for id, n := range all {
		has[n] = id
	}
	for _, id := range slices.Sorted(maps.Keys(numbers)) {
		n := numbers[id]
		switch {
		case all[id] == n:
		case all[id] != 0 || has[n] != "":
			refused = append(refused, id)
		default:
			err = b.enrollAs(ctx, about, id, n)
		}
		if err != nil {
			return nil, fmt.Errorf("giving numbers: %w", err)
		}
	}
	return refused, nil
}

func (b *Board) enrollAs(ctx context.Context, about, id string, number int) error {
	return b.update(ctx, []store.Key{rollKey(about), numbersKey(about, id)}, func(t *txn) error {
		head, err := t.rollHead(about)
		if err != nil {
			return err
		}
		head.Last = max(head.Last, number)
		return errors.Join(t.saveRollHead(about, head), t.write(numbersKey(about, id), &Numbers{Own: number}))
	})
}

// Numbers reads the numbers of ids, at most store.MaxItems of them. An id
// without any is left out.
func (b *Board) Numbers(ctx context.Context, about string, ids []string) (map[string]Numbers, error) {
	keys := make([]store.Key, len(ids))
	for i, id := range ids {
		keys[i] = numbersKey(about, id)
	}
	found, err := b.d.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	all := make(map[string]Numbers, len(found))
	for k, it := range found {
		var n Numbers
		if err := decode("numbers of "+k.Sort, it.Value, &n); err != nil {
			return nil, err
		}
		all[k.Sort] = n
	}
	return all, nil
}

// AllNumbers reads every number of a kind, also of what is deleted: for kinds
// of which there are few.
func (b *Board) AllNumbers(ctx context.Context, about string) (map[string]int, error) {
	all := map[string]int{}
	for it, err := range b.each(ctx, store.Query{Part: numbersKey(about, "").Part}) {
		if err != nil {
			return nil, err
		}
		var n Numbers
		if err := decode("numbers of "+it.Sort, it.Value, &n); err != nil {
			return nil, err
		}
		all[it.Sort] = n.Own
	}
	return all, nil
}
