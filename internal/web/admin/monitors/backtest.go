package monitors

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/backtest"
	"tidings/internal/web/admin"
)

// backtestData is what the page of a backtest is given.
type backtestData struct {
	ID, File, Text string
	Days           []admin.Choice
	Done           bool
	Summary        string
	Signals        []backtest.Meaning
	Page           []spanRow
	Incidents      []incidentRow
}

// spanRow is a time in which the page would have shown something else.
type spanRow struct{ From, For, Component, Was, Would string }

type incidentRow struct{ Opened, Title, Would string }

func daysOf(days int) []admin.Choice {
	var all []admin.Choice
	for _, n := range []int{1, 7, 30} {
		all = append(all, admin.Choice{Field: "days", Value: strconv.Itoa(n), Name: english.Plural(n, "day", ""), On: n == days})
	}
	return all
}

// backtestPage has the file of a source to change, as it is in force.
func (m *monitors) backtestPage(v *admin.Visit) error {
	_, src, err := m.found(v)
	if err != nil {
		return err
	}
	text, err := m.House.SourceFile(v.Context(), src.ID)
	if err != nil {
		return err
	}
	return v.Show("backtest", "Other rules for "+src.ID, backtestData{ID: src.ID, File: "sources/" + src.ID + ".yaml", Text: text, Days: daysOf(7)})
}

// backtest says what changed rules would have made of what came.
func (m *monitors) backtest(v *admin.Visit) error {
	s, src, err := m.found(v)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(v.Field("days"))
	if err != nil || days < 1 || days > 90 {
		return admin.Wrong("Choose how many days back, 90 at the most.")
	}
	data := backtestData{ID: src.ID, File: "sources/" + src.ID + ".yaml", Text: v.Text("text"), Days: daysOf(days)}
	report, err := m.House.Backtest(v.Context(), src.ID, data.Text, m.Now().AddDate(0, 0, -days))
	var mistake Mistake
	switch {
	case errors.As(err, &mistake):
		return v.Again("backtest", "Other rules for "+src.ID, data, admin.Wrong("%s", mistake))
	case errors.Is(err, ErrTooMuch):
		return v.Again("backtest", "Other rules for "+src.ID, data, admin.Wrong("More came than can be worked out here: take fewer days, or the command tidings hooks backtest."))
	case err != nil:
		return err
	}
	data.fill(s, report)
	return v.Show("backtest", "Other rules for "+src.ID, data)
}

// mostSpans is how many rows of each kind the page shows.
const mostSpans = 100

func (d *backtestData) fill(s admin.Site, r *backtest.Report) {
	d.Done = true
	d.Summary = fmt.Sprintf("%s since %s. ", deliveriesText(r.Deliveries), local(s, r.From))
	if r.Same() {
		d.Summary += "Nothing would have been different."
	}
	d.Signals = r.Signals[:min(len(r.Signals), mostSpans)]
	for _, x := range r.Page[:min(len(r.Page), mostSpans)] {
		d.Page = append(d.Page, spanRow{local(s, x.From), x.To.Sub(x.From).Round(time.Second).String(), componentName(s.Config, x.Component),
			admin.Word("status", x.Was.String()), admin.Word("status", x.Would.String())})
	}
	for _, x := range r.Incidents[:min(len(r.Incidents), mostSpans)] {
		row := incidentRow{local(s, x.Opened), x.Title, "would not have been opened"}
		if x.Would {
			row.Would = "would have been opened"
		}
		d.Incidents = append(d.Incidents, row)
	}
}

func deliveriesText(n int) string {
	if n == 1 {
		return "1 delivery"
	}
	return fmt.Sprintf("%d deliveries", n)
}
