package monitors

import (
	"context"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/status"
	"tidings/internal/web"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	admin.House
	web.Deliveries
	// Rehearse says what a delivery would do, and does none of it.
	Rehearse(ctx context.Context, d inbox.Delivery) (Rehearsal, error)
	// Replay works a kept delivery out again by the rules in force and returns it
	// as it then stands. Its errors are those of inbox.Inbox.Get.
	Replay(ctx context.Context, id string) (inbox.Delivery, error)
}

// Deliveries are those that are kept.
type Deliveries interface {
	Get(ctx context.Context, id string) (inbox.Delivery, error)
	List(ctx context.Context, source string, limit int, after string) (found []inbox.Delivery, next string, err error)
}

// Secrets keeps what sources prove themselves with. By is who does it.
type Secrets interface {
	List(ctx context.Context) ([]secret.Info, error)
	Lookup(ctx context.Context, name string, at time.Time) ([]string, error)
	Set(ctx context.Context, by, name, value string, at time.Time) error
	Rotate(ctx context.Context, by, name, value string, at time.Time) error
	// Given reports whether the environment gives a secret, which then goes
	// before what is kept.
	Given(name string) bool
}

// Rehearsal is what a delivery would do.
type Rehearsal struct {
	Quarantine string // why it would not be understood; then there is nothing else
	Readings   []Reading
	Changes    []Change // of components, the first in time first
	Incidents  []string // titles of those that it would open
}

// Reading is what the rules make of one signal.
type Reading struct {
	Signal status.Signal
	Rule   *config.Rule // the first that fits; nil for none
	Number int          // of the rule in its file, from 1
	Effect *status.Effect
}

// Change is what the page would show of a component differently, and how long
// after the delivery.
type Change struct {
	Component     string // its name
	Before, After status.Status
	In            time.Duration
}
