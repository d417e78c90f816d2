package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// hour is how many messages a person got in one.
type hour struct {
	Began time.Time `json:"began"`
	Sent  int       `json:"sent"`
}

// debt is what a person gets together at the end of an hour: subjects.
type debt []string

const (
	debtForm = "2006-01-02T15:04"
	span     = time.Hour
	keepDebt = 7 * 24 * time.Hour
)

// debtKey is for what is owed to a person at the end of this hour.
func debtKey(now time.Time, id string) store.Key {
	due := now.UTC().Truncate(span).Add(span)
	return store.Key{Part: partOwed, Sort: due.Format(debtForm) + "/" + id}
}

// overCap counts a message that is about to be sent, or, when there were too
// many this hour, puts its subject on what is owed at its end.
func (d *Desk) overCap(tx *store.Tx, pace, owed store.Key, subject string) (bool, error) {
	if d.HourlyCap == 0 {
		return false, nil
	}
	h, now := hour{}, d.Now().UTC().Truncate(span)
	if _, err := read(tx, pace, &h); err != nil {
		return false, err
	}
	if !h.Began.Equal(now) {
		h = hour{Began: now}
	}
	if h.Sent < d.HourlyCap {
		h.Sent++
		return false, write(tx, pace, h, now.Add(span))
	}
	var subjects debt
	if _, err := read(tx, owed, &subjects); err != nil {
		return false, err
	}
	if !slices.Contains(subjects, subject) {
		subjects = append(subjects, subject)
	}
	return true, write(tx, owed, subjects, d.Now().Add(keepDebt))
}

// settleDebts sends what has become due of what was put together.
func (d *Desk) settleDebts(ctx context.Context) error {
	now := d.Now().UTC().Format(debtForm)
	for q := (store.Query{Part: partOwed, To: now + "~"}); ; {
		page, err := d.Store.List(ctx, q)
		if err != nil {
			return fmt.Errorf("looking for what is owed: %w", err)
		}
		for _, it := range page.Items {
			if err := d.settleDebt(ctx, it); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return ctx.Err()
		}
	}
}

func (d *Desk) settleDebt(ctx context.Context, it store.Item) error {
	_, id, _ := strings.Cut(it.Sort, "/")
	var subjects debt
	if err := unmarshal(it.Value, &subjects); err != nil {
		return err
	}
	who, err := d.Book.Get(ctx, id)
	if err == nil {
		err = d.digest(ctx, &who, subjects)
	}
	if err != nil && !errors.Is(err, contacts.ErrNotFound) {
		return err
	}
	return d.Store.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Delete(it.Key) })
}

// digest sends one person all that they are owed of several subjects.
func (d *Desk) digest(ctx context.Context, who *contacts.Subscriber, subjects []string) error {
	news, err := d.claimAll(ctx, who, subjects)
	if err != nil || len(news) == 0 {
		return err
	}
	record := func(ctx context.Context, refused bool) (err error) {
		for _, o := range news {
			err = errors.Join(err, d.record(ctx, o.Subject, who.ID, o.Events[len(o.Events)-1].Number, refused))
		}
		return err
	}
	unclaim := func(ctx context.Context) (err error) {
		for _, o := range news {
			err = errors.Join(err, d.unclaim(ctx, o.Subject, who.ID))
		}
		return err
	}
	letter, err := d.Writer.Digest(ctx, *who, news)
	switch {
	case err != nil:
		return errors.Join(fmt.Errorf("wording a digest: %w", err), unclaim(ctx))
	case letter == nil:
		return record(ctx, false)
	}
	if err := d.pace.wait(ctx); err != nil {
		return errors.Join(err, unclaim(context.WithoutCancel(ctx)))
	}
	_, err = d.send(ctx, letter, record, unclaim, who)
	return err
}

func (d *Desk) claimAll(ctx context.Context, who *contacts.Subscriber, subjects []string) (news []Owed, err error) {
	free := New(d.Options)
	free.HourlyCap = 0
	for _, subject := range subjects {
		n, err := d.Get(ctx, subject)
		if err != nil {
			return nil, err
		}
		if n.State == Withdrawn {
			continue
		}
		owed, _, err := free.claim(ctx, &n, who)
		if err != nil {
			return nil, err
		}
		if len(owed) > 0 {
			news = append(news, Owed{subject, owed})
		}
	}
	return news, nil
}

func unmarshal(value []byte, v any) error {
	if err := json.Unmarshal(value, v); err != nil {
		return fmt.Errorf("an entry of the ledger is damaged: %w", err)
	}
	return nil
}
