package delivery

import (
	"errors"
	"net/http"

	"tidings/internal/access"
	"tidings/internal/notify"
	"tidings/internal/web/admin"
)

// newsData is what the page of one subject is given.
type newsData struct {
	row
	Kind, ID                      string
	Limit                         string // how many may be told without asking; empty for any number
	Past                          []row  // rounds before the last one
	MayApprove, MayDrop, MayRetry bool
	Audience                      string
}

func (d *Delivery) news(v *admin.Visit) error {
	data, err := d.newsData(v)
	if err != nil {
		return err
	}
	if data.Moving {
		v.Writer().Header().Set("Refresh", refresh)
	}
	return v.Show("telling-one", data.Title, data)
}

func (d *Delivery) newsData(v *admin.Visit) (*newsData, error) {
	subject := subjectOf(v)
	n, err := d.Desk.Get(v.Context(), subject)
	if err != nil {
		return nil, err
	}
	if n.Round == 0 {
		return nil, admin.Failure{Status: http.StatusNotFound, Sentence: "Nobody was told anything of this."}
	}
	r, err := d.row(v, &n)
	if err != nil {
		return nil, err
	}
	may := access.Can(v.Who, access.WriteSite)
	data := &newsData{row: r, Kind: v.PathValue("about"), ID: v.PathValue("id"), Audience: admin.Number(n.Audience),
		MayApprove: may && n.State == notify.Held, MayDrop: may && (n.State == notify.Held || r.Moving), MayRetry: may && n.State == notify.Told && n.Refused > 0}
	if d.Desk.Limit > 0 {
		data.Limit = admin.Number(d.Desk.Limit)
	}
	for _, p := range n.Past {
		data.Past = append(data.Past, row{At: p.Began, Counts: counts(p, 0)})
	}
	return data, nil
}

func subjectOf(v *admin.Visit) string { return v.PathValue("about") + "/" + v.PathValue("id") }

// decisions are what can be done with news, by the word of the button, with the
// word that says afterwards what was done.
var decisions = map[string]struct {
	told string
	do   func(*notify.Desk, *admin.Visit, string) error
}{
	"approve": {"approved", func(d *notify.Desk, v *admin.Visit, s string) error { return d.Approve(v.Context(), s) }},
	"drop":    {"dropped", func(d *notify.Desk, v *admin.Visit, s string) error { return d.Drop(v.Context(), s) }},
	"retry":   {"retried", func(d *notify.Desk, v *admin.Visit, s string) error { return d.Retry(v.Context(), s) }},
}

// decide does what a button says, after it is written down that somebody will.
func (d *Delivery) decide(v *admin.Visit) error {
	data, err := d.newsData(v)
	if err != nil {
		return err
	}
	word := v.Field("do")
	decision, known := decisions[word]
	if !known {
		return v.Again("telling-one", data.Title, data, admin.Wrong("Choose what to do."))
	}
	if err := v.Note("delivery."+word, subjectOf(v), map[string]int{"people": data.Total}); err != nil {
		return err
	}
	if err := decision.do(d.Desk, v, subjectOf(v)); err != nil {
		if errors.Is(err, notify.ErrDecided) {
			err = admin.Failure{Status: http.StatusConflict, Sentence: "This has changed meanwhile. Look at it again."}
		}
		return v.Again("telling-one", data.Title, data, err)
	}
	return v.Go(path + "/" + subjectOf(v) + "?told=" + decision.told)
}

// stop has nobody told anything.
func (d *Delivery) stop(v *admin.Visit) error {
	if err := v.Note("delivery.stop", "delivery", nil); err != nil {
		return err
	}
	if err := d.Desk.Stop(v.Context(), v.Who.ID); err != nil {
		return err
	}
	return v.Go(path + "?told=stopped")
}

func (d *Delivery) resume(v *admin.Visit) error {
	if err := v.Note("delivery.resume", "delivery", nil); err != nil {
		return err
	}
	if err := d.Desk.Resume(v.Context()); err != nil {
		return err
	}
	return v.Go(path + "?told=resumed")
}
