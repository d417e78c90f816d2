package notify

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// pageOf is how many subscribers are looked at between two notes of how far a
// round has got.
const pageOf = 100

// Work tells a page of people of each subject that is not told yet, and reports
// whether there is more to do. An error says that the rest must be tried again
// later; what was sent is in the ledger.
// Where everything is stopped there is nothing to do.
func (d *Desk) Work(ctx context.Context) (more bool, err error) {
	if stop, err := d.Stopped(ctx); err != nil || !stop.At.IsZero() {
		return false, err
	}
	page, err := d.Store.List(ctx, store.Query{Part: partUntold})
	if err != nil {
		return false, fmt.Errorf("looking for news to tell: %w", err)
	}
	var failed error
	for _, it := range page.Items {
		if err := d.step(ctx, it.Sort); errors.Is(err, errStopped) {
			return false, nil
		} else if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		more = true
	}
	if failed == nil {
		failed = d.settleDebts(ctx)
	}
	return more, failed
}

// step goes one page on with one subject.
func (d *Desk) step(ctx context.Context, subject string) error {
	n, err := d.Get(ctx, subject)
	if err != nil {
		return err
	}
	if n.State == Waiting {
		if held, err := d.begin(ctx, &n); held || err != nil {
			return err
		}
	}
	people, next, err := d.Book.List(ctx, n.After, pageOf)
	if err != nil {
		return err
	}
	done, err := d.tellAll(ctx, &n, people)
	if err != nil {
		return errors.Join(err, d.note(ctx, n, done, n.After, Telling))
	}
	if next == "" {
		return d.note(ctx, n, done, "", Told)
	}
	return d.note(ctx, n, done, next, Telling)
}

// begin counts whom a round concerns, and holds it when they are too many.
func (d *Desk) begin(ctx context.Context, n *News) (held bool, err error) {
	if err = d.survey(ctx, n); err != nil {
		return false, err
	}
	held = d.Limit > 0 && n.Audience > max(d.Limit, n.Approved)
	err = d.change(ctx, n.Subject, func(is *News) bool {
		if is.Round != n.Round || is.State != Waiting {
			return false
		}
		is.Audience, is.Suppressed, is.State = n.Audience, n.Suppressed, Telling
		if held {
			is.State = Held
		}
		return true
	})
	if held && err == nil {
		d.Log.Warn("nobody is told yet: more people would be than may be without asking", "subject", n.Subject, "people", n.Audience, "limit", d.Limit)
	}
	return held, err
}

// survey counts whom a round concerns, and whom it would if their address took
// mail.
func (d *Desk) survey(ctx context.Context, n *News) error {
	n.Audience, n.Suppressed = 0, 0
	return d.each(ctx, func(s *contacts.Subscriber) {
		switch {
		case len(n.owedTo(s, 0)) > 0:
			n.Audience++
		case s.State != contacts.Active && s.State != contacts.Left && len(n.concerns(s, 0)) > 0:
			n.Suppressed++
		}
	})
}

// tally is what a page has done.
type tally struct{ sent, refused, left int }

// note writes how far a round has got, unless another one has begun.
func (d *Desk) note(ctx context.Context, n News, t tally, after string, state State) error {
	return d.change(ctx, n.Subject, func(is *News) bool {
		if is.Round != n.Round || is.State != Telling && is.State != Waiting {
			return false
		}
		is.After, is.State = after, state
		is.Sent, is.Refused, is.Left = is.Sent+t.sent, is.Refused+t.refused, is.Left+t.left
		return true
	})
}

// tellAll tells people side by side. With an error some of them are still to
// be told.
func (d *Desk) tellAll(ctx context.Context, n *News, people []contacts.Subscriber) (done tally, err error) {
	lines, err := d.lines(ctx, n.Subject, people)
	if err != nil {
		return done, err
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	places := make(chan struct{}, d.Workers)
	for i := range people {
		if d.halted.Load() {
			err = errStopped
			break
		}
		who := &people[i]
		if len(n.owedTo(who, lines[who.ID].known(n))) == 0 || ctx.Err() != nil {
			continue
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			what, failed := d.tell(ctx, n, who)
			mu.Lock()
			defer mu.Unlock()
			done.add(what)
			err = errors.Join(err, failed)
		})
	}
	all.Wait()
	return done, errors.Join(err, ctx.Err())
}

// outcome is what became of one message.
type outcome int

const (
	nothing outcome = iota
	sent
	refused
	left // for later, together with others
)

func (t *tally) add(o outcome) {
	switch o {
	case sent:
		t.sent++
	case refused:
		t.refused++
	case left:
		t.left++
	}
}

// lines are the entries of the ledger of a page of people.
func (d *Desk) lines(ctx context.Context, subject string, people []contacts.Subscriber) (map[string]line, error) {
	keys := make([]store.Key, len(people))
	for i, p := range people {
		keys[i] = lineKey(subject, p.ID)
	}
	found, err := d.Store.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("reading who was told: %w", err)
	}
	lines := make(map[string]line, len(found))
	for k, it := range found {
		var l line
		if err := unmarshal(it.Value, &l); err != nil {
			return nil, err
		}
		lines[k.Sort] = l
	}
	return lines, nil
}

// tell sends one person what they are owed, with a claim before and a record
// after.
func (d *Desk) tell(ctx context.Context, n *News, who *contacts.Subscriber) (outcome, error) {
	owed, capped, err := d.claim(ctx, n, who)
	switch {
	case err != nil:
		return nothing, err
	case capped:
		return left, nil
	case len(owed) == 0:
		return nothing, nil
	}
	letter, err := d.Writer.Write(ctx, *who, n.Subject, owed)
	if err != nil {
		return nothing, errors.Join(fmt.Errorf("wording %s: %w", n.Subject, err), d.unclaim(ctx, n.Subject, who.ID))
	}
	upto := owed[len(owed)-1].Number
	if letter == nil {
		return nothing, d.record(ctx, n.Subject, who.ID, upto, false)
	}
	if err := d.pace.wait(ctx); err != nil {
		return nothing, errors.Join(err, d.unclaim(context.WithoutCancel(ctx), n.Subject, who.ID))
	}
	return d.send(ctx, letter, func(ctx context.Context, refused bool) error {
		return d.record(ctx, n.Subject, who.ID, upto, refused)
	}, func(ctx context.Context) error { return d.unclaim(ctx, n.Subject, who.ID) }, who)
}

// send carries a letter and writes down what came of it, even when the program
// is being stopped meanwhile.
func (d *Desk) send(ctx context.Context, l Letter, record func(context.Context, bool) error, unclaim func(context.Context) error, who *contacts.Subscriber) (outcome, error) {
	err := d.Channel.Send(ctx, l)
	after := context.WithoutCancel(ctx)
	switch {
	case err == nil:
		return sent, record(after, false)
	case errors.Is(err, ErrRefused):
		d.Log.Warn("a message was refused for good", "to", who.Address, "error", err)
		what := contacts.Soft
		if errors.Is(err, ErrNobody) {
			what = contacts.Hard
		}
		return refused, errors.Join(record(after, true), d.Book.Report(after, who.Address, what, d.Now()))
	}
	return nothing, errors.Join(fmt.Errorf("sending: %w", err), unclaim(after))
}

// errBusy says that another process has a message under way.
var errBusy = errors.New("another process is at it")

// ownLease is how long a claim of this very process is believed: longer than a
// message can be under way.
const ownLease = 10 * time.Minute

// claim notes that a message is under way, and what it tells; nothing is owed
// when nothing is left to tell. Capped says that it will come together with
// others.
func (d *Desk) claim(ctx context.Context, n *News, who *contacts.Subscriber) (owed []Event, capped bool, err error) {
	key, pace := lineKey(n.Subject, who.ID), paceKey(who.ID)
	debt := debtKey(d.Now(), who.ID)
	err = d.Store.Update(ctx, []store.Key{key, pace, debt}, func(tx *store.Tx) error {
		owed, capped = nil, false
		var l line
		if _, err := read(tx, key, &l); err != nil {
			return err
		}
		if d.busy(l) {
			return errBusy
		}
		if owed = n.owedTo(who, l.known(n)); len(owed) == 0 {
			return nil
		}
		if l.Sending > 0 {
			d.Log.Warn("a message that was under way when the program ended is sent again: its reader may get it twice", "to", who.Address, "subject", n.Subject)
		}
		if capped, err = d.overCap(tx, pace, debt, n.Subject); capped || err != nil {
			owed = nil
			return err
		}
		l.Sending, l.By, l.At = owed[len(owed)-1].Number, d.Self, d.Now().UTC()
		return write(tx, key, l, d.Now().Add(keepLedger))
	})
	if err != nil {
		return nil, false, fmt.Errorf("claiming a message: %w", err)
	}
	return owed, capped, nil
}

// busy reports whether a message is under way elsewhere.
func (d *Desk) busy(l line) bool {
	lease := d.Lease
	if l.By == d.Self {
		lease = ownLease
	}
	return l.Sending > 0 && d.Now().Sub(l.At) < lease
}

func (d *Desk) record(ctx context.Context, subject, id string, upto int, refused bool) error {
	key := lineKey(subject, id)
	err := d.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		var l line
		if _, err := read(tx, key, &l); err != nil {
			return err
		}
		return write(tx, key, l.ended(upto, refused, d.Now()), d.Now().Add(keepLedger))
	})
	if err != nil {
		return fmt.Errorf("recording a message: %w", err)
	}
	return nil
}

// unclaim takes a claim back: the message certainly did not go out.
func (d *Desk) unclaim(ctx context.Context, subject, id string) error {
	key := lineKey(subject, id)
	return d.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		var l line
		if _, err := read(tx, key, &l); err != nil {
			return err
		}
		l.Sending, l.By, l.At = 0, "", time.Time{}
		return write(tx, key, l, d.Now().Add(keepLedger))
	})
}
