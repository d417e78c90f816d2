package inbox_test

import (
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
