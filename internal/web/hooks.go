package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/sns"
)

// MaxHookBytes is the longest body of a webhook.
const MaxHookBytes = 1 << 20

// ErrNoSource says that no source of an id is configured.
var ErrNoSource = errors.New("there is no such source")

// Deliveries is what the door for webhooks needs of the program behind it.
type Deliveries interface {
	// Source returns a source and the secrets that are good now. It returns
	// ErrNoSource for an unknown id; any other error is temporary.
	Source(ctx context.Context, id string, at time.Time) (config.Source, []string, error)
	// Accept makes a delivery durable and returns its id: of an earlier
	// delivery when this one repeats it.
	Accept(ctx context.Context, d inbox.Delivery) (id string, duplicate bool, err error)
}

// Hooks is the door for webhooks, POST /hooks/<source>. It answers 202 only
// after the delivery is durable; what it says is worked out afterwards.
// Every temporary trouble is 503, the one answer that all senders try again.
type Hooks struct {
	Deliveries Deliveries
	Now        func() time.Time
	Random     io.Reader // for delivery ids
	Log        *slog.Logger
	Metrics    *Metrics
	// Topics proves what Amazon SNS posts; nil where no source is of SNS.
	Topics *sns.Verifier

	large slots
}

// NewHooks returns the door. All fields of h but Topics must be set.
func NewHooks(h Hooks) *Hooks {
	h.large = make(slots, maxLarge)
	return &h
}

// verdict is what became of a request: the label of its metric, and the answer.
type verdict struct {
	name   string
	status int
	detail string // for the sender; empty with 202
	id     string // of the delivery
	scheme string // by which the sender could prove itself, where it did not
	cause  error  // for the operator
}

// ServeHTTP answers one request and writes one log line, without its body.
func (h *Hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := h.Now()
	id := r.PathValue("source")
	v, known := h.receive(w, r, id, began)
	v.answer(w)
	if !known {
		id = "" // never a stranger's text in a metric or a log
	}
	h.Metrics.Add("tidings_deliveries_total", 1, "source", id, "verdict", v.name)
	level := slog.LevelInfo
	if v.status == http.StatusServiceUnavailable {
		level = slog.LevelWarn
	}
	h.Log.LogAttrs(r.Context(), level, "webhook", v.attrs(id, r.ContentLength, h.Now().Sub(began))...)
}

// receive goes through the checks in the order that gives least away: all that
// an unknown source is told takes the work that a known one's refusal takes.
func (h *Hooks) receive(w http.ResponseWriter, r *http.Request, id string, at time.Time) (v verdict, known bool) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return verdict{name: "method", status: http.StatusMethodNotAllowed, detail: "Webhooks are sent by POST."}, false
	}
	src, secrets, err := h.Deliveries.Source(r.Context(), id, at)
	known = !errors.Is(err, ErrNoSource)
	if known && err != nil {
		return later(err), known
	}
	if !known {
		src, secrets = decoy()
	}
	if !identity(r.Header) {
		return verdict{name: "encoding", status: http.StatusUnsupportedMediaType, detail: "Send the body as it is, without Content-Encoding."}, known
	}
	if !intake.SignsBody(src.Auth) {
		if _, v := h.verify(r, src, secrets, nil, at, known); v.status != 0 {
			return v, known // a stranger takes up none of the places for long bodies
		}
	}
	body, v := h.body(r)
	if v.status != 0 {
		return v, known
	}
	return h.take(r, src, secrets, body, at, known), known
}

// verify refuses who does not prove who they are; else its status is 0. What SNS
// posts is a message, which is read on the way.
func (h *Hooks) verify(r *http.Request, src config.Source, secrets []string, body []byte, at time.Time, known bool) (sns.Message, verdict) {
	m, err := h.prove(r, src, secrets, body, at)
	switch {
	case !known:
		return m, verdict{name: "unknown", status: http.StatusNotFound, detail: "There is no such source."}
	case errors.Is(err, intake.ErrUnauthorized), errors.Is(err, sns.ErrUnproven):
		return m, verdict{name: "unauthorized", status: http.StatusUnauthorized, detail: "The credentials are missing or wrong.", scheme: scheme(src.Auth)}
	case err != nil:
		return m, later(err)
	}
	return m, verdict{}
}

// prove returns no error when a request is its source's.
func (h *Hooks) prove(r *http.Request, src config.Source, secrets []string, body []byte, at time.Time) (m sns.Message, err error) {
	if src.Auth.Type != config.AuthSNS {
		return m, intake.Verify(src.Auth, secrets, intake.Request{Header: r.Header, Body: body, Received: at})
	}
	if h.Topics == nil {
		return m, intake.ErrUnauthorized
	}
	return h.Topics.Verify(r.Context(), body, src.Auth.Topics)
}

// take verifies the exact bytes and makes them durable.
func (h *Hooks) take(r *http.Request, src config.Source, secrets []string, body []byte, at time.Time, known bool) verdict {
	m, v := h.verify(r, src, secrets, body, at, known)
	if v.status != 0 {
		return v
	}
	random, err := h.random()
	if err != nil {
		return later(err)
	}
	d := inbox.Delivery{
		ID:          inbox.NewID(at, random),
		Source:      src.ID,
		TransportID: intake.TransportID(src.Kind, r.Header),
		Keyed:       intake.Keyed(src.Kind, r.Header),
		Header:      first(r.Header),
		Body:        body,
		Received:    at,
	}
	if src.Auth.Type == config.AuthSNS {
		return h.takeMessage(r.Context(), d, m)
	}
	return h.keep(r.Context(), d)
}

// keep makes a delivery durable.
func (h *Hooks) keep(ctx context.Context, d inbox.Delivery) verdict {
	id, duplicate, err := h.Deliveries.Accept(ctx, d)
	switch {
	case errors.Is(err, inbox.ErrReused):
		return verdict{name: "reused", status: http.StatusUnprocessableEntity, detail: "This Idempotency-Key has been used for another body in the last 7 days: nothing was stored. Choose a new key for each thing that you say."}
	case err != nil:
		return later(err)
	case duplicate:
		return verdict{name: "duplicate", status: http.StatusAccepted, id: id}
	}
	return verdict{name: "accepted", status: http.StatusAccepted, id: id}
}

func (h *Hooks) random() (b [10]byte, err error) {
	_, err = io.ReadFull(h.Random, b[:])
	return b, err
}

// decoy is what an unknown source is checked against. No request can satisfy
// it, and an answer for a source that does not exist is 404 in any case.
func decoy() (config.Source, []string) {
	return config.Source{Auth: config.Auth{Type: "bearer", Secret: "decoy"}}, []string{"decoy"}
}

func identity(h http.Header) bool {
	for _, v := range h.Values("Content-Encoding") {
		if !strings.EqualFold(strings.TrimSpace(v), "identity") && v != "" {
			return false
		}
	}
	return true
}

// scheme is what an answer of 401 asks for; clients that know only to wait for a
// challenge before they send a user name and password are sent that one.
func scheme(auth config.Auth) string {
	if auth.Type == "basic" {
		return "Basic"
	}
	return "Bearer"
}

// Astray answers below /hooks/ where no source can be.
func Astray(w http.ResponseWriter, _ *http.Request) {
	Problem(w, http.StatusNotFound, "Webhooks are sent to /hooks/SOURCE, with nothing behind the name of the source.")
}

// later is the answer to every temporary trouble.
func later(cause error) verdict {
	return verdict{name: "unavailable", status: http.StatusServiceUnavailable, detail: "Nothing was stored. Please send it again.", cause: cause}
}

func (v verdict) answer(w http.ResponseWriter) {
	switch v.status {
	case http.StatusAccepted:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(v.status)
		json.NewEncoder(w).Encode(map[string]string{"id": v.id})
		return
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", v.scheme+` realm="hooks"`)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	}
	Problem(w, v.status, v.detail)
}

func (v verdict) attrs(source string, length int64, took time.Duration) []slog.Attr {
	attrs := []slog.Attr{
		slog.String("source", source),
		slog.String("verdict", v.name),
		slog.Int("status", v.status),
		slog.Int64("bytes", length),
		slog.String("took", fmt.Sprint(took.Round(time.Microsecond))),
	}
	if v.id != "" {
		attrs = append(attrs, slog.String("delivery", v.id))
	}
	if v.cause != nil {
		attrs = append(attrs, slog.Any("error", v.cause))
	}
	return attrs
}
