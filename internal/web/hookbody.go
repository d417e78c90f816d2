package web

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// Bodies that are long, or do not say how long they are, share a few places,
// so that a crowd of senders cannot fill the memory.
const (
	smallBody = 64 << 10
	maxLarge  = 32
	largeWait = 5 * time.Second
)

// slots is a semaphore.
type slots chan struct{}

// take waits for a place, and reports whether it got one.
func (s slots) take(r *http.Request) bool {
	timer := time.NewTimer(largeWait)
	defer timer.Stop()
	select {
	case s <- struct{}{}:
		return true
	case <-timer.C:
	case <-r.Context().Done():
	}
	return false
}

func (s slots) free() { <-s }

// body reads the whole body, or says why not.
func (h *Hooks) body(r *http.Request) ([]byte, verdict) {
	if r.ContentLength > MaxHookBytes {
		return nil, tooLarge()
	}
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		if !h.large.take(r) {
			return nil, later(errors.New("too many long bodies at once"))
		}
		defer h.large.free()
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxHookBytes+1))
	switch {
	case len(body) > MaxHookBytes:
		return nil, tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, later(errors.New("the body took too long to come"))
	case err != nil:
		return nil, verdict{name: "broken", status: http.StatusBadRequest, detail: "The body ended early.", cause: err}
	}
	return body, verdict{}
}

func tooLarge() verdict {
	return verdict{name: "too_large", status: http.StatusRequestEntityTooLarge, detail: "The body is longer than 1 MiB."}
}

// first is the first value of each header. The inbox keeps the harmless ones.
func first(h http.Header) map[string]string {
	out := make(map[string]string, len(h))
	for name := range h {
		out[name] = h.Get(name)
	}
	return out
}
