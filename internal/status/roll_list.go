package status

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tidings/internal/order"
	"tidings/internal/store"
)

// RollQuery chooses rows of a roll.
type RollQuery struct {
	Hidden bool            // with the hidden ones
	Keep   func(*Row) bool // nil: all
	Sort   func(*Row) Rank // nil: by number
	Desc   bool            // the greatest first
	Offset int             // rows to leave out
	Limit  int             // rows to give at most
}

// Rank is where a row stands in an order: by Number, then by Text.
type Rank struct {
	Number int64
	Text   string
}

// Roll gives rows of a roll, and how many there are in all. A page of the plain
// list reads its head and the blocks that the page lies in, at most 64 rows
// each; with Keep or Sort it reads all blocks, but never a fact.
func (b *Board) Roll(ctx context.Context, about string, q RollQuery) (rows []Row, total int, err error) {
	if q.Keep != nil || q.Sort != nil {
		return b.searchRoll(ctx, about, q)
	}
	head, err := b.rollHead(ctx, about)
	if err != nil {
		return nil, 0, err
	}
	counts := head.Shown
	if q.Hidden {
		counts = head.Held
	}
	for _, n := range counts {
		total += n
	}
	blocks, skip := q.blocks(counts)
	for chunk := range slices.Chunk(blocks, store.MaxItems) {
		more, err := b.rollRows(ctx, about, chunk, q)
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, more...)
	}
	return cut(rows, skip, q.Limit), total, nil
}

// blocks are those that a page lies in, in the order of the page, and how many
// of their rows stand before it.
func (q *RollQuery) blocks(counts []int) (blocks []int, skip int) {
	skip = q.Offset
	want := q.Limit
	for i := range counts {
		if q.Desc {
			i = len(counts) - 1 - i
		}
		switch {
		case want <= 0:
			return blocks, skip
		case len(blocks) == 0 && skip >= counts[i]:
			skip -= counts[i]
			continue
		case len(blocks) == 0:
			want -= counts[i] - skip
		default:
			want -= counts[i]
		}
		blocks = append(blocks, i)
	}
	return blocks, skip
}

// rollRows reads blocks and gives their rows that are asked for.
func (b *Board) rollRows(ctx context.Context, about string, blocks []int, q RollQuery) ([]Row, error) {
	keys := make([]store.Key, len(blocks))
	for i, n := range blocks {
		keys[i] = rowsKey(about, n)
	}
	found, err := b.d.Get(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var all []Row
	for _, k := range keys {
		rows, err := decodeRows(found[k].Value)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(r Row) bool { return !q.wants(&r) })
		if q.Desc {
			slices.Reverse(rows)
		}
		all = append(all, rows...)
	}
	return all, nil
}

func (q *RollQuery) wants(r *Row) bool {
	return !r.Gone && (q.Hidden || !r.Hidden) && (q.Keep == nil || q.Keep(r))
}

// searchRoll reads all rows.
func (b *Board) searchRoll(ctx context.Context, about string, q RollQuery) ([]Row, int, error) {
	var all []ranked
	for it, err := range b.each(ctx, store.Query{Part: rowsKey(about, 0).Part}) {
		if err != nil {
			return nil, 0, err
		}
		rows, err := decodeRows(it.Value)
		if err != nil {
			return nil, 0, err
		}
		for i := range rows {
			if q.wants(&rows[i]) {
				all = append(all, q.rank(&rows[i]))
			}
		}
	}
	order.By(all, q.compare)
	total := len(all)
	all = all[min(max(q.Offset, 0), total):]
	rows := make([]Row, 0, min(max(q.Limit, 0), len(all)))
	for _, r := range all[:cap(rows)] {
		rows = append(rows, *r.row)
	}
	return rows, total, nil
}

// ranked is a row and its place in the order that is asked for.
type ranked struct {
	row  *Row
	rank Rank
}

func (q *RollQuery) rank(r *Row) ranked {
	if q.Sort == nil {
		return ranked{row: r}
	}
	return ranked{r, q.Sort(r)}
}

func (q *RollQuery) compare(a, b ranked) int {
	order := cmp.Or(cmp.Compare(a.rank.Number, b.rank.Number), cmp.Compare(a.rank.Text, b.rank.Text), a.row.Number-b.row.Number)
	if q.Desc {
		return -order
	}
	return order
}

func cut(rows []Row, skip, limit int) []Row {
	rows = rows[min(max(skip, 0), len(rows)):]
	return rows[:min(max(limit, 0), len(rows))]
}

func (b *Board) rollHead(ctx context.Context, about string) (*rollHead, error) {
	value, err := b.item(ctx, rollKey(about))
	if err != nil {
		return nil, err
	}
	return decodeRollHead(value)
}

// ByNumber finds the id of a number of a roll: one read. It returns ErrNotFound
// for a number that nothing has, or has any more.
func (b *Board) ByNumber(ctx context.Context, about string, number int) (string, error) {
	missing := fmt.Errorf("%s number %d: %w", about, number, ErrNotFound)
	if number < 1 {
		return "", missing
	}
	value, err := b.item(ctx, rowsKey(about, number/blockRows))
	if err != nil {
		return "", err
	}
	rows, err := decodeRows(value)
	if err != nil {
		return "", err
	}
	if n, found := rowAt(rows, number); found && !rows[n].Gone {
		return rows[n].ID, nil
	}
	return "", missing
}

// Rolled reports whether every fact has its number: a store of an earlier
// version has none until Rebuild has run.
func (b *Board) Rolled(ctx context.Context) (bool, error) {
	value, err := b.item(ctx, keyRolled)
	return value != nil, err
}
