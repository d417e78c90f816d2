package v1

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tidings/internal/store"
)

const (
	oncePart  = "api/once"
	onceKept  = 24 * time.Hour
	onceAlive = time.Minute // how long a request can be under way
	maxKey    = 255
)

// kept is a request with an Idempotency-Key, and its answer once there is one.
type kept struct {
	Request  string          `json:"request"` // hash of all that it asks for
	Began    time.Time       `json:"began"`
	Status   int             `json:"status,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	Revision string          `json:"revision,omitempty"`
	Person   int             `json:"person,omitempty"` // the number of the subscriber whom it is about, in place of Body
}

// once does a write with an Idempotency-Key one time only: who asks the same
// again within a day gets the same answer. What failed for a reason that may go
// away is forgotten, so that it can be tried again.
func (c *call) once(run func() (*answer, error)) (*answer, error) {
	c.key = c.r.Header.Get("Idempotency-Key")
	if c.key == "" || c.reading() || c.token == nil {
		return run()
	}
	if len(c.key) > maxKey {
		return nil, invalid(fmt.Sprintf("The Idempotency-Key may have at most %d bytes.", maxKey))
	}
	earlier, err := c.claim()
	if err != nil || earlier != nil && earlier.person == 0 {
		return earlier, err
	}
	if earlier != nil {
		return c.sameSubscriber(earlier)
	}
	a, err := run()
	if err == nil {
		err = a.encode()
	}
	if err != nil {
		return nil, c.keepFailure(err)
	}
	c.keep(a)
	return a, nil
}

// claim takes the key, or gives the answer that there is already.
func (c *call) claim() (earlier *answer, err error) {
	err = c.updateKept(func(old *kept) (*kept, error) {
		earlier = nil
		switch {
		case old == nil:
		case old.Request != c.fingerprint():
			return nil, &failure{status: http.StatusUnprocessableEntity, detail: "This Idempotency-Key has been used for another request: choose a new key for each thing to be done."}
		case old.Status != 0:
			earlier = old.answer()
			return old, nil
		case c.at.Before(old.Began.Add(onceAlive)):
			return nil, &failure{status: http.StatusConflict, detail: "The same request is being worked on: try again to get its answer.", retry: secondsToRetry}
		}
		return &kept{Request: c.fingerprint(), Began: c.at}, nil
	})
	return earlier, err
}

func (k *kept) answer() *answer {
	a := &answer{status: k.Status, raw: k.Body, revision: k.Revision, person: k.Person}
	a.set("Idempotency-Replayed", "true")
	return a
}

// sameSubscriber is the answer about a subscriber again, as they are now: their
// address stands nowhere but in the book.
func (c *call) sameSubscriber(earlier *answer) (*answer, error) {
	book, err := c.book(c.route.action)
	if err != nil {
		return nil, err
	}
	s, err := c.findSubscriber(book, strconv.Itoa(earlier.person))
	if err != nil {
		return nil, err
	}
	again, err := c.subscriber(s)
	if err == nil {
		again.header = earlier.header
	}
	return again, err
}

// keep remembers the answer. What was done is done: an answer that cannot be
// kept is given all the same.
func (c *call) keep(a *answer) {
	k := &kept{Request: c.fingerprint(), Began: c.at, Status: a.status, Body: a.raw, Revision: a.revision, Person: a.person}
	if k.Person != 0 {
		k.Body = nil
	}
	if err := c.updateKept(func(*kept) (*kept, error) { return k, nil }); err != nil {
		c.api.Log.Warn("an answer could not be kept for its Idempotency-Key", "error", err)
	}
}

// keepFailure remembers what will fail again, and lets go of the key otherwise.
func (c *call) keepFailure(err error) error {
	f := c.failure(err)
	lasting := f.status < http.StatusInternalServerError && f.status != http.StatusTooManyRequests && f.status != http.StatusConflict
	next := (*kept)(nil)
	if lasting {
		a := f.answer()
		if a.encode() == nil {
			next = &kept{Request: c.fingerprint(), Began: c.at, Status: a.status, Body: a.raw}
		}
	}
	if err := c.updateKept(func(*kept) (*kept, error) { return next, nil }); err != nil {
		c.api.Log.Warn("a failure could not be kept for its Idempotency-Key", "error", err)
	}
	return err
}

func (c *call) updateKept(change func(*kept) (*kept, error)) error {
	sum := sha256.Sum256([]byte(c.token.ID + "\x00" + c.key))
	k := store.Key{Part: oncePart, Sort: hex.EncodeToString(sum[:16])}
	return c.api.Store.Update(c.ctx, []store.Key{k}, func(tx *store.Tx) error {
		var old *kept
		value, there, err := tx.Get(k)
		if err != nil {
			return err
		}
		if there && json.Unmarshal(value, &old) != nil {
			old = nil // damaged: nothing is known of it
		}
		next, err := change(old)
		if err != nil {
			return err
		}
		if next == nil {
			return tx.Delete(k)
		}
		value, err = json.Marshal(next)
		if err != nil {
			return err
		}
		return tx.PutUntil(k, value, next.Began.Add(onceKept))
	})
}

// fingerprint names all that the request asks for. The key is in it, so that nobody
// who has it can try what was asked: it may be an address.
func (c *call) fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\x00%s\x00", c.key, c.r.Method, c.r.URL.Path, c.r.Header.Get("If-Match"), c.zone)
	hashValue(h, object(c.in))
	return hex.EncodeToString(h.Sum(nil)[:16])
}
