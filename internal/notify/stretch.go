package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/contacts"
)

const (
	// stretchOf is how many people are told in one stretch.
	stretchOf = 100
	// stillFor is how long nothing of a shared round may move before the desk goes
	// through it itself: a stretch is lost, or waits to be tried again.
	stillFor = 5 * time.Minute
)

// Stretch is a part of a round: the subscribers whose ids lie between two, both of
// which are among them. Stretches may be told at once, in any order and more than
// once: the ledger knows who was told.
type Stretch struct {
	Subject string `json:"subject"`
	Round   int    `json:"round"`
	From    string `json:"from"`
	To      string `json:"to"`
}

// share hands a round out, unless another process has. One that is killed
// meanwhile leaves what it has not handed out to whoever goes through the round.
func (d *Desk) share(ctx context.Context, n *News) error {
	all, err := d.cut(ctx, n)
	if err != nil {
		return err
	}
	mine, err := d.move(ctx, n, time.Time{}, d.Now().UTC())
	if err != nil || !mine {
		return err
	}
	if err := d.Share(ctx, all); err != nil {
		_, back := d.move(context.WithoutCancel(ctx), n, d.Now().UTC(), time.Time{})
		return errors.Join(fmt.Errorf("handing out a round about %s: %w", n.Subject, err), back)
	}
	return nil
}

// move notes that a round has been handed out, or has not after all, where
// nobody has noted the same.
func (d *Desk) move(ctx context.Context, n *News, from, to time.Time) (noted bool, err error) {
	err = d.change(ctx, n.Subject, func(is *News) bool {
		noted = is.Round == n.Round && is.State == Telling && is.Moved.IsZero() == from.IsZero()
		if noted {
			is.Moved = to
		}
		return noted
	})
	return noted, err
}

// cut divides those whom a round concerns.
func (d *Desk) cut(ctx context.Context, n *News) (all []Stretch, err error) {
	count := 0
	err = d.each(ctx, func(s *contacts.Subscriber) {
		if len(n.owedTo(s, 0)) == 0 {
			return
		}
		if count%stretchOf == 0 {
			all = append(all, Stretch{Subject: n.Subject, Round: n.Round, From: s.ID})
		}
		all[len(all)-1].To = s.ID
		count++
	})
	return all, err
}

// TellStretch tells the people of a stretch. With an error some of them are still
// to be told, by the same stretch again. One whose round is over is nothing to tell.
func (d *Desk) TellStretch(ctx context.Context, s Stretch) error {
	if stop, err := d.Stopped(ctx); err != nil || !stop.At.IsZero() {
		return err
	}
	n, err := d.Get(ctx, s.Subject)
	if err != nil {
		return err
	}
	if n.Round != s.Round || n.State != Telling {
		return nil
	}
	for after := ""; ; {
		people, next, err := d.Book.Between(ctx, s.From, s.To, after, pageOf)
		if err == nil {
			err = d.tellSome(ctx, &n, people)
		}
		if after = next; err != nil || next == "" {
			return err
		}
	}
}

// tellSome tells people of a shared round and counts what became of it.
func (d *Desk) tellSome(ctx context.Context, n *News, people []contacts.Subscriber) error {
	done, err := d.tellAll(ctx, n, people)
	if errors.Is(err, errStopped) {
		err = nil
	}
	if done == (tally{}) {
		return err
	}
	return errors.Join(err, d.change(context.WithoutCancel(ctx), n.Subject, func(is *News) bool {
		if is.Round != n.Round {
			return false
		}
		is.count(done)
		is.Moved = d.Now().UTC()
		return true
	}))
}

// withOthers reports whether others are at a round, so that the desk need not go
// through it. In the end it does once: then nobody can have been missed.
func (n *News) withOthers(now time.Time) bool {
	return !n.Moved.IsZero() && n.Queued() > 0 && now.Sub(n.Moved) < stillFor
}
