package password

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// The cost of a hash. One computation takes 24 MiB, and there is only one at a
// time: a flood of sign-ins can neither eat the memory of a small machine nor
// both of its cores. RFC 9106 would like 64 MiB; three passes make up for part
// of it and stay above the 19 MiB and two passes that OWASP asks for at least.
var standard = argon2id.Params{Memory: 24 << 10, Iterations: 3, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// waiting is how many computations may queue; more are refused at once.
const waiting = 16

// ErrBusy says that too many computations wait already. Nothing was decided.
var ErrBusy = errors.New("too many sign-ins at the same time")

// Hasher computes hashes. It may be used by many goroutines.
type Hasher struct {
	params argon2id.Params
	queue  chan struct{} // holds a token for each that computes or waits
	turn   chan struct{} // holds the token of the one that computes
	done   atomic.Int64
	freed  atomic.Int64 // what done was when memory was given back
}

// NewHasher returns a hasher of the standard cost.
func NewHasher() *Hasher { return newHasher(standard) }

// NewCheapHasher returns a hasher for tests that need many accounts: a
// thousandth of the cost, and of the strength.
func NewCheapHasher() *Hasher {
	return newHasher(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
}

func newHasher(p argon2id.Params) *Hasher {
	return &Hasher{params: p, queue: make(chan struct{}, 1+waiting), turn: make(chan struct{}, 1)}
}

// Computed is how many hashes were computed so far.
func (h *Hasher) Computed() int64 { return h.done.Load() }

// Hash returns the PHC string of a password.
func (h *Hasher) Hash(ctx context.Context, password string) (hash string, err error) {
	err = h.alone(ctx, func() error {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), &h.params)
		return err
	})
	return hash, err
}

// Verify reports whether a password is the one of a hash, and whether the hash
// should be made anew at today's cost. An empty hash matches no password and
// takes the same time: nobody can tell by it that there is none.
func (h *Hasher) Verify(ctx context.Context, password, hash string) (match, stale bool, err error) {
	none := hash == ""
	if none {
		hash = h.decoy()
	}
	if len(password) > MaxBytes { // longer than any that was accepted
		password, none = "", true
	}
	err = h.alone(ctx, func() error {
		var made *argon2id.Params
		match, made, err = argon2id.CheckHash(norm.NFC.String(password), hash)
		if err != nil {
			return fmt.Errorf("a stored password is damaged: %w", err)
		}
		stale = *made != h.params
		return nil
	})
	return match && !none && err == nil, stale, err
}

// alone runs one computation at a time, for as many as wait in the queue.
func (h *Hasher) alone(ctx context.Context, compute func() error) error {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return ErrBusy
	}
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	h.done.Add(1)
	err := compute()
	if len(h.queue) == 1 { // nobody waits: give the memory back before long
		time.AfterFunc(restAfter, h.release)
	}
	return err
}

// restAfter is how long the memory of a computation is left for another one.
const restAfter = time.Second

// release gives memory back to the system, unless somebody computes or has
// just done so.
func (h *Hasher) release() {
	if len(h.queue) == 0 && h.done.Load() != h.freed.Swap(h.done.Load()) {
		debug.FreeOSMemory()
	}
}

// decoy is a hash of the hasher's cost that no password is known for.
func (h *Hasher) decoy() string {
	zeros := base64.RawStdEncoding.EncodeToString
	return strings.Join([]string{"", "argon2id", "v=19",
		fmt.Sprintf("m=%d,t=%d,p=%d", h.params.Memory, h.params.Iterations, h.params.Parallelism),
		zeros(make([]byte, h.params.SaltLength)), zeros(make([]byte, h.params.KeyLength))}, "$")
}
