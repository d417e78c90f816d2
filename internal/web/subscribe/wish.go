package subscribe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"tidings/internal/contacts"
	"tidings/internal/message"
	"tidings/internal/status"
)

// read is the address and the wish of a form, or what is wrong with it.
func (d *Door) read(r *http.Request) (contacts.Address, contacts.Wish, error) {
	a, err := contacts.ParseAddress(r.PostForm.Get("email"))
	if err != nil {
		return a, contacts.Wish{}, err
	}
	w, err := d.wish(r.Context(), r.PostForm)
	return a, w, err
}

// wish reads the fields that say what about. Without any of them it is
// everything: a form of one field is a good form.
func (d *Door) wish(ctx context.Context, form url.Values) (w contacts.Wish, err error) {
	w = contacts.Wish{Incident: true, Maintenance: yes(form, "maintenance"), Language: form.Get("language"), Zone: form.Get("zone")}
	switch form.Get("scope") {
	case "", "all":
		w.All = true
	case "some":
		w.Groups, w.Components = form["group"], form["component"]
	case "incident":
		w.Incidents, w.Incident = form["incident"], false
	default:
		return w, fmt.Errorf("%w: the scope is all, some or incident", contacts.ErrWish)
	}
	if given := form.Get("severity"); given != "" {
		if w.Severity, err = status.ParseImpact(given); err != nil {
			return w, fmt.Errorf("%w: %w", contacts.ErrWish, err)
		}
	}
	return w, d.Program.Check(ctx, w)
}

// follow shows the form that asks to be told of one incident alone.
func (d *Door) follow(w http.ResponseWriter, r *http.Request) {
	lang, id := r.URL.Query().Get("language"), r.PathValue("id")
	mail := d.Program.Mail(r.Context())
	err := d.Program.Check(r.Context(), contacts.Wish{Incidents: []string{id}})
	switch {
	case errors.Is(err, contacts.ErrWish):
		d.answer(w, r, http.StatusNotFound, lang, Page{Heading: headAsk, Wrong: err.Error()})
	case err != nil:
		d.trouble(w, r, lang, err)
	default:
		d.answer(w, r, http.StatusOK, lang, following(id, mail))
	}
}

// following is the form that asks to be told of one incident, with what becomes of
// letters. It is none where they do not go out.
func following(id string, m message.Mail) Page {
	p := Page{Heading: headAsk, Follow: id}
	if m == message.MailOff {
		p.Follow = ""
	}
	if notice := m.Notice(); notice != "" {
		p.Notes, p.Feeds = []string{notice}, true
	}
	return p
}

func yes(form url.Values, name string) bool {
	switch form.Get(name) {
	case "true", "on", "1", "yes":
		return true
	}
	return false
}
