package posting

import (
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// Review is what the partial "review" is given: what a post will do and how it
// will look, before it is published.
type Review struct {
	Action        string // where the form is sent
	Fields        []admin.Carried
	Consequence   string
	Lints         []Lint
	Title, State  string
	Body          string
	When          string // of planned work; empty for an incident
	Recurs        string // in words; empty for what takes place once
	Dates         []string
	More          string // of the dates that are not listed
	Subject, Mail string
	Feed, JSON    string
	Button        string
}

// ReviewOf is the review of a post, by what is foreseen of it. The caller says
// where its form is sent, what its lints are and what its button says.
func ReviewOf(v *admin.Visit, p *Post, f Foresight) Review {
	title, u := f.newest()
	r := Review{
		Fields: admin.Carry(v.PostForm), Consequence: consequence(f, p.Quiet()),
		Title: title, State: admin.Word("state", u.State.String()), Body: u.Body,
		Subject: f.Subject, Mail: f.Mail, Feed: f.Feed, JSON: f.JSON, Button: "Publish",
	}
	if p.Quiet() || f.Reach.People < 0 {
		r.Subject, r.Mail = "", ""
	}
	return r
}

// newest is the title and the newest update of what is foreseen.
func (f *Foresight) newest() (string, status.Update) {
	if m := f.Maintenance; m != nil {
		return m.Title, m.Updates[len(m.Updates)-1]
	}
	return f.Incident.Title, f.Incident.Updates[len(f.Incident.Updates)-1]
}

// consequence says what a post does to the page and to people.
func consequence(f Foresight, quiet bool) string {
	before, after := admin.Word("status", f.Before.Worst.String()), admin.Word("status", f.After.Worst.String())
	said := fmt.Sprintf("The page goes from %s to %s", strings.ToLower(before), strings.ToLower(after))
	if before == after {
		said = "The page stays at " + strings.ToLower(after)
	}
	switch {
	case f.Reach.People < 0:
		return said + "."
	case quiet:
		return said + "; nobody gets mail."
	}
	return said + "; " + f.Reach.Sentence() + "."
}

// ShowPage answers with the page that the generator makes, which stands at an
// address of the site. It runs no script, and its links are those of the page
// in its place.
func ShowPage(v *admin.Visit, address string, f Foresight) {
	h := v.Writer().Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", f.Policy+"; sandbox allow-same-origin allow-top-navigation-by-user-activation")
	base := `<head><base href="` + html.EscapeString((&url.URL{Path: address}).EscapedPath()) + `">`
	_, _ = io.WriteString(v.Writer(), strings.Replace(f.Page, "<head>", base, 1)) // the reader went away: nobody to tell
}
