package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/store"
)

// hour is how many messages a person got in one.
type hour struct {
	Began time.Time `json:"began"`
	Sent  int       `json:"sent"`
}

// debt is what a person is told of later, and together: subjects, with the
// round that left them. Hours end debts of those who got too much in one;
// others are of messages that were put aside.
type debt map[string]int

const (
	debtForm = "2006-01-02T15:04"
	span     = time.Hour
	keepDebt = 7 * 24 * time.Hour
)

// debtKey is for what is owed to a person in the minute after a time.
func debtKey(due time.Time, id string) store.Key {
	due = due.UTC().Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	return store.Key{Part: partOwed, Sort: due.Format(debtForm) + "/" + id}
}

// nextHour is when those are told who got too much in this one.
func nextHour(now time.Time) time.Time { return now.UTC().Truncate(span).Add(span) }

// owe notes that a person is to be told later.
func (d *Desk) owe(ctx context.Context, due time.Time, id string, more debt) error {
	key := debtKey(due, id)
	err := d.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return d.lend(tx, key, more) })
	if err != nil {
		return fmt.Errorf("putting a message aside: %w", err)
	}
	return nil
}

func (d *Desk) lend(tx *store.Tx, key store.Key, more debt) error {
	owed := debt{}
	if _, err := read(tx, key, &owed); err != nil {
		return err
	}
	maps.Copy(owed, more)
	return write(tx, key, owed, d.Now().Add(keepDebt))
}

// overCap counts a message that is about to be sent, or, when there were too
// many this hour, puts its subject on what is owed at its end.
func (d *Desk) overCap(tx *store.Tx, pace, owed store.Key, n *News) (bool, error) {
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
	return true, d.lend(tx, owed, debt{n.Subject: n.Round})
}

// settleDebts sends some of what has become due, and reports whether there may
// be more.
func (d *Desk) settleDebts(ctx context.Context) (more bool, err error) {
	now := d.Now().UTC().Format(debtForm)
	page, err := d.Store.List(ctx, store.Query{Part: partOwed, To: now + "~", Limit: pageOf})
	if err != nil {
		return false, fmt.Errorf("looking for what is owed: %w", err)
	}
	var mu sync.Mutex
	done := map[Mark]tally{}
	err = d.sideBySide(ctx, len(page.Items), func(ctx context.Context, i int) error {
		paid, what, err := d.settleDebt(ctx, page.Items[i])
		mu.Lock()
		defer mu.Unlock()
		for subject, round := range paid {
			t := done[Mark{subject, round}]
			t.add(what)
			t.left--
			done[Mark{subject, round}] = t
		}
		return err
	})
	for of, t := range done {
		err = errors.Join(err, d.paid(context.WithoutCancel(ctx), of.Subject, of.Number, t))
	}
	return page.Next != "" && err == nil, err
}

// paid counts what a round had left and has become of it.
func (d *Desk) paid(ctx context.Context, subject string, round int, t tally) error {
	return d.change(ctx, subject, func(n *News) bool {
		if n.Round != round {
			return false
		}
		n.count(t)
		return true
	})
}

// settleDebt tells one person what they are owed, and reports what of it is
// dealt with.
func (d *Desk) settleDebt(ctx context.Context, it store.Item) (paid debt, what outcome, err error) {
	_, id, _ := strings.Cut(it.Sort, "/")
	var owed debt
	if err := unmarshal(it.Value, &owed); err != nil {
		return nil, nothing, err
	}
	who, err := d.Book.Get(ctx, id)
	if err == nil {
		what, err = d.digest(ctx, &who, owed)
	}
	if err != nil && !errors.Is(err, contacts.ErrNotFound) {
		return nil, nothing, err
	}
	return owed, what, d.Store.Update(context.WithoutCancel(ctx), []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Delete(it.Key) })
}

// digest sends one person all that they are owed of several subjects.
func (d *Desk) digest(ctx context.Context, who *contacts.Subscriber, owed debt) (outcome, error) {
	news, aside, err := d.claimAll(ctx, who, owed)
	switch {
	case err != nil:
		return nothing, err
	case len(news) == 0 && aside:
		return left, nil
	case len(news) == 0:
		return nothing, nil
	}
	return d.send(ctx, &parcel{who: who, news: news, rounds: owed})
}

// claimAll claims what a person is owed. Aside says that there is more, which
// is under way.
func (d *Desk) claimAll(ctx context.Context, who *contacts.Subscriber, owed debt) (news []Owed, aside bool, err error) {
	free := New(d.Options)
	free.HourlyCap = 0
	for _, subject := range slices.Sorted(maps.Keys(owed)) {
		n, err := d.Get(ctx, subject)
		if err != nil {
			return nil, false, err
		}
		if n.State == Withdrawn {
			continue
		}
		events, _, err := free.claim(ctx, &n, who)
		if busy, ok := errors.AsType[*busyError](err); ok {
			aside, err = true, d.putAside(ctx, &n, who, busy)
		}
		if err != nil {
			return nil, false, err
		}
		if len(events) > 0 {
			news = append(news, Owed{subject, events})
		}
	}
	return news, aside, nil
}

func unmarshal(value []byte, v any) error {
	if err := json.Unmarshal(value, v); err != nil {
		return fmt.Errorf("an entry of the ledger is damaged: %w", err)
	}
	return nil
}
