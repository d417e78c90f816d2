package v1_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"tidings/internal/store"
)

// broken is a store that cannot be read.
type broken struct{ store.Driver }

var errBroken = fmt.Errorf("%w: /secret/path/tidings.db is locked", store.ErrUnavailable)

func (broken) Get(context.Context, ...store.Key) (map[store.Key]store.Item, error) {
	return nil, errBroken
}

func (broken) List(context.Context, store.Query) (store.Page, error) { return store.Page{}, errBroken }

// forget takes the answers out of what is kept of requests, as if the process
// had ended before it could keep them.
func (c *client) forget(t *testing.T) {
	t.Helper()
	page, err := c.store.List(t.Context(), store.Query{Part: "api/once"})
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range page.Items {
		var kept map[string]any
		if err := json.Unmarshal(it.Value, &kept); err != nil {
			t.Fatal(err)
		}
		delete(kept, "status")
		delete(kept, "body")
		kept["began"] = c.clock()
		value, err := json.Marshal(kept)
		if err != nil {
			t.Fatal(err)
		}
		err = c.store.Update(t.Context(), []store.Key{it.Key}, func(tx *store.Tx) error {
			return tx.PutUntil(it.Key, value, it.Expires)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
