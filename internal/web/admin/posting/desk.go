package posting

import (
	"context"
	"io"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// Desk is where the sections of the dashboard hand in what is posted. All is
// needed but Pending and Undo.
type Desk struct {
	House  House
	Now    func() time.Time
	Random io.Reader
	// Undo is for how long a post waits before it is published; 0 for none.
	Undo time.Duration
	// Pending keeps what waits, and what takes several writes.
	Pending *Pending
}

// View is what is in force and what is so now.
func (d *Desk) View(ctx context.Context) (admin.Site, *status.View, error) {
	s, err := admin.Enter(d.House)
	if err != nil {
		return s, nil, err
	}
	at := d.Now().Add(time.Second - 1).Truncate(time.Second)
	view, err := s.Board.View(ctx, s.Config.Layout, at)
	return s, view, err
}

// Send publishes a post, or lets it wait for as long as it can be taken back,
// and gives the word for what it did: published or pending. Key names the form.
func (d *Desk) Send(ctx context.Context, by status.Actor, key string, p *Post, check Check) (told string, err error) {
	if d.Pending == nil || d.Undo <= 0 && !p.several() {
		return "published", d.House.Do(func() error {
			s, _ := d.House.Site()
			_, err := p.write(ctx, s.Board, by, d.Now(), check)
			return err
		})
	}
	// The board has the last word later; what it would refuse now is told now.
	if _, err := d.Foresee(ctx, by, p, false, check); err != nil {
		return "", err
	}
	w := Waiting{ID: key, Post: *p, By: by, Due: d.Now().Add(d.Undo).UTC()}
	if err := d.House.Do(func() error { return d.Pending.add(ctx, w) }); err != nil || d.Undo > 0 {
		return "pending", err
	}
	_, err = d.Pending.Publish(ctx, d.House, key, d.Now())
	return "published", err
}

// Foresee says what a post would do; whole with the page and the mail.
func (d *Desk) Foresee(ctx context.Context, by status.Actor, p *Post, whole bool, check Check) (Foresight, error) {
	at := p.foreseenAt(d.Now())
	return d.House.Foresee(ctx, Draft{At: at, Subject: p.subject(), Whole: whole, Write: func(ctx context.Context, b *status.Board) (status.Scope, error) {
		return p.write(ctx, b, by, at, check)
	}})
}
