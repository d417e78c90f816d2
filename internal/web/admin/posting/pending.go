package posting

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/order"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/web/admin"
)

// Pending keeps posts that can still be taken back. They wait in the store, so
// that they survive a restart; the board, the page and the readers know nothing
// of them.
type Pending struct{ driver store.Driver }

// NewPending is the posts that wait in a store.
func NewPending(d store.Driver) *Pending { return &Pending{d} }

// Waiting is a post that waits.
type Waiting struct {
	ID   string       `json:"id"`
	Post Post         `json:"post"`
	By   status.Actor `json:"by"`
	Due  time.Time    `json:"due"`
	// Begun says that it is being published: it cannot be taken back any more.
	Begun bool `json:"begun,omitempty"`
	// Failed is why the board did not take it; it then waits for a person.
	Failed string `json:"failed,omitempty"`
}

// What Take returns for a post that cannot be taken back.
var (
	ErrLate = errors.New("the post is published already")
	ErrNone = errors.New("no such post waits")
)

const partPending = "pending"

func pendingKey(id string) store.Key { return store.Key{Part: partPending, Sort: id} }

// add keeps a post. One that is there already stays as it is.
func (p *Pending) add(ctx context.Context, w Waiting) error {
	return p.change(ctx, w.ID, func(old *Waiting) (*Waiting, error) {
		if old != nil {
			return old, nil
		}
		return &w, nil
	})
}

// Take lets go of a post that has not been begun.
func (p *Pending) Take(ctx context.Context, id string) (taken Waiting, err error) {
	err = p.change(ctx, id, func(old *Waiting) (*Waiting, error) {
		switch {
		case old == nil:
			return nil, ErrNone
		case old.Begun:
			return nil, ErrLate
		}
		taken = *old
		return nil, nil
	})
	return taken, err
}

// change replaces a waiting post by what do makes of it; nil removes it.
func (p *Pending) change(ctx context.Context, id string, do func(old *Waiting) (*Waiting, error)) error {
	k := pendingKey(id)
	return p.driver.Update(ctx, []store.Key{k}, func(tx *store.Tx) error {
		value, found, err := tx.Get(k)
		if err != nil {
			return err
		}
		var old *Waiting
		if found {
			if err := json.Unmarshal(value, &old); err != nil {
				return fmt.Errorf("a post that waits cannot be read: %w", err)
			}
		}
		next, err := do(old)
		if err != nil {
			return err
		}
		if next == nil {
			return tx.Delete(k)
		}
		if value, err = json.Marshal(next); err != nil {
			return err
		}
		return tx.Put(k, value)
	})
}

// list gives all that wait, the next first.
func (p *Pending) list(ctx context.Context) (all []Waiting, err error) {
	for q := (store.Query{Part: partPending}); ; {
		page, err := p.driver.List(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("reading the posts that wait: %w", err)
		}
		for _, it := range page.Items {
			var w Waiting
			if err := json.Unmarshal(it.Value, &w); err != nil {
				return nil, fmt.Errorf("a post that waits cannot be read: %w", err)
			}
			all = append(all, w)
		}
		if q.After = page.Next; q.After == "" {
			order.StablyBy(all, func(a, b Waiting) int {
				return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
			})
			return all, nil
		}
	}
}

// PublishDue publishes what has waited long enough, and what a crash cut off.
// It returns when the next is due; the zero time when nothing waits.
func (p *Pending) PublishDue(ctx context.Context, h admin.House, now time.Time) (next time.Time, err error) {
	all, err := p.list(ctx)
	if err != nil {
		return time.Time{}, err
	}
	for _, w := range all {
		switch {
		case w.Failed != "":
		case !w.Begun && w.Due.After(now):
			return w.Due, nil
		default:
			if _, err := p.Publish(ctx, h, w.ID, now); err != nil && !errors.Is(err, ErrNone) {
				return time.Time{}, err
			}
		}
	}
	return time.Time{}, nil
}

// Publish publishes one: begun, published and let go, each of which can be done
// again. A post that the board refuses stays, with the reason.
func (p *Pending) Publish(ctx context.Context, h admin.House, id string, now time.Time) (w Waiting, err error) {
	err = p.change(ctx, id, func(old *Waiting) (*Waiting, error) {
		if old == nil {
			return nil, ErrNone
		}
		old.Begun, old.Failed = true, ""
		w = *old
		return old, nil
	})
	if err != nil {
		return w, err
	}
	err = h.Do(func() error {
		s, _ := h.Site()
		_, err := w.Post.write(ctx, s.Board, w.By, now, Check{})
		return err
	})
	if errors.Is(err, status.ErrInvalid) || errors.Is(err, status.ErrNotFound) || errors.Is(err, status.ErrOwned) {
		w.Begun, w.Failed = false, admin.Plain(err).Error()
		return w, p.change(ctx, id, func(*Waiting) (*Waiting, error) { return &w, nil })
	}
	if err != nil {
		return w, fmt.Errorf("publishing a post to %s: %w", w.Post.ID, err)
	}
	return w, p.change(ctx, id, func(*Waiting) (*Waiting, error) { return nil, nil })
}
