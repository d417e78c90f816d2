package access

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tidings/internal/order"
	"tidings/internal/store"
)

// How long a session lasts.
const (
	SessionIdle  = 12 * time.Hour     // without a request
	SessionMost  = 7 * 24 * time.Hour // in any case
	SessionFresh = 15 * time.Minute   // in which credentials may be changed
	touchEvery   = 5 * time.Minute    // how often a session's last use is written
)

// The ways of signing in.
const (
	ByPassword = "password"
	ByTOTP     = "password and code"
	ByRecovery = "password and recovery code"
	ByPasskey  = "passkey"
	ByLink     = "link"
	BySSO      = "single sign-on"
)

// Session is a browser that is signed in.
type Session struct {
	ID         string    `json:"-"` // hash of its text; it opens nothing
	Account    string    `json:"account"`
	Generation int       `json:"generation"` // of the account when it began
	Created    time.Time `json:"created"`
	Seen       time.Time `json:"seen"`
	How        string    `json:"how"`
	From       string    `json:"from"`  // address at sign-in
	Agent      string    `json:"agent"` // what the browser says of itself: anything at all
}

// ends is when the session is over if nothing more is asked of it.
func (s Session) ends() time.Time {
	idle, most := s.Seen.Add(SessionIdle), s.Created.Add(SessionMost)
	if idle.Before(most) {
		return idle
	}
	return most
}

// Fresh reports whether its owner has just proved to be there.
func (s Session) Fresh(now time.Time) bool { return now.Before(s.Created.Add(SessionFresh)) }

func sessionKey(account, id string) store.Key {
	return store.Key{Part: partSession + account, Sort: id}
}

// Session returns the session of a text and its account, or ErrSignedOut.
// Another error means that nobody can tell now.
func (a *Accounts) Session(ctx context.Context, text string) (Account, Session, error) {
	owner, id, ok := readTicket(text)
	if !ok {
		return Account{}, Session{}, ErrSignedOut
	}
	found, err := a.driver.Get(ctx, accountKey(owner), sessionKey(owner, id))
	if err != nil {
		return Account{}, Session{}, fmt.Errorf("looking a session up: %w", err)
	}
	it, ok := found[sessionKey(owner, id)]
	value, known := found[accountKey(owner)]
	if !ok || !known {
		return Account{}, Session{}, ErrSignedOut
	}
	r, err := decodeRecord(value.Value)
	if err != nil {
		return Account{}, Session{}, err
	}
	s, now := decodeSession(it), a.now()
	if !s.good(r, now) {
		return Account{}, Session{}, ErrSignedOut
	}
	if now.Sub(s.Seen) >= touchEvery {
		s = a.touch(ctx, s, now)
	}
	return r.account(), s, nil
}

func decodeSession(it store.Item) Session {
	var s Session
	if json.Unmarshal(it.Value, &s) != nil {
		return Session{} // of no account: it is over
	}
	s.ID = it.Sort
	return s
}

func (s Session) good(r *record, now time.Time) bool {
	return s.Account == r.ID && s.Generation == r.Generation && !r.Disabled && now.Before(s.ends())
}

// touch writes that a session was used. Where that fails the session stays good
// until its idle time is over: a full disk must not send anybody away.
func (a *Accounts) touch(ctx context.Context, s Session, now time.Time) Session {
	key := sessionKey(s.Account, s.ID)
	s.Seen = now
	_ = a.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		if _, found, err := tx.Get(key); err != nil || !found {
			return err // it was ended meanwhile
		}
		return tx.PutUntil(key, said(s), s.ends())
	})
	return s
}

// Sessions returns the sessions of an account that are good, the last used first.
func (a *Accounts) Sessions(ctx context.Context, account string) ([]Session, error) {
	r, err := a.record(ctx, account)
	if err != nil {
		return nil, err
	}
	var list []Session
	err = a.eachSession(ctx, account, func(s Session) {
		if s.good(r, a.now()) {
			list = append(list, s)
		}
	})
	order.By(list, func(x, y Session) int { return cmp.Or(y.Seen.Compare(x.Seen), cmp.Compare(x.ID, y.ID)) })
	return list, err
}

func (a *Accounts) eachSession(ctx context.Context, account string, use func(Session)) error {
	for q := (store.Query{Part: partSession + account}); ; {
		page, err := a.driver.List(ctx, q)
		if err != nil {
			return fmt.Errorf("listing sessions: %w", err)
		}
		for _, it := range page.Items {
			use(decodeSession(it))
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// EndSession ends a session of an account, by its id. Verb is "sign-out" or
// "session.end".
func (a *Accounts) EndSession(ctx context.Context, who Actor, account, id, verb string) error {
	key, entry := sessionKey(account, id), by(who, verb, "account/"+account, a.now()).sealed()
	err := a.driver.Update(ctx, []store.Key{key}, func(tx *store.Tx) error {
		if _, found, err := tx.Get(key); err != nil || !found {
			return err
		}
		tx.Append(entry)
		return tx.Delete(key)
	})
	if err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// sweepSessions deletes sessions that are over already, as a raised generation
// makes them: it may stop halfway.
func (a *Accounts) sweepSessions(ctx context.Context, account string, over func(Session) bool) error {
	var keys []store.Key
	err := a.eachSession(ctx, account, func(s Session) {
		if over(s) {
			keys = append(keys, sessionKey(account, s.ID))
		}
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(keys, 20) {
		err := a.driver.Update(ctx, some, func(tx *store.Tx) error {
			for _, k := range some {
				if err := tx.Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("clearing sessions away: %w", err)
		}
	}
	return nil
}
