package planner

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// post takes the form of an update.
func (p *Planner) post(v *admin.Visit) error {
	x, err := p.found(v)
	if err != nil {
		return err
	}
	if v.Field("do") == "edit" {
		return p.postAgain(v, x, nil)
	}
	if err = p.postOrReview(v, x); err == nil {
		return nil
	}
	var changed *staleError
	if errors.As(err, &changed) {
		x.Maintenance, x.state = changed.now, changed.now.StateAt(x.view.At)
	}
	return p.postAgain(v, x, err)
}

func (p *Planner) postOrReview(v *admin.Visit, x subject) error {
	post, key, err := p.following(v, x)
	if err != nil {
		return err
	}
	u := post.Work.Update
	check := posting.Check{Work: unchanged(v.Field("seen"), u.ID)}
	found := p.lintsOf(x, u)
	turns := v.Field("do") != "publish" // it begins, ends or is called off
	if v.Field("do") == "preview" || v.Field("sure") == "" && (turns || posting.Grave(found)) {
		return p.reviewUpdate(v, x, post, found, check)
	}
	word, err := p.Send(v.Context(), v.Actor(), key, post, check)
	if err != nil {
		return err
	}
	return v.Go(to(x.ID, word))
}

func (p *Planner) reviewUpdate(v *admin.Visit, x subject, post *posting.Post, found []posting.Lint, check posting.Check) error {
	f, err := p.Foresee(v.Context(), v.Actor(), post, true, check)
	if err != nil {
		return err
	}
	v.PostForm.Set("turn", turnOf(v))
	return p.showReview(v, post, listPath+"/"+x.ID, found, f)
}

// lintsOf looks over an update and what it plans.
func (p *Planner) lintsOf(x subject, u *status.Update) []posting.Lint {
	if u.Plan == (status.Plan{}) || u.State.Ends() {
		return posting.Inside(u.Body)
	}
	m := *x.Maintenance
	m.Updates = append(m.Updates[:len(m.Updates):len(m.Updates)], *u)
	m.Replan()
	return lints(&m, x.view)
}

// turns are what a button does to the work, and what is said of it where
// nobody says anything else.
var turns = map[string]struct {
	state status.State
	text  string
}{
	"begin":  {status.InProgress, "The work has begun."},
	"end":    {status.Completed, "The work is done."},
	"cancel": {status.Cancelled, "This maintenance is cancelled."},
}

// turnOf is the button that was pressed, also before a review.
func turnOf(v *admin.Visit) string {
	if _, is := turns[v.Field("do")]; is {
		return v.Field("do")
	}
	return v.Field("turn")
}

// following is the update that the form speaks of.
func (p *Planner) following(v *admin.Visit, x subject) (*posting.Post, string, error) {
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	u := status.Update{ID: "u-" + key, Body: v.Text("body"), Quiet: v.Field("tell") == ""}
	turn, turns := turns[turnOf(v)]
	if turns {
		u.State = turn.state
	} else if u.State, err = status.ParseState(v.Field("state")); err != nil || !u.State.OfMaintenance() {
		return nil, "", admin.Wrong("Choose a state.")
	}
	if !u.State.Ends() {
		if u.Plan, err = planned(v, x); err != nil {
			return nil, "", err
		}
	}
	if u.Body == "" {
		u.Body = usual(turn.text, u.Plan)
	}
	if err := posting.CheckBody(u.Body, "Write what is new, in at most %d bytes."); err != nil {
		return nil, "", err
	}
	return &posting.Post{ID: x.ID, Work: &posting.Work{Update: &u}}, key, nil
}

// usual is what is said where nobody says anything.
func usual(turn string, plan status.Plan) string {
	switch {
	case turn != "":
		return turn
	case !plan.Starts.IsZero():
		return "This maintenance is moved to another time."
	case !plan.Ends.IsZero():
		return "The planned end is another one."
	}
	return ""
}

// planned is what the form plans anew: the times that are not those there are.
func planned(v *admin.Visit, x subject) (plan status.Plan, err error) {
	zone := x.view.Zone
	read := func(field string, is time.Time) (time.Time, error) {
		text := v.Field(field)
		if text == "" || text == inForm(is, zone) {
			return time.Time{}, nil
		}
		at, err := admin.LocalTime(text, zone)
		if err != nil {
			return at, admin.Wrong("Write the times as 2026-11-22T10:04, in the time zone %s.", zone)
		}
		return at, nil
	}
	if x.state == status.Scheduled {
		if plan.Starts, err = read("starts", x.Starts); err != nil {
			return plan, err
		}
	}
	if plan.Ends, err = read("ends", x.Ends); err != nil {
		return plan, err
	}
	if minutes, _ := strconv.Atoi(v.Field("longer")); minutes > 0 && minutes <= 7*24*60 {
		plan.Ends = x.Ends.Add(time.Duration(minutes) * time.Minute)
	}
	return plan, checkPlan(plan, x)
}

func checkPlan(plan status.Plan, x subject) error {
	starts, ends := x.Starts, x.Ends
	if !plan.Starts.IsZero() {
		starts = plan.Starts
	}
	if !plan.Ends.IsZero() {
		ends = plan.Ends
	}
	switch {
	case !ends.After(starts):
		return admin.Wrong("The end must be later than the start.")
	case plan != (status.Plan{}) && !ends.After(x.view.At):
		return admin.Wrong("The end lies in the past: to end the work now, use the button for that.")
	}
	return nil
}

// postAgain shows the form as it was sent, beside what the maintenance is now.
func (p *Planner) postAgain(v *admin.Visit, x subject, why error) error {
	d, err := p.workData(v, x)
	if err != nil {
		return err
	}
	d.Body, d.Tell = v.Field("body"), v.Field("tell") != ""
	if starts, ends := v.Field("starts"), v.Field("ends"); ends != "" {
		d.Ends = ends
		if starts != "" {
			d.Starts = starts
		}
	}
	admin.Pick(d.States, v.PostForm)
	admin.Pick(d.Longer, v.PostForm)
	if k, bad := v.SentKey(); bad == nil {
		d.Key = k
	}
	d.Theirs, d.TheirHead = theirs(v.Field("seen"), x)
	if why == nil {
		return v.Show("maintenance", x.Title, d)
	}
	return v.Again("maintenance", x.Title, d, plain(why))
}

// postPage answers with the page as it would be with the update.
func (p *Planner) postPage(v *admin.Visit) error {
	x, err := p.found(v)
	if err != nil {
		return err
	}
	post, _, err := p.following(v, x)
	if err != nil {
		return err
	}
	return p.page(v, post)
}

// to is the page of a maintenance, with a word of what was done.
func to(id, told string) string {
	return listPath + "/" + url.PathEscape(id) + "?told=" + url.QueryEscape(told)
}
