package v1

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"tidings/internal/status"
)

// answer is what a route gives.
type answer struct {
	status   int
	header   [][2]string
	body     any    // written as JSON; nil for none
	raw      []byte // instead of body: JSON that is there already
	revision string // of the fact that the body shows; its ETag
	person   int    // the number of the subscriber whom the body is about
}

func (a *answer) set(name, value string) { a.header = append(a.header, [2]string{name, value}) }

// done is a success: creating and changing answer 200, as Cachet does.
func done(data any) *answer {
	return &answer{status: http.StatusOK, body: struct {
		Data any `json:"data"`
	}{data}}
}

// deleted answers 204 with no body.
func deleted() *answer { return &answer{status: http.StatusNoContent} }

// encode writes the body, so that an error of it is known before the answer begins.
func (a *answer) encode() error {
	if a.body == nil {
		return nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(true)
	if err := e.Encode(a.body); err != nil {
		return fmt.Errorf("writing an answer: %w", err)
	}
	a.raw, a.body = bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
	return nil
}

// send writes the answer out.
func (c *call) send(a *answer) error {
	if err := a.encode(); err != nil {
		return err
	}
	h := c.w.Header()
	for _, kv := range a.header {
		h.Set(kv[0], kv[1])
	}
	if a.status == http.StatusOK {
		tag := a.tag()
		h.Set("ETag", tag)
		if c.reading() && matches(c.r.Header.Get("If-None-Match"), tag) {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	if a.raw != nil {
		h.Set("Content-Type", "application/json")
	}
	c.w.WriteHeader(a.status)
	if a.raw != nil && c.r.Method != http.MethodHead {
		c.w.Write(a.raw) // to a client that is gone; nobody is left to be told
	}
	return nil
}

// tag names the answer by its bytes, and before the point the fact that it
// shows by its revision: that part is what If-Match is held against.
func (a *answer) tag() string {
	sum := sha256.Sum256(a.raw)
	return `"` + a.revision + "." + hex.EncodeToString(sum[:8]) + `"`
}

// fresh refuses a change of a fact that is not the one that the client has seen.
func (c *call) fresh(fact any) error {
	header := c.r.Header.Get("If-Match")
	if header == "" {
		return nil
	}
	for _, t := range strings.Split(header, ",") {
		seen, _, _ := strings.Cut(strings.Trim(strings.TrimPrefix(strings.TrimSpace(t), "W/"), `"`), ".")
		if seen == "*" || seen != "" && seen == status.Revision(fact) {
			return nil
		}
	}
	return status.ErrStale
}

// seen is a change of a fact that is there, and is the one that the client has seen.
func seen[T any](c *call, change func(own *T) (*T, error)) func(own *T) (*T, error) {
	return func(own *T) (*T, error) {
		if own == nil {
			return nil, status.ErrNotFound
		}
		if err := c.fresh(own); err != nil {
			return nil, err
		}
		return change(own)
	}
}

// matches reports whether a list of tags in a header names one.
func matches(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimSpace(t); t == "*" || t != "" && strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
