package subscribe

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"tidings/internal/contacts"
)

// look shows what a link is for. It changes nothing.
func (d *Door) look(w http.ResponseWriter, r *http.Request) {
	token := r.PathValue("token")
	if contacts.Confirms(token) {
		asked, err := d.Book.Waiting(r.Context(), token)
		if d.failed(w, r, asked.Wish.Language, err) {
			return
		}
		d.answer(w, r, http.StatusOK, asked.Wish.Language, Page{Heading: headConfirm, Confirm: true})
		return
	}
	sub, err := d.Book.Open(r.Context(), token)
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	d.show(w, r, sub)
}

// act does what the button says that was pressed. The body that a mail provider
// posts (RFC 8058) ends the subscription.
func (d *Door) act(w http.ResponseWriter, r *http.Request) {
	if !d.form(w, r) {
		return
	}
	token := r.PathValue("token")
	if contacts.Confirms(token) {
		d.confirm(w, r, token)
		return
	}
	sub, err := d.Book.Open(r.Context(), token)
	leaving := r.PostForm.Get("List-Unsubscribe") == "One-Click" || r.PostForm.Get("do") == "leave"
	if leaving && errors.Is(err, contacts.ErrNotFound) {
		d.answer(w, r, http.StatusOK, "", Page{Heading: headManage, Notes: []string{"subscription.left"}})
		return
	}
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	if leaving {
		d.leave(w, r, sub)
		return
	}
	switch r.PostForm.Get("do") {
	case "save":
		d.save(w, r, sub)
	case "erase":
		d.erase(w, r, sub)
	case "data":
		d.data(w, sub)
	default:
		d.answer(w, r, http.StatusBadRequest, sub.Wish.Language, Page{Heading: headManage, Wrong: "the form does not say what to do", Subscriber: &sub})
	}
}

func (d *Door) confirm(w http.ResponseWriter, r *http.Request, token string) {
	sub, err := d.Book.Confirm(r.Context(), token, d.Now())
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	d.answer(w, r, http.StatusOK, sub.Wish.Language, Page{Heading: headManage, Notes: []string{"subscription.confirmed"}})
}

func (d *Door) leave(w http.ResponseWriter, r *http.Request, sub contacts.Subscriber) {
	_, err := d.Book.Leave(r.Context(), sub.ID, sub.ID, d.Now())
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	d.answer(w, r, http.StatusOK, sub.Wish.Language, Page{Heading: headManage, Notes: []string{"subscription.left"}})
}

func (d *Door) save(w http.ResponseWriter, r *http.Request, sub contacts.Subscriber) {
	wish, err := d.wish(r.Context(), r.PostForm)
	if err == nil {
		wish.Incident = yes(r.PostForm, "incident")
		wish.Incidents, err = d.followed(r.Context(), sub.Wish.Incidents, r.PostForm["follow"])
	}
	if err == nil {
		var changed contacts.Subscriber
		if changed, err = d.Book.Change(r.Context(), sub.ID, sub.ID, wish, d.Now()); err == nil {
			sub = changed
		}
	}
	if errors.Is(err, contacts.ErrWish) {
		d.answer(w, r, http.StatusUnprocessableEntity, sub.Wish.Language, Page{Heading: headManage, Wrong: err.Error(), Subscriber: &sub})
		return
	}
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	d.answer(w, r, http.StatusOK, sub.Wish.Language, Page{Heading: headManage, Notes: []string{"subscription.changed"}, Subscriber: &sub})
}

// followed are the incidents that somebody chooses to follow: those from before
// may be over, others not.
func (d *Door) followed(ctx context.Context, was, chosen []string) ([]string, error) {
	fresh := slices.DeleteFunc(slices.Clone(chosen), func(id string) bool { return slices.Contains(was, id) })
	return chosen, d.Program.Check(ctx, contacts.Wish{Incidents: fresh})
}

func (d *Door) erase(w http.ResponseWriter, r *http.Request, sub contacts.Subscriber) {
	err := d.Book.Erase(r.Context(), sub.ID, sub.ID, d.Now())
	if d.failed(w, r, sub.Wish.Language, err) {
		return
	}
	d.answer(w, r, http.StatusOK, sub.Wish.Language, Page{Heading: headManage, Notes: []string{"subscription.erased"}})
}

// data gives a person all that is kept about them.
func (d *Door) data(w http.ResponseWriter, s contacts.Subscriber) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="subscription.json"`)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(s.Own()) // the reader went away: nobody to tell
}

func (d *Door) show(w http.ResponseWriter, r *http.Request, sub contacts.Subscriber) {
	p := Page{Heading: headManage, Subscriber: &sub}
	if id := r.URL.Query().Get("follow"); id != "" && !slices.Contains(sub.Wish.Incidents, id) && d.Program.Check(r.Context(), contacts.Wish{Incidents: []string{id}}) == nil {
		p.Offer = id
	}
	if sub.State != contacts.Active {
		p = Page{Heading: headManage, Notes: []string{"subscription.left"}}
	}
	d.answer(w, r, http.StatusOK, sub.Wish.Language, p)
}

// failed answers for an error and reports whether there was one. A link that is
// not ours, too old or of somebody who is gone gets one answer.
func (d *Door) failed(w http.ResponseWriter, r *http.Request, lang string, err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, contacts.ErrExpired) || errors.Is(err, contacts.ErrNotFound):
		d.answer(w, r, http.StatusNotFound, lang, Page{Heading: headManage, Notes: []string{"subscription.gone"}})
	default:
		d.trouble(w, r, lang, err)
	}
	return true
}
