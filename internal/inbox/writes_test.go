package inbox_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/inbox"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// counter counts what an inbox asks of its store.
type counter struct {
	store.Driver
	updates, keys, bytes int
}

func (c *counter) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	c.updates++
	c.keys += len(keys)
	return c.Driver.Update(ctx, keys, func(tx *store.Tx) error {
		err := fn(tx)
		writes, _ := tx.Writes()
		for _, it := range writes.Puts {
			c.bytes += it.Size()
		}
		for _, change := range writes.Changes {
			c.bytes += len(change)
		}
		return err
	})
}

func TestAcceptIsOneSmallUpdate(t *testing.T) {
	body := strings.Repeat("x", 2000)
	for transport, keys := range map[string]int{"": 1, "msg_1": 2} {
		c := &counter{Driver: memory.New(func() time.Time { return noon })}
		x := inbox.Delivery{ID: inbox.NewID(noon, [10]byte{1}), Source: "prometheus", TransportID: transport, Body: []byte(body), Received: noon}
		if _, _, err := inbox.New(c).Accept(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		if c.updates != 1 || c.keys != keys || c.bytes > len(body)+600 {
			t.Errorf("transport id %q: %d updates over %d keys with %d bytes for a body of %d", transport, c.updates, c.keys, c.bytes, len(body))
		}
	}
}

func TestChangesSayWhatCame(t *testing.T) {
	d := newDesk(t)
	x := d.delivery("prometheus", "", "private")
	d.accept(x)
	d.done(x.ID, inbox.Quarantined, "why")
	changes, _, err := d.store.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != 2 {
		t.Fatalf("%d changes, %v", len(changes), err)
	}
	for i, verb := range []string{"received", "quarantined"} {
		var got map[string]string
		if err := json.Unmarshal(changes[i], &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"id": x.ID + "/" + verb, "by": "prometheus", "by_kind": "automation", "verb": verb, "subject": "delivery/" + x.ID, "at": "2026-11-22T12:00:00Z"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("change (-want +got):\n%s", diff)
		}
	}
}
