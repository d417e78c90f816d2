package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"tidings/internal/contacts"
)

const (
	// ReportWait is how long the service that may have taken a message has to
	// report it before it is sent again.
	ReportWait = 10 * time.Minute
	// laterWait is how long a message that was not taken rests before it is tried
	// again, laterFor when trying ends.
	laterWait = 10 * time.Minute
	laterFor  = 24 * time.Hour
	// finishTime is how long a message that is under way when the program is being
	// stopped may take: one that has arrived and is not noted comes again.
	finishTime = 2 * time.Second
)

// parcel is a claimed message on its way.
type parcel struct {
	who    *contacts.Subscriber
	news   []Owed
	rounds debt // of the news, by subject
}

// word words a message; nil where there is nothing to tell after all.
func (d *Desk) word(ctx context.Context, p *parcel) (l Letter, err error) {
	if len(p.news) == 1 {
		l, err = d.Writer.Write(ctx, *p.who, p.news[0].Subject, p.news[0].Events)
	} else {
		l, err = d.Writer.Digest(ctx, *p.who, p.news)
	}
	if err != nil {
		err = fmt.Errorf("wording a message about %s: %w", p.news[0].Subject, err)
	}
	return l, err
}

// send words a message, carries it, and writes down what came of it, even when
// the program is being stopped meanwhile.
func (d *Desk) send(ctx context.Context, p *parcel) (outcome, error) {
	after := context.WithoutCancel(ctx)
	letter, err := d.word(ctx, p)
	switch {
	case err != nil && ctx.Err() == nil:
		return d.stick(after, p, err)
	case err != nil:
		return nothing, errors.Join(err, d.unclaim(after, p))
	case letter == nil:
		return nothing, d.record(after, p, false)
	}
	if err := d.pace.Wait(ctx); err != nil {
		return nothing, errors.Join(err, d.unclaim(after, p))
	}
	sending, done := Finishing(ctx)
	defer done()
	err = d.Channel.Send(sending, letter)
	switch {
	case err == nil:
		d.refusals.Store(0)
		d.stuck.clear()
		return sent, d.record(after, p, false)
	case errors.Is(err, ErrRefused):
		return d.refuse(after, p, err)
	case errors.Is(err, ErrUnsure):
		return left, d.doubt(after, p, err)
	case errors.Is(err, ErrLater):
		return d.later(after, p, err)
	case errors.Is(err, ErrFailed):
		return d.stick(after, p, fmt.Errorf("sending: %w", err))
	}
	return nothing, errors.Join(fmt.Errorf("sending: %w", err), d.unclaim(after, p))
}

// ErrNothingNew is the cause of a context that ends early enough for what is under way
// to arrive, however long its service takes: nothing new may begin.
var ErrNothingNew = errors.New("nothing new may begin")

// Finishing is a context that ends a little after another: what is under way
// when a program is being stopped may arrive. It does not end where the other does
// because of ErrNothingNew.
func Finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if !errors.Is(context.Cause(ctx), ErrNothingNew) {
			time.AfterFunc(finishTime, cancel)
		}
	})
	return longer, func() { stop(); cancel() }
}

// record notes that a reader was told.
func (d *Desk) record(ctx context.Context, p *parcel, refused bool) error {
	return d.amendAll(ctx, p, func(l *line, upto int) { l.end(upto, refused, d.Now()) })
}

// unclaim takes a claim back: the message certainly did not go out.
func (d *Desk) unclaim(ctx context.Context, p *parcel) error {
	return d.amendAll(ctx, p, func(l *line, _ int) { l.free() })
}

// amendAll changes the entry of the ledger of every subject of a message.
func (d *Desk) amendAll(ctx context.Context, p *parcel, do func(l *line, upto int)) (err error) {
	for _, o := range p.news {
		upto := o.Events[len(o.Events)-1].Number
		err = errors.Join(err, d.amend(ctx, o.Subject, p.who.ID, func(l *line) { do(l, upto) }))
	}
	return err
}

// inARow is how many messages one after the other may be refused for good, or fail,
// before that says something of us and not of their readers.
const inARow = 10

// refuse gives a message up, and notes against its address what that says. When
// all are refused, it stops instead, for as long as messages are tried.
func (d *Desk) refuse(ctx context.Context, p *parcel, why error) (outcome, error) {
	if errors.Is(why, ErrNobody) {
		return refused, d.giveUp(ctx, p, why, contacts.Hard)
	}
	if n := d.refusals.Add(1); n > inARow && !p.late(d.Now()) {
		return nothing, errors.Join(fmt.Errorf("more than %d messages in a row were refused, which says something of the sender: %w", inARow, why), d.unclaim(ctx, p))
	}
	if said, ok := errors.AsType[ServerError](why); ok && said.At == "content" {
		return refused, d.giveUp(ctx, p, why, "")
	}
	return refused, d.giveUp(ctx, p, why, contacts.Soft)
}

// giveUp records that a message will not be sent, and what that says against its
// address, which may be nothing.
func (d *Desk) giveUp(ctx context.Context, p *parcel, why error, against contacts.Feedback) error {
	d.Log.Warn("a message was refused for good", "to", p.who.Address, "error", why)
	err := d.record(ctx, p, true)
	if against != "" {
		err = errors.Join(err, d.Book.Report(ctx, p.who.Address, against, d.Now()))
	}
	return err
}

// late reports whether something of a message is too old to be tried again.
func (p *parcel) late(now time.Time) bool {
	return slices.ContainsFunc(p.news, func(o Owed) bool { return now.Sub(o.Events[0].At) >= laterFor })
}

// doubt keeps the claim of a message that may have been taken, until its
// service has had time to say so.
func (d *Desk) doubt(ctx context.Context, p *parcel, why error) error {
	d.Log.Warn("it is not known whether a message was taken; it is sent again unless the mail service reports it", "to", p.who.Address, "wait", ReportWait, "error", why)
	keep := d.amendAll(ctx, p, func(l *line, _ int) { l.Unsure = true })
	return errors.Join(keep, d.owe(ctx, d.Now().Add(ReportWait), p.who.ID, p.rounds))
}

// stick puts a message aside that failed, so that nobody waits for it. When those to
// many readers do, and none goes out, it stops instead.
func (d *Desk) stick(ctx context.Context, p *parcel, why error) (outcome, error) {
	if d.stuck.add(p.who.ID) <= inARow {
		return d.later(ctx, p, why)
	}
	return nothing, errors.Join(why, d.unclaim(ctx, p))
}

// stuck are the readers at whose messages something failed since the last one that
// went out.
type stuck struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (s *stuck) add(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[string]bool{}
	}
	s.ids[id] = true
	return len(s.ids)
}

func (s *stuck) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.ids)
}

// later puts a message aside that was not taken now, so that nobody waits for
// it, and gives it up after a day.
func (d *Desk) later(ctx context.Context, p *parcel, why error) (outcome, error) {
	if p.late(d.Now()) {
		against := contacts.Soft
		if !errors.Is(why, ErrLater) {
			against = "" // it never left us
		}
		return refused, d.giveUp(ctx, p, why, against)
	}
	d.Log.Info("a message was not taken for now; it is tried again", "to", p.who.Address, "wait", laterWait, "error", why)
	return left, errors.Join(d.unclaim(ctx, p), d.owe(ctx, d.Now().Add(laterWait), p.who.ID, p.rounds))
}

// putAside has a reader looked at again when what is under way to them has
// become clear.
func (d *Desk) putAside(ctx context.Context, n *News, who *contacts.Subscriber, busy *busyError) error {
	return d.owe(ctx, busy.until, who.ID, debt{n.Subject: n.Round})
}
