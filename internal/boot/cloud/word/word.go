// Package word is the word of one door to others that there is something to look at:
// an entry in the log of the page, whose stream wakes them. So whoever gives it needs
// no queue, and its program no client of one. It must never say what there is, for
// the log is not where people are known.
package word

import (
	"context"
	"encoding/json"
	"time"

	"tidings/internal/audit"
	"tidings/internal/status"
	"tidings/internal/store"
)

// What an entry can be about.
const (
	Invitations = "invitations" // letters wait in the private book
	Dashboard   = "dashboard"   // something was decided there that the board does not show, now or when it can no longer be taken back
)

// Give appends an entry of the door called by.
func Give(ctx context.Context, page store.Driver, by, subject string, at time.Time) error {
	entry, err := json.Marshal(map[string]any{"id": subject + "/" + at.UTC().Format(time.RFC3339Nano), "by": by, "by_kind": status.OriginAutomation,
		"verb": audit.Wake, "subject": subject, "at": at.UTC()})
	if err != nil {
		return err
	}
	return page.Update(ctx, nil, func(tx *store.Tx) error {
		tx.Append(entry)
		return nil
	})
}
