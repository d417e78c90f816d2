package inbox

import (
	"errors"
	"time"

	"tidings/internal/store"
)

// The states of a delivery.
const (
	Pending     = "pending"     // waits to be worked out
	Done        = "done"        // worked out; kept for 30 days
	Quarantined = "quarantined" // not understood, see Reason; kept for 90 days
	Damaged     = "damaged"     // what is stored cannot be read, see Reason; only in a list
)

const (
	keepDone        = 30 * 24 * time.Hour
	keepQuarantined = 90 * 24 * time.Hour
	// keepTransport is how long a request with the same id of the sender counts
	// as the same: longer than any sender goes on trying.
	keepTransport = 7 * 24 * time.Hour
)

var (
	// ErrNotFound says that there is no delivery of that id, or no longer.
	ErrNotFound = errors.New("there is no such delivery, or it is no longer kept")
	// ErrReused says that a TransportID has been used for another body.
	ErrReused = errors.New("the id of the request has been used for another body")
	// ErrDamaged says that a stored delivery cannot be read: it was written by
	// a newer version of the program, or changed by something else.
	ErrDamaged = errors.New("the stored delivery cannot be read")
)

// Delivery is one webhook that was let in.
type Delivery struct {
	ID          string            // from NewID
	Source      string            // the configured source
	TransportID string            // the sender's own id of the request, or empty
	Keyed       bool              // whether TransportID stands for one body; not kept
	Header      map[string]string // the harmless ones, names in lower case
	Body        []byte            // as it came
	Received    time.Time         // UTC
	State       string            // Pending, Done or Quarantined; in a list also Damaged
	Reason      string            // why it is in quarantine
	Outcome     []Outcome         // by signal, once it was worked out
}

// Outcome is what became of one signal of a delivery.
type Outcome struct {
	Key       string `json:"key"`                 // of the signal
	Kind      string `json:"kind"`                // such as firing
	Component string `json:"component,omitempty"` // that a rule gave it to, or empty
	Status    string `json:"status,omitempty"`    // that the rule gives the component
	Note      string `json:"note,omitempty"`      // for people
}

// Inbox keeps deliveries in a store. Its methods may be called from many goroutines.
type Inbox struct{ store store.Driver }

// New returns the inbox of a store.
func New(d store.Driver) *Inbox { return &Inbox{store: d} }
