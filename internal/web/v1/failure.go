package v1

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/store"
)

// failure is an answer that is not what was asked for, in Cachet's shape.
type failure struct {
	id      string
	status  int
	detail  string
	details []string // what is wrong with each field
	retry   time.Duration
	cause   error // for the operator, never in the answer
}

func (f *failure) Error() string { return f.detail }

func (f *failure) Unwrap() error { return f.cause }

func notFound(detail string) error { return &failure{status: http.StatusNotFound, detail: detail} }

func forbidden(detail string) error { return &failure{status: http.StatusForbidden, detail: detail} }

func invalid(details ...string) error {
	return &failure{status: http.StatusBadRequest, detail: "The request cannot be fulfilled due to bad syntax.", details: details}
}

// failure makes an answer of any error.
func (c *call) failure(err error) *failure {
	var f *failure
	if !errors.As(err, &f) {
		f = translate(err)
	}
	f.id = c.uuid()
	return f
}

// translate gives the rules' errors their status codes. Their sentences are for
// people; those of the store are not.
func translate(err error) *failure {
	var owned *status.OwnedError
	switch {
	case errors.As(err, &owned):
		return &failure{status: http.StatusForbidden, detail: fmt.Sprintf("The content file %s defines this %s: change it there. Only component statuses and new updates can be sent here.", owned.File, owned.What)}
	case errors.Is(err, status.ErrNotFound):
		return &failure{status: http.StatusNotFound, detail: "There is no such thing here, or it is gone."}
	case errors.Is(err, status.ErrInvalid):
		return invalid(sentence(err)).(*failure)
	case errors.Is(err, status.ErrOwned), errors.Is(err, status.ErrDeclared):
		return &failure{status: http.StatusForbidden, detail: "A content file defines this: change it there. Only component statuses and new updates can be sent here."}
	case errors.Is(err, status.ErrPersonal):
		return &failure{status: http.StatusForbidden, detail: "A person has written or changed this, and automation leaves it alone: use a token of kind person."}
	case errors.Is(err, status.ErrStale):
		return &failure{status: http.StatusPreconditionFailed, detail: "Somebody has changed this since you read it: read it again and decide anew."}
	case errors.Is(err, store.ErrTooLarge):
		return invalid("This is too much to keep in one piece: send less text.").(*failure)
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrConflict), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &failure{status: http.StatusServiceUnavailable, detail: "This cannot be done now: please try again.", retry: 2 * time.Second, cause: err}
	}
	return &failure{status: http.StatusInternalServerError, detail: "Something went wrong here. The log says what, under the id of this error.", cause: err}
}

// sentence is an error of the rules as one, without the prefix by which
// programs know it.
func sentence(err error) string {
	text := strings.TrimPrefix(err.Error(), status.ErrInvalid.Error()+": ")
	if text == "" {
		return "This cannot be kept."
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

type errorBody struct {
	Errors []errorItem `json:"errors"`
}

type errorItem struct {
	ID     string     `json:"id"`
	Status int        `json:"status"`
	Title  string     `json:"title"`
	Detail string     `json:"detail"`
	Meta   *errorMeta `json:"meta,omitempty"`
}

type errorMeta struct {
	Details []string `json:"details"`
}

func (f *failure) answer() *answer {
	item := errorItem{ID: f.id, Status: f.status, Title: http.StatusText(f.status), Detail: f.detail}
	if len(f.details) > 0 {
		item.Meta = &errorMeta{f.details}
	}
	a := &answer{status: f.status, body: errorBody{[]errorItem{item}}}
	if f.retry > 0 {
		a.set("Retry-After", strconv.Itoa(int((f.retry+time.Second-1)/time.Second)))
	}
	if f.status == http.StatusUnauthorized {
		a.set("WWW-Authenticate", `Bearer realm="api"`)
	}
	return a
}

// uuid is a random one, version 4.
func (c *call) uuid() string {
	var b [16]byte
	if _, err := io.ReadFull(c.api.Random, b[:]); err != nil {
		return ""
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}
