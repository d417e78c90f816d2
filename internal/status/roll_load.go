package status

import (
	"cmp"
	"context"
	"encoding/json"

	"tidings/internal/order"
	"tidings/internal/store"
)

// keyRolled is there once every fact has been entered in the roll.
var keyRolled = store.Key{Part: partIndex, Sort: "rolled"}

// rollLoading makes one roll anew in a Load. Numbers that were given stay;
// those that are new follow in the order in which things began.
type rollLoading struct {
	about   string
	head    rollHead
	numbers map[string]*Numbers
	rows    map[string]*Row
	updates map[string][]Update // ids alone, of those that lack a number
}

func newRollLoading(about string) *rollLoading {
	return &rollLoading{about: about, numbers: map[string]*Numbers{}, rows: map[string]*Row{}, updates: map[string][]Update{}}
}

// readStored takes in the numbers that were given.
func (l *rollLoading) readStored(ctx context.Context, b *Board) error {
	head, err := b.rollHead(ctx, l.about)
	if err != nil {
		return err
	}
	l.head = rollHead{Last: head.Last, LastUpdate: head.LastUpdate}
	for it, err := range b.each(ctx, store.Query{Part: numbersKey(l.about, "").Part}) {
		if err != nil {
			return err
		}
		n := new(Numbers)
		if err := decode("numbers of "+it.Sort, it.Value, n); err != nil {
			return err
		}
		l.numbers[it.Sort] = n
	}
	return nil
}

func (l *rollLoading) take(row *Row, updates []Update) {
	row.own()
	l.rows[row.ID] = row
	l.updates[row.ID] = nil
	if n := l.numbers[row.ID]; n != nil && !n.lacks(updates) {
		return
	}
	own := make([]Update, len(updates))
	for i, u := range updates {
		own[i] = Update{ID: u.ID}
	}
	l.updates[row.ID] = own
}

// items yields the numbers that are new, all rows, and the head.
func (l *rollLoading) items(yield func(store.Item) bool) error {
	for _, id := range l.order() {
		n := l.numbers[id]
		if n == nil {
			n = &Numbers{}
			l.numbers[id] = n
		}
		if !l.head.give(n, l.updates[id]) {
			continue
		}
		if err := yieldJSON(yield, numbersKey(l.about, id), n); err != nil {
			return err
		}
	}
	return l.blocks(yield)
}

// order is that in which things began.
func (l *rollLoading) order() []string {
	ids := sortedKeys(l.rows)
	order.StablyBy(ids, func(a, b string) int { return cmp.Compare(l.rows[a].From, l.rows[b].From) })
	return ids
}

func (l *rollLoading) blocks(yield func(store.Item) bool) error {
	var rows []Row
	for id, n := range l.numbers {
		row := l.rows[id]
		if row == nil {
			row = &Row{ID: id, Gone: true}
		}
		row.Number = n.Own
		rows = append(rows, *row)
		l.head.count(row, 1)
	}
	order.By(rows, func(a, b Row) int { return a.Number - b.Number })
	for len(rows) > 0 {
		block := rows[0].Number / blockRows
		n, _ := rowAt(rows, (block+1)*blockRows)
		yield(store.Item{Key: rowsKey(l.about, block), Value: encodeRows(rows[:n])})
		rows = rows[n:]
	}
	yield(store.Item{Key: rollKey(l.about), Value: l.head.encode()})
	return nil
}

// yieldJSON yields an item of JSON. That the receiver wants no more is seen by the
// load itself.
func yieldJSON(yield func(store.Item) bool, k store.Key, v any) error {
	value, err := json.Marshal(v)
	if err == nil {
		yield(store.Item{Key: k, Value: value})
	}
	return err
}
