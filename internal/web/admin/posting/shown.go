package posting

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"tidings/internal/web/admin"
)

// Shown is a post that waits, as pages show it: the partial "waiting" is given
// a list of these.
type Shown struct {
	ID, Title, State, Body, Failed string
	Seconds                        int
	Quiet                          bool
}

// Waiting are the posts that wait about a subject, such as incident/ID, the next
// first; all for an empty one. A subject that ends in a slash is all of its kind.
func (d *Desk) Waiting(ctx context.Context, subject string) ([]Shown, error) {
	if d.Pending == nil {
		return nil, nil
	}
	all, err := d.Pending.list(ctx)
	var shown []Shown
	for _, w := range all {
		is := w.Post.subject()
		if subject == "" || is == subject || strings.HasSuffix(subject, "/") && strings.HasPrefix(is, subject) {
			shown = append(shown, d.shownOf(&w))
		}
	}
	return shown, err
}

func (d *Desk) shownOf(w *Waiting) Shown {
	title, u := w.Post.said()
	if w.Post.Work != nil && len(w.Post.Work.Announced) > 1 {
		title += fmt.Sprintf(", and %d more", len(w.Post.Work.Announced)-1)
	}
	return Shown{
		ID: w.ID, Title: title, State: admin.Word("state", u.State.String()), Body: u.Body, Failed: w.Failed, Quiet: w.Post.Quiet(),
		Seconds: max(0, int(w.Due.Sub(d.Now()).Seconds()+0.999)),
	}
}

// Refresh has a page that shows what waits loaded anew, at an address, once the
// last of it is published.
func Refresh(v *admin.Visit, waiting []Shown, address string) {
	if n := len(waiting); n > 0 && waiting[n-1].Failed == "" {
		v.Writer().Header().Set("Refresh", strconv.Itoa(waiting[n-1].Seconds+2)+"; url="+address)
	}
}

// Home is the page of the dashboard to which somebody returns from a post.
func (w *Waiting) Home() string {
	if w.Post.Work != nil {
		return admin.Prefix + "maintenance"
	}
	return admin.Prefix
}

// Subject is what the post is about, as changes name it.
func (w *Waiting) Subject() string { return w.Post.subject() }

// Stale says that what somebody writes about is not what they have seen.
func Stale() admin.Failure {
	return admin.Failure{Status: http.StatusConflict,
		Sentence: "Somebody else has changed this while you were writing. Nothing of yours was published and nothing is lost: look at theirs, and send yours again if it still fits."}
}
