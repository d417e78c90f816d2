package catalog

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// metricsData is what the page of all metrics is given.
type metricsData struct {
	Rows      []metricRow
	Form      metricForm // of a new one
	MayManage bool
}

// metricRow is a metric in the list, with its newest number.
type metricRow struct {
	ID, Name, Last, When, Note string
	File                       string
}

func (c *catalog) metrics(v *admin.Visit) error {
	h, err := c.plan(v)
	if err != nil {
		return err
	}
	data, err := c.metricsData(v, h)
	if err != nil {
		return err
	}
	return v.Show("metrics", "Metrics", data)
}

func (c *catalog) metricsData(v *admin.Visit, h *house) (*metricsData, error) {
	all, err := h.Board.Metrics(v.Context())
	if err != nil {
		return nil, err
	}
	d := &metricsData{MayManage: access.Can(v.Who, access.ManageSite)}
	for _, m := range all {
		s, err := h.Board.Measured(v.Context(), m, status.LastHour, c.Now())
		if err != nil {
			return nil, err
		}
		d.Rows = append(d.Rows, metricRowOf(h, m, s))
	}
	key, err := admin.FormKey(c.Random)
	d.Form = metricFormOf(h, &status.Metric{Display: true, Places: 2, Window: status.HalfDay, Threshold: 5, Visible: status.Public, Calc: status.Average})
	d.Form.Key = key
	return d, err
}

func metricRowOf(h *house, m *status.Metric, s *status.Series) metricRow {
	r := metricRow{ID: m.ID, Name: m.Name, Last: "no points yet", Note: visibilityNames[m.Visible], File: h.file("metric", m.ID, m.Origin)}
	if !s.Empty() {
		newest := s.Buckets[len(s.Buckets)-1]
		r.Last, r.When = number(m, newest.Last), local(h, newest.LastAt)
	}
	return r
}

// number is a number of a metric with its unit.
func number(m *status.Metric, n float64) string {
	return strings.TrimSpace(strconv.FormatFloat(n, 'f', m.Places, 64) + " " + m.Suffix)
}

// local is a time in the site's zone.
func local(h *house, at time.Time) string {
	return at.In(h.Config.Site.Zone).Format("2 Jan 2006, 15:04 MST")
}

var visibilityNames = map[status.Visibility]string{status.Public: "public", status.TeamOnly: "for the team", status.Hidden: "hidden"}

var windowNames = map[status.Window]string{status.LastHour: "an hour", status.HalfDay: "12 hours", status.LastWeek: "a week", status.LastMonth: "a month"}

func (c *catalog) makeMetric(v *admin.Visit) error {
	h, key, err := c.begin(v)
	if err != nil {
		return err
	}
	m := status.Metric{ID: admin.Slug(v.Field("name")) + "-" + key}
	if err = readMetric(v, h, &m); err == nil {
		err = c.putMetric(v, h, m)
	}
	if err == nil {
		return v.Go(metricsPath + "/" + m.ID + "?told=metric")
	}
	data, bad := c.metricsData(v, h)
	if bad != nil {
		return bad
	}
	data.Form = sentMetric(v, h, data.Form)
	return v.Again("metrics", "Metrics", data, admin.Plain(err))
}

func (c *catalog) putMetric(v *admin.Visit, h *house, m status.Metric) error {
	return c.House.Do(func() error {
		_, err := h.Board.PutMetric(v.Context(), v.Actor(), m, c.Now())
		return err
	})
}
