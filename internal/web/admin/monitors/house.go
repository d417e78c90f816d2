package monitors

import (
	"context"
	"errors"
	"time"

	"tidings/internal/backtest"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/triage"
	"tidings/internal/web"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	admin.House
	web.Deliveries
	// Rehearse says what a delivery would do, and does none of it.
	Rehearse(ctx context.Context, d inbox.Delivery) (triage.Rehearsal, error)
	// Replay works a kept delivery out again by the rules in force and returns it
	// as it then stands. Its errors are those of inbox.Inbox.Get.
	Replay(ctx context.Context, id string) (inbox.Delivery, error)
	// SourceFile is the content file of a source, as it is in force.
	SourceFile(ctx context.Context, id string) (string, error)
	// Backtest says what another text of a source's file would have made of the
	// deliveries that came of it from a time on. Its errors are a Mistake in the
	// text, and ErrTooMuch.
	Backtest(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error)
}

// Mistake is what is wrong with a content file, with its place.
type Mistake string

func (m Mistake) Error() string { return string(m) }

// ErrTooMuch says that there is more to work out than somebody waits for.
var ErrTooMuch = errors.New("more came than can be worked out while a browser waits")

// Deliveries are those that are kept.
type Deliveries interface {
	Get(ctx context.Context, id string) (inbox.Delivery, error)
	List(ctx context.Context, source string, limit int, after string) (found []inbox.Delivery, next string, err error)
}

// Secrets keeps what sources prove themselves with. By is who does it.
type Secrets interface {
	Standing(ctx context.Context, name string, at time.Time) (secret.Standing, error)
	Set(ctx context.Context, by, name, value string, at time.Time) error
	Rotate(ctx context.Context, by, name, value string, at time.Time) error
}
