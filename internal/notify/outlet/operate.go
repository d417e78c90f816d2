package outlet

import (
	"context"
	"errors"
	"slices"
	"time"

	"tidings/internal/config"
	"tidings/internal/notify"
)

// ErrForgotten says that a delivery is not remembered any more, or that what it
// was about is gone.
var ErrForgotten = errors.New("this delivery is too old, or what it was about is deleted")

// On switches a channel on again. It is told what it has missed, or, to skip
// that, what happens from now on.
func (d *Desk) On(ctx context.Context, c config.Channel, skip bool) error {
	defer d.one.take(c.ID)()
	s, err := d.standing(ctx, c)
	if err != nil {
		return err
	}
	s.recover()
	s.Off, s.Config = false, fingerprint(c)
	if skip {
		s.Done = 0
		return d.begin(ctx, c, s)
	}
	return d.save(ctx, c.ID, s)
}

// Off switches a channel off until On, or until its file changes.
func (d *Desk) Off(ctx context.Context, c config.Channel) error {
	defer d.one.take(c.ID)()
	s, err := d.standing(ctx, c)
	if err != nil {
		return err
	}
	s.Off, s.Config, s.Trouble = true, fingerprint(c), "somebody has switched it off in the dashboard"
	return d.save(ctx, c.ID, s)
}

// Replay sends a recent delivery again, by its id, with what is so of its
// subject by now. It is tried once: the error is what the other side said.
func (d *Desk) Replay(ctx context.Context, c config.Channel, id string) error {
	defer d.one.take(c.ID)()
	s, err := d.standing(ctx, c)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(s.Recent, func(r Delivery) bool { return r.ID == id && r.Subject != "" })
	if n < 0 {
		return ErrForgotten
	}
	was := s.Recent[n]
	e := notify.Event{Update: was.Update, Kind: was.Kind, At: was.Event}
	b, err := d.News.Bulletin(ctx, c, was.Subject, e)
	if err != nil {
		return err
	}
	if b == nil {
		return ErrForgotten
	}
	return d.once(ctx, c, s, b, was.Subject, e)
}

// Test sends a channel a message that says of itself that it is a test. It is
// tried once: the error is what the other side said.
func (d *Desk) Test(ctx context.Context, c config.Channel) error {
	defer d.one.take(c.ID)()
	s, err := d.standing(ctx, c)
	if err != nil {
		return err
	}
	b, err := d.News.Trial(ctx, c)
	if err != nil {
		return err
	}
	b.ID = "test#" + d.Now().UTC().Format(time.RFC3339Nano)
	return d.once(ctx, c, s, b, "", notify.Event{At: d.Now()})
}

// RefusedError is the other side's no to a message that somebody has asked for.
type RefusedError struct{ Err error }

func (e RefusedError) Error() string { return e.Err.Error() }

// Unwrap gives what the other side said.
func (e RefusedError) Unwrap() error { return e.Err }

// once sends a message by itself, beside those that are due, and remembers it.
func (d *Desk) once(ctx context.Context, c config.Channel, s State, b *Bulletin, subject string, e notify.Event) error {
	_, _, failed := d.send(ctx, c, b)
	note := deliveryOf(b, subject, e, d.Now().UTC(), failed)
	note.Asked = true
	s.note(note)
	if err := d.save(context.WithoutCancel(ctx), c.ID, s); err != nil {
		return err
	}
	if failed != nil {
		return RefusedError{failed}
	}
	return nil
}

// standing is how a channel stands; one that was never looked at begins now.
func (d *Desk) standing(ctx context.Context, c config.Channel) (State, error) {
	s, known, err := d.State(ctx, c.ID)
	if known || err != nil {
		return s, err
	}
	if err := d.begin(ctx, c, State{Config: fingerprint(c)}); err != nil {
		return s, err
	}
	s, _, err = d.State(ctx, c.ID)
	return s, err
}
