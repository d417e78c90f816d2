// Package invited is the word of one door to another that a letter waits in the
// private book: an entry in the log of the page, whose stream wakes doors. It must
// never know who is invited.
package invited

import (
	"context"
	"encoding/json"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
)

// Subject is what such an entry is about.
const Subject = "invitations"

// Say appends an entry.
func Say(ctx context.Context, page store.Driver, at time.Time) error {
	entry, err := json.Marshal(map[string]any{"id": "invite/" + at.UTC().Format(time.RFC3339Nano), "by": "api", "by_kind": status.OriginAutomation,
		"verb": "invite", "subject": Subject, "at": at.UTC()})
	if err != nil {
		return err
	}
	return page.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry)
		return nil
	})
}
