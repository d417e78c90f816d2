package posting

import (
	"context"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	admin.House
	// Foresee says what a draft would do, and does none of it.
	Foresee(ctx context.Context, d Draft) (Foresight, error)
}

// Draft is a write to the board that is not made yet.
type Draft struct {
	At      time.Time
	Subject string // what it is foreseen of: incident/ID or maintenance/ID
	Write   func(ctx context.Context, b *status.Board) (status.Scope, error)
	Whole   bool // also the page, the mail, the entry of the feed and the document
}

// Foresight is what a draft would do.
type Foresight struct {
	Before, After *status.View
	Incident      *status.Incident    // as it would be; nil when there would be none
	Maintenance   *status.Maintenance // likewise
	Reach         admin.Reach         // whom it concerns
	Page          string              // HTML, as it would be published
	Policy        string              // the content security policy of the page
	Subject, Mail string              // as text
	Feed          string              // the entry of the newest update, Atom
	JSON          string              // the document of it, as Statuspage has it
}
