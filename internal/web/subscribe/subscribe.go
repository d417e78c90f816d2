package subscribe

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/message"
	"tidings/internal/throttle"
)

// Program is what the door needs of the program behind it.
type Program interface {
	// Page writes an answer as a page of the site.
	Page(ctx context.Context, lang string, p Page) ([]byte, error)
	// Confirm has an address asked whether it wants to be told; Known has a
	// subscriber told that they are one, and offers them an incident to follow,
	// if any. Both return once the message is taken.
	Confirm(ctx context.Context, to contacts.Address, lang, token string) error
	Known(ctx context.Context, to contacts.Subscriber, offer string) error
	// Mail is what becomes of letters now.
	Mail(ctx context.Context) message.Mail
	// Check refuses a choice of groups, components, incidents or a zone that the
	// page does not have, in words for whoever chose. An incident that is over is
	// none to follow.
	Check(ctx context.Context, w contacts.Wish) error
}

// Options are what the door works with; all are needed.
type Options struct {
	Program Program
	Book    *contacts.Book
	Now     func() time.Time
	Log     *slog.Logger
	// Client is the network address that a request comes from.
	Client func(*http.Request) string
}

// Limits: an address may ask so often an hour, and all together.
const (
	askedAnHour = 20
	askedAtOnce = 10
	allAMinute  = 120
	allAtOnce   = 600
	maxForm     = 64 << 10
)

// Door answers POST /subscribe and /subscriptions/TOKEN.
type Door struct {
	Options
	each, all *throttle.Throttle
}

// New is a door.
func New(o Options) *Door {
	return &Door{Options: o, each: throttle.New(askedAnHour/60.0, askedAtOnce), all: throttle.New(allAMinute, allAtOnce)}
}

// Routes adds the door's addresses to a mux.
func (d *Door) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /subscribe", d.ask)
	mux.HandleFunc("GET /subscriptions/incident/{id}", d.follow)
	mux.HandleFunc("GET /subscriptions/{token}", d.look)
	mux.HandleFunc("POST /subscriptions/{token}", d.act)
	mux.HandleFunc("/subscriptions/", d.astray)
}

// astray answers a link that was cut off or written on.
func (d *Door) astray(w http.ResponseWriter, r *http.Request) {
	d.failed(w, r, "", contacts.ErrNotFound)
}

// ask takes a wish from the public form.
func (d *Door) ask(w http.ResponseWriter, r *http.Request) {
	if !d.form(w, r) {
		return
	}
	lang, now := r.PostForm.Get("language"), d.Now()
	if wait := max(d.each.Take(throttle.Neighbourhood(d.Client(r)), now), d.all.Take("", now)); wait > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(int(wait.Seconds())+1))
		d.answer(w, r, http.StatusTooManyRequests, lang, Page{Heading: headAsk, Notes: []string{"subscription.busy"}})
		return
	}
	mail := d.Program.Mail(r.Context())
	if mail == message.MailOff {
		d.answer(w, r, http.StatusServiceUnavailable, lang, asked(mail))
		return
	}
	address, wish, err := d.read(r)
	if err == nil && r.PostForm.Get("website") == "" { // a field that people do not see
		err = d.take(r, address, wish, now)
	}
	switch {
	case errors.Is(err, contacts.ErrWish) || errors.Is(err, contacts.ErrAddress):
		d.answer(w, r, http.StatusUnprocessableEntity, lang, Page{Heading: headAsk, Wrong: err.Error()})
	case err != nil:
		d.trouble(w, r, lang, err)
	default:
		d.answer(w, r, http.StatusOK, lang, asked(mail))
	}
}

// asked answers a wish: the same whatever its address, but not where no letter goes
// out, whose reader would wait for it.
func asked(m message.Mail) Page {
	return Page{Heading: headAsk, Notes: []string{m.Answer()}, Feeds: m != message.MailSent}
}

// take keeps a wish and has its address asked. What the person who asked gets
// to see is the same whatever becomes of it.
func (d *Door) take(r *http.Request, a contacts.Address, wish contacts.Wish, now time.Time) error {
	answer, err := d.Book.Ask(r.Context(), contacts.Request{Address: a, Wish: wish, From: origin(d.Client(r)), Form: "page"}, now)
	switch {
	case err != nil:
		return err
	case answer.Manage != nil:
		offer := ""
		if len(wish.Incidents) > 0 {
			offer = wish.Incidents[0]
		}
		return d.Program.Known(r.Context(), *answer.Manage, offer)
	case answer.Confirm != "":
		return d.Program.Confirm(r.Context(), a, wish.Language, answer.Confirm)
	}
	return nil
}

// origin is the proof of where a wish came from that can be kept: enough to
// compare, not to read.
func origin(client string) string {
	sum := sha256.Sum256([]byte("tidings consent " + client))
	return hex.EncodeToString(sum[:8])
}

// form reads the body; both kinds of form are taken.
func (d *Door) form(w http.ResponseWriter, r *http.Request) bool {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(maxForm)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		d.answer(w, r, http.StatusRequestEntityTooLarge, "", Page{Heading: headAsk, Wrong: "the form is too large"})
	case err != nil:
		d.answer(w, r, http.StatusBadRequest, "", Page{Heading: headAsk, Wrong: "the form cannot be read"})
	}
	return err == nil
}

func (d *Door) trouble(w http.ResponseWriter, r *http.Request, lang string, err error) {
	d.Log.WarnContext(r.Context(), "a subscription could not be worked on now", "error", err)
	w.Header().Set("Retry-After", "60")
	d.answer(w, r, http.StatusServiceUnavailable, lang, Page{Heading: headAsk, Notes: []string{"subscription.busy"}})
}

// answer writes a page that nobody keeps and that leaks its address to nobody.
func (d *Door) answer(w http.ResponseWriter, r *http.Request, code int, lang string, p Page) {
	body, err := d.Program.Page(r.Context(), lang, p)
	if err != nil {
		d.Log.Error("a page about a subscription could not be made", "error", err)
		http.Error(w, "This cannot be done right now. Please try again in a few minutes.", http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(code)
	_, _ = w.Write(body)
}
