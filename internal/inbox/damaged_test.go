package inbox_test

import (
	"errors"
	"testing"
	"time"

	"tidings/internal/inbox"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

func TestADamagedDeliveryHoldsNobodyUp(t *testing.T) {
	ctx := t.Context()
	driver := memory.New(func() time.Time { return noon })
	in := inbox.New(driver)
	broken := store.Key{Part: "inbox/pending", Sort: inbox.NewID(noon.Add(-time.Hour), [10]byte{})}
	if err := driver.Update(ctx, []store.Key{broken}, func(tx *store.Tx) error { return tx.Put(broken, []byte{1, 2}) }); err != nil {
		t.Fatal(err)
	}
	good := inbox.Delivery{ID: inbox.NewID(noon, [10]byte{}), Source: "mon", Body: []byte("{}"), Received: noon}
	if _, _, err := in.Accept(ctx, good); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		waiting, err := in.Pending(ctx, 1)
		if err != nil || len(waiting) != 1 || waiting[0].ID != good.ID {
			t.Fatalf("waiting: %v, %v, want the delivery that can be read", waiting, err)
		}
	}
	aside := store.Key{Part: "inbox/damaged", Sort: broken.Sort}
	if kept, err := driver.Get(ctx, aside); err != nil || len(kept) != 1 {
		t.Errorf("what could not be read is lost: %v, %v", kept, err)
	}
}

func TestADamagedDeliveryIsListedAsSuch(t *testing.T) {
	ctx := t.Context()
	driver := memory.New(func() time.Time { return noon })
	in := inbox.New(driver)
	ids := map[string]string{}
	for i, part := range []string{"inbox/pending", "inbox/kept"} {
		k := store.Key{Part: part, Sort: inbox.NewID(noon.Add(time.Duration(i)*time.Hour), [10]byte{})}
		ids[k.Sort] = part
		if err := driver.Update(ctx, []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, []byte{1, 2}) }); err != nil {
			t.Fatal(err)
		}
	}
	good := inbox.Delivery{ID: inbox.NewID(noon, [10]byte{1}), Source: "mon", Body: []byte("{}"), Received: noon}
	if _, _, err := in.Accept(ctx, good); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"before", "after"} {
		list, _, err := in.List(ctx, "", 10, "")
		if err != nil || len(list) != 3 {
			t.Fatalf("%s it was set aside: %+v, %v", when, list, err)
		}
		for _, d := range list {
			if damaged := ids[d.ID] != ""; damaged != (d.State == inbox.Damaged) || damaged && (d.Reason == "" || d.Received.Before(noon)) {
				t.Errorf("%s it was set aside: %+v", when, d)
			}
			if _, err := in.Get(ctx, d.ID); (d.State == inbox.Damaged) != errors.Is(err, inbox.ErrDamaged) {
				t.Errorf("%s it was set aside, reading %s: %v", when, d.ID, err)
			}
		}
		if list, _, err := in.List(ctx, "mon", 10, ""); err != nil || len(list) != 1 || list[0].ID != good.ID {
			t.Errorf("of one source: %+v, %v", list, err)
		}
		if _, err := in.Pending(ctx, 10); err != nil {
			t.Fatal(err)
		}
	}
}
