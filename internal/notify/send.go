package notify

import (
	"context"
	"errors"
	"fmt"
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
		return sent, d.record(after, p, false)
	case errors.Is(err, ErrRefused):
		return refused, d.refuse(after, p, err)
	case errors.Is(err, ErrUnsure):
		return left, d.doubt(after, p, err)
	case errors.Is(err, ErrLater):
		return d.later(after, p, err)
	}
	return nothing, errors.Join(fmt.Errorf("sending: %w", err), d.unclaim(after, p))
}

// Finishing is a context that ends a little after another: what is under way
// when a program is being stopped may arrive.
func Finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(finishTime, cancel) })
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

// refuse gives a message up, and notes against its address what that says.
func (d *Desk) refuse(ctx context.Context, p *parcel, why error) error {
	d.Log.Warn("a message was refused for good", "to", p.who.Address, "error", why)
	what := contacts.Soft
	if errors.Is(why, ErrNobody) {
		what = contacts.Hard
	}
	return errors.Join(d.record(ctx, p, true), d.Book.Report(ctx, p.who.Address, what, d.Now()))
}

// doubt keeps the claim of a message that may have been taken, until its
// service has had time to say so.
func (d *Desk) doubt(ctx context.Context, p *parcel, why error) error {
	d.Log.Warn("it is not known whether a message was taken; it is sent again unless the mail service reports it", "to", p.who.Address, "wait", ReportWait, "error", why)
	keep := d.amendAll(ctx, p, func(l *line, _ int) { l.Unsure = true })
	return errors.Join(keep, d.owe(ctx, d.Now().Add(ReportWait), p.who.ID, p.rounds))
}

// later puts a message aside that was not taken now, so that nobody waits for
// it, and gives it up after a day.
func (d *Desk) later(ctx context.Context, p *parcel, why error) (outcome, error) {
	for _, o := range p.news {
		if d.Now().Sub(o.Events[0].At) >= laterFor {
			return refused, d.refuse(ctx, p, why)
		}
	}
	d.Log.Info("a message was not taken for now; it is tried again", "to", p.who.Address, "wait", laterWait, "error", why)
	return left, errors.Join(d.unclaim(ctx, p), d.owe(ctx, d.Now().Add(laterWait), p.who.ID, p.rounds))
}

// putAside has a reader looked at again when what is under way to them has
// become clear.
func (d *Desk) putAside(ctx context.Context, n *News, who *contacts.Subscriber, busy *busyError) error {
	return d.owe(ctx, busy.until, who.ID, debt{n.Subject: n.Round})
}
