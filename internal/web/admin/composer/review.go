package composer

import (
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// reviewData is what the page before publishing is given.
type reviewData struct {
	Action        string // where the form is sent
	Fields        []field
	Consequence   string
	Lints         []lint
	Title, State  string
	Body          string
	Subject, Mail string
	Feed          string
	Button        string
}

type field struct{ Name, Value string }

// review shows what a post will do and how it will look, made by what will make
// it, and has the form sent again to do it.
func (c *Composer) review(v *admin.Visit, p *Post, action string, check func(own *status.Incident) error) error {
	f, err := c.foresee(v, p, true, check)
	if err != nil {
		return err
	}
	u := f.Incident.Updates[len(f.Incident.Updates)-1]
	data := reviewData{
		Action: action, Fields: fieldsOf(v.PostForm), Consequence: consequence(f, p.quiet()), Lints: lints(f.Incident, len(f.Incident.Components) > 0),
		Title: f.Incident.Title, State: admin.Word("state", u.State.String()), Body: u.Body, Subject: f.Subject, Mail: f.Mail, Feed: f.Feed, Button: "Publish",
	}
	if u.State == status.Resolved {
		data.Button = "Resolve"
	}
	if p.quiet() || f.Reach.People < 0 {
		data.Subject, data.Mail = "", ""
	}
	return v.Show("review", "Before it is published", data)
}

// fieldsOf carries a form on, without its buttons.
func fieldsOf(form url.Values) (all []field) {
	for name, values := range form {
		if name == "do" || name == "sure" {
			continue
		}
		for _, value := range values {
			all = append(all, field{name, value})
		}
	}
	slices.SortFunc(all, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// consequence says what a post does to the page and to people.
func consequence(f Foresight, quiet bool) string {
	before, after := admin.Word("status", f.Before.Worst.String()), admin.Word("status", f.After.Worst.String())
	said := fmt.Sprintf("The page goes from %s to %s", lower(before), lower(after))
	if before == after {
		said = "The page stays at " + lower(after)
	}
	switch {
	case f.Reach.People < 0:
		return said + "."
	case quiet:
		return said + "; nobody gets mail."
	}
	return said + "; " + f.Reach.Sentence() + "."
}

func lower(s string) string { return strings.ToLower(s) }

// openPage answers with the page of a new incident as it would be published.
func (c *Composer) openPage(v *admin.Visit) error {
	_, view, err := c.view(v.Context())
	if err != nil {
		return err
	}
	said, err := saidOf(v.PostForm, view.Layout)
	if err != nil {
		return err
	}
	p, _, err := c.opening(v, said)
	if err != nil {
		return err
	}
	return c.page(v, p)
}

// page answers with the page that the generator makes. It runs no script, and
// its links are those of the page in its place.
func (c *Composer) page(v *admin.Visit, p *Post) error {
	f, err := c.foresee(v, p, true, nil)
	if err != nil {
		return plain(err)
	}
	h := v.Writer().Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", f.Policy+"; sandbox allow-same-origin allow-top-navigation-by-user-activation")
	base := `<head><base href="/incidents/` + html.EscapeString(url.PathEscape(p.ID)) + `">`
	_, _ = io.WriteString(v.Writer(), strings.Replace(f.Page, "<head>", base, 1)) // the reader went away: nobody to tell
	return nil
}
