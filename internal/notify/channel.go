package notify

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/contacts"
)

// Letter is a message, worded for one reader. What is in it is up to those who
// write and carry it.
type Letter any

// Writer words messages.
type Writer interface {
	// Write words what a subscriber is to be told of one subject. A nil Letter
	// says that there is nothing to tell after all: the subject is gone.
	Write(ctx context.Context, to contacts.Subscriber, subject string, events []Event) (Letter, error)
	// Digest words the same for several subjects at once.
	Digest(ctx context.Context, to contacts.Subscriber, news []Owed) (Letter, error)
}

// Owed is what one reader is to be told of one subject.
type Owed struct {
	Subject string
	Events  []Event
}

// Channel carries messages.
type Channel interface {
	// Send returns nil once the message is out of our hands. It returns
	// ErrRefused, ErrLater or ErrUnsure where that is about this message alone,
	// ErrFailed where it may be, and any other error when no message can be sent
	// for now.
	Send(ctx context.Context, l Letter) error
}

// Checked is a Channel that can say how its service stands without sending.
type Checked interface {
	// Check returns nil when mail can be sent to anybody. It is quick when it was
	// asked lately.
	Check(ctx context.Context) error
}

// ErrOff says that no mail goes out until somebody changes how it is set up.
var ErrOff = errors.New("mail is not enabled")

// ErrSandbox says that a service sends to addresses only that it was told of.
var ErrSandbox = fmt.Errorf("%w: the account is in the sandbox: only addresses that it has verified get mail", ErrOff)

var (
	// ErrRefused says that this message will never reach its reader.
	ErrRefused = errors.New("refused for good")
	// ErrNobody says beside it that no message will: there is no such reader.
	ErrNobody = errors.New("no such address")
	// ErrLater says that this message was not taken now, and others may be.
	ErrLater = errors.New("not taken for now")
	// ErrFailed says that the service failed at this message, and that nobody knows
	// whether it would at others.
	ErrFailed = errors.New("the service failed at the message")
	// ErrUnsure says that nobody knows whether this message was taken.
	ErrUnsure = errors.New("it is not known whether the message was taken")
)

// ServerError is what a mail server answered, in its own words. They may name
// the reader of the message: they are for that reader, and Error leaves them out.
type ServerError struct {
	Err  error
	Code int    // of the answer; 0 where there was none
	At   string // what was refused: "sender", "recipient", "content", or empty
	Said string
}

func (e ServerError) Error() string { return e.Err.Error() }

// Unwrap gives the error without the words.
func (e ServerError) Unwrap() error { return e.Err }

// Mark is a place in the ledger: that a reader was told of a subject, up to the
// event of a number.
type Mark struct {
	Subject string
	Number  int
}
