package contacts

import (
	"encoding/json"
	"testing"

	"tidings/internal/store"
)

// unnumber takes everybody's number away, as it was before there were any.
func (d *desk) unnumber() {
	d.Helper()
	for it, err := range store.All(d.Context(), d.store, store.Query{Part: partSubscriber}) {
		var r record
		if err == nil {
			err = json.Unmarshal(it.Value, &r)
		}
		r.Number = 0
		value, _ := json.Marshal(r)
		if err == nil {
			err = d.store.Update(d.Context(), []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Put(it.Key, value) })
		}
		if err != nil {
			d.Fatal(err)
		}
	}
}

// Who subscribed before there were numbers gets one, which nobody else has or had, and
// is otherwise as before.
func TestSubscribersFromBeforeNumbersGetOne(t *testing.T) {
	d := newDesk(t)
	d.join("ann@example.com", Wish{All: true, Incident: true})
	first := d.join("bob@example.com", Wish{All: true, Incident: true})
	d.unnumber()
	if _, total, err := d.Numbered(t.Context(), 0, 10); err != nil || total != 0 {
		t.Fatalf("%d have a number, %v", total, err)
	}
	d.join("cid@example.com", Wish{All: true, Incident: true})
	for _, want := range []int{2, 0} {
		if n, err := NumberAll(t.Context(), d.store); err != nil || n != want {
			t.Fatalf("%d are numbered, %v; want %d", n, err, want)
		}
	}
	list, total, err := d.Numbered(t.Context(), 0, 10)
	if err != nil || total != 3 || list[0].Address.Reveal() != "cid@example.com" || list[0].Number != 3 || list[1].Number != 4 || list[2].Number != 5 {
		t.Errorf("%d are listed: %+v, %v", total, list, err)
	}
	if bob, err := d.Get(t.Context(), first.ID); err != nil || bob.State != Active || bob.Wish.Language != first.Wish.Language || bob.Number < 4 {
		t.Errorf("bob is %+v, %v", bob, err)
	}
}
