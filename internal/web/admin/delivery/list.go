package delivery

import (
	"errors"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/notify"
	"tidings/internal/store"
	"tidings/internal/web/admin"
)

const perPage = 25

// refresh is after how many seconds a page is loaded again that shows something
// on its way.
const refresh = "5"

// listData is what the page is given.
type listData struct {
	Rows     []row
	Older    string // cursor
	Stopped  time.Time
	Trouble  *trouble
	MayWrite bool
	Letters  bool // they are kept in a folder, and whoever looks may read them
	Me       string
}

// row is the news of one subject.
type row struct {
	Path, Title, State string
	At                 time.Time
	Held, Moving       bool
	Total, Done        int
	Counts             []count // of the last round
	Fates              []count // of all messages about it, as far as the mail service has said
}

// fatesOf are the fates that say something.
func fatesOf(fates map[notify.Fate]int) (all []count) {
	for _, c := range []count{
		{"delivered", admin.Number(fates[notify.Delivered])}, {"delayed", admin.Number(fates[notify.Delayed])},
		{"bounced", admin.Number(fates[notify.BouncedHard] + fates[notify.BouncedSoft])},
		{"rejected", admin.Number(fates[notify.Rejected])}, {"complained", admin.Number(fates[notify.Complained])},
	} {
		if c.Number != "0" {
			all = append(all, c)
		}
	}
	return all
}

// count is how many messages something became of.
type count struct {
	Name   string
	Number string
}

func (d *Delivery) list(v *admin.Visit) error {
	data, err := d.overview(v)
	if err != nil {
		return err
	}
	for _, r := range data.Rows {
		if r.Moving {
			v.Writer().Header().Set("Refresh", refresh)
		}
	}
	return v.Show("telling", "Delivery", data)
}

func (d *Delivery) overview(v *admin.Visit) (*listData, error) {
	ctx := v.Context()
	list, next, err := d.Desk.List(ctx, v.URL.Query().Get("after"), perPage)
	if errors.Is(err, store.ErrCursor) {
		return nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such page. Begin with the newest."}
	}
	if err != nil {
		return nil, err
	}
	stop, err := d.Desk.Stopped(ctx)
	if err != nil {
		return nil, err
	}
	data := &listData{Older: next, Stopped: stop.At, Trouble: explained(d.House.MailTrouble()), MayWrite: access.Can(v.Who, access.WriteSite),
		Letters: d.Letters != nil && access.Can(v.Who, access.ReadContacts), Me: v.Account.Email.Reveal()}
	for i := range list {
		r, err := d.row(v, &list[i])
		if err != nil {
			return nil, err
		}
		data.Rows = append(data.Rows, r)
	}
	return data, nil
}

func (d *Delivery) row(v *admin.Visit, n *notify.News) (row, error) {
	title, err := admin.TitleOf(v.Context(), d.House, n.Subject)
	if err != nil {
		return row{}, err
	}
	fates, err := d.Desk.Fates(v.Context(), n.Subject)
	r := row{Path: path + "/" + n.Subject, Title: title, State: stateWords[n.State], At: n.Began, Held: n.State == notify.Held,
		Moving: n.State == notify.Waiting || n.State == notify.Telling, Total: n.Audience, Done: n.Audience - n.Queued(), Counts: counts(n.Progress, n.Queued()), Fates: fatesOf(fates)}
	return r, err
}

var stateWords = map[notify.State]string{
	notify.Waiting:   "about to be sent",
	notify.Telling:   "being sent",
	notify.Told:      "done",
	notify.Held:      "held: more people than may be told without asking",
	notify.Withdrawn: "taken back",
	notify.Dropped:   "dropped",
}

// counts are those of a round that say something.
func counts(p notify.Progress, queued int) (all []count) {
	for _, c := range []struct {
		name string
		n    int
	}{{"queued", queued}, {"sent", p.Sent}, {"refused", p.Refused}, {"suppressed", p.Suppressed}, {"left for later", p.Left}} {
		if c.n > 0 || c.name == "sent" {
			all = append(all, count{c.name, admin.Number(c.n)})
		}
	}
	return all
}
