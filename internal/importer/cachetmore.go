package importer

import (
	"cmp"
	"fmt"
	"time"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/status"
)

type cachetSchedule struct {
	ID         int              `json:"id"`
	Name       string           `json:"name"`
	Message    string           `json:"message"`
	Status     int              `json:"status"`
	Scheduled  string           `json:"scheduled_at"`
	Completed  string           `json:"completed_at"` // version 2.4 says now where there is none
	Created    string           `json:"created_at"`
	Components []cachetAffected `json:"components"`
	incident   bool             // whether it was one, as to version 2.3
}

type cachetAffected struct {
	Component int `json:"component_id"`
}

// The states of schedules, by Cachet's numbers.
const (
	cachetUpcoming = iota
	cachetInProgress
	cachetComplete
)

// usualWindow is how long a maintenance takes of which nobody said it.
const usualWindow = time.Hour

func (c *cachet) schedule(in cachetSchedule) {
	kind := "schedule-"
	if in.incident {
		kind = "incident-"
	}
	r := &record{id: kind + itoa(in.ID), title: in.Name, maintenance: true, markdown: true, starts: cachetTime(in.Scheduled)}
	if r.starts.IsZero() {
		c.note(r.about(), "left out: it does not say when it begins")
		return
	}
	r.created = cachetTime(in.Created)
	if r.created.IsZero() || r.created.After(r.starts) {
		r.created = r.starts
	}
	r.updates = []said{{at: r.created, state: "scheduled", body: in.Message}}
	if in.Status >= cachetInProgress {
		r.updates = append(r.updates, said{at: r.starts, state: "in_progress"})
	}
	r.ends = r.starts.Add(usualWindow)
	if end := cachetTime(in.Completed); in.Status == cachetComplete && end.After(r.starts) {
		r.ends = end
	} else {
		c.endless++
	}
	if in.Status == cachetComplete {
		r.updates = append(r.updates, said{at: r.ends, state: "completed"})
	}
	for _, a := range in.Components {
		if a.Component != 0 {
			r.affected = append(r.affected, itoa(a.Component))
		}
	}
	c.keep("schedules", r)
}

type cachetMetric struct {
	ID          int    `json:"id"`
	Name        string `json:"name"`
	Suffix      string `json:"suffix"`
	Description string `json:"description"`
	Calc        int    `json:"calc_type"`
	Display     *bool  `json:"display_chart"`
	Places      *int   `json:"places"`
	View        *int   `json:"default_view"`
	Threshold   int    `json:"threshold"`
	Order       int    `json:"order"`
	Visible     *int   `json:"visible"`
}

func (c *cachet) metric(in cachetMetric) {
	about := "metric " + itoa(in.ID)
	if in.Visible != nil && *in.Visible != int(status.Public) {
		c.note(about, "left out: it is not shown to everybody")
		return
	}
	m := status.Metric{
		ID: c.metricID(in), Name: cmp.Or(oneLine(in.Name, maxTitle), "Unnamed"), Suffix: oneLine(in.Suffix, 40), Description: c.description(about, in.Description),
		Calc: status.Average, Display: in.Display == nil || *in.Display, Window: status.HalfDay, Places: 2, Threshold: 5, Visible: status.Public,
	}
	if in.Calc == int(status.Sum) {
		m.Calc = status.Sum
	}
	if in.View != nil && *in.View >= 0 && *in.View < len(status.Windows) {
		m.Window = status.Windows[*in.View]
	}
	if in.Places != nil {
		m.Places = min(max(*in.Places, 0), 4)
	}
	if in.Threshold > 0 {
		m.Threshold = min(in.Threshold, 1440)
	}
	numbered(&c.Numbers.Metrics, m.ID, in.ID)
	c.Metrics = append(c.Metrics, m)
}

func (c *cachet) metricID(in cachetMetric) string {
	taken := ids{}
	for _, m := range c.Metrics {
		taken[m.ID] = true
	}
	return taken.their(cmp.Or(slug(in.Name), fmt.Sprint("metric-", in.ID)))
}

// rest notes what does not come along.
func (c *cachet) rest(a *CachetAnswers) {
	if c.closed > 0 {
		c.note("incidents", "%s closed by an edit and not by an update: one without words says so, dated by the last edit", english.Plural(c.closed, "time", ""))
	}
	if c.endless > 0 {
		c.note("maintenance", "%s Cachet does not say when it ends: an hour after its beginning is set", english.Plural(c.endless, "time", ""))
	}
	if len(a.Metrics) > 0 {
		c.note("metrics", "their points stay there: those that come from now on are shown")
	}
	if len(a.Templates) > 0 {
		c.note("templates", "%s: bring them over in the dashboard, which reads Cachet's", english.Plural(len(a.Templates), "incident template", ""))
	}
	c.note("subscribers", "no list that everybody can read has them: tidings subscribers import takes a list of addresses")
	c.note("site", "its time zone is not in the API: UTC is set")
}
