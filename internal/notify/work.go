package notify

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

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
		went, err := d.step(ctx, it.Sort)
		if errors.Is(err, errStopped) {
			return false, nil
		}
		failed, more = errors.Join(failed, err), more || went
	}
	if failed == nil {
		some, err := d.settleDebts(ctx)
		if errors.Is(err, errStopped) {
			return false, nil
		}
		more, failed = more || some, err
	}
	return more, failed
}

// step goes one page on with one subject, and reports whether there is more to
// do about it. Others may do what concerns many.
func (d *Desk) step(ctx context.Context, subject string) (more bool, err error) {
	n, err := d.Get(ctx, subject)
	if err != nil {
		return false, err
	}
	if n.State == Waiting {
		if held, err := d.begin(ctx, &n); held || err != nil {
			return false, err
		}
	}
	switch {
	case n.withOthers(d.Now()):
		return false, nil
	case d.Share != nil && n.After == "" && n.Moved.IsZero() && n.Audience > stretchOf:
		return false, d.share(ctx, &n)
	}
	return true, d.page(ctx, &n)
}

// page tells the next page of people.
func (d *Desk) page(ctx context.Context, n *News) error {
	people, next, err := d.Book.List(ctx, n.After, pageOf)
	if err != nil {
		return err
	}
	done, err := d.tellAll(ctx, n, people)
	if !n.Moved.IsZero() {
		done.left = 0 // whom a stretch has put aside is met again
	}
	if err != nil {
		return errors.Join(err, d.note(ctx, *n, done, n.After, Telling))
	}
	if next == "" {
		return d.note(ctx, *n, done, "", Told)
	}
	return d.note(ctx, *n, done, next, Telling)
}

// begin counts whom a round concerns, and holds it when they are too many.
func (d *Desk) begin(ctx context.Context, n *News) (held bool, err error) {
	if err = d.survey(ctx, n); err != nil {
		return false, err
	}
	held = d.Limit > 0 && n.asks() > max(d.Limit, n.Approved)
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
		d.Log.Warn("nobody is told yet: more people would be than may be without asking", "subject", n.Subject, "people", n.asks(), "limit", d.Limit)
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

// count adds what was done to what a round has.
func (p *Progress) count(t tally) {
	p.Sent, p.Refused, p.Left = p.Sent+t.sent, p.Refused+t.refused, max(p.Left+t.left, 0)
}

// note writes how far a round has got, unless another one has begun.
func (d *Desk) note(ctx context.Context, n News, t tally, after string, state State) error {
	return d.change(ctx, n.Subject, func(is *News) bool {
		if is.Round != n.Round || is.State != Telling && is.State != Waiting {
			return false
		}
		is.After, is.State = after, state
		is.count(t)
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
	var odd []error
	err = d.sideBySide(ctx, len(people), func(ctx context.Context, i int) error {
		who := &people[i]
		if len(n.owedTo(who, lines[who.ID].known(n))) == 0 {
			return nil
		}
		what, err := d.tell(ctx, n, who)
		mu.Lock()
		defer mu.Unlock()
		done.add(what)
		if _, ok := errors.AsType[claimError](err); ok && len(odd) < tolerated && ctx.Err() == nil {
			odd, err = append(odd, err), nil
		}
		return err
	})
	return done, errors.Join(append(odd, err)...)
}

// tolerated is how many readers of a page may have trouble with the ledger of their
// own before it is that of all.
const tolerated = 3

// sideBySide does things for so many at once as there are workers. After an
// error it begins no more, nor when everything is stopped.
func (d *Desk) sideBySide(ctx context.Context, count int, do func(ctx context.Context, i int) error) error {
	var all sync.WaitGroup
	failed := make(chan error, count)
	places := make(chan struct{}, d.Workers)
	for i := range count {
		if places <- struct{}{}; d.over(ctx) != nil || len(failed) > 0 {
			break
		}
		all.Go(func() {
			defer func() { <-places }()
			if err := do(ctx, i); err != nil {
				failed <- err
			}
		})
	}
	all.Wait()
	close(failed)
	return cmp.Or(<-failed, d.over(ctx))
}

// over is why nothing more may begin; nil when it may.
func (d *Desk) over(ctx context.Context) error {
	if d.halted.Load() {
		return errStopped
	}
	return ctx.Err()
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
func (d *Desk) lines(ctx context.Context, subject string, people []contacts.Subscriber) (map[string]*line, error) {
	keys := make([]store.Key, len(people))
	lines := make(map[string]*line, len(people))
	for i, p := range people {
		keys[i], lines[p.ID] = lineKey(subject, p.ID), &line{}
	}
	found, err := d.Store.Get(ctx, keys...)
	if err != nil {
		return nil, fmt.Errorf("reading who was told: %w", err)
	}
	for k, it := range found {
		if err := unmarshal(it.Value, lines[k.Sort]); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// tell sends one person what they are owed, with a claim before and a record
// after.
func (d *Desk) tell(ctx context.Context, n *News, who *contacts.Subscriber) (outcome, error) {
	owed, capped, err := d.claim(ctx, n, who)
	busy, isBusy := errors.AsType[*busyError](err)
	switch {
	case isBusy:
		return left, d.putAside(ctx, n, who, busy)
	case err != nil:
		return nothing, err
	case capped:
		return left, nil
	case len(owed) == 0:
		return nothing, nil
	}
	return d.send(ctx, &parcel{who: who, news: []Owed{{n.Subject, owed}}, rounds: debt{n.Subject: n.Round}})
}
