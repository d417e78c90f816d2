package catalog

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// metricData is what the page of one metric is given.
type metricData struct {
	metricRow
	Description          string
	Form                 metricForm
	Theirs               *status.Metric
	Windows              []windowLink
	Picture              *picture // nil where there is nothing to draw
	Points               []pointRow
	Total                int
	Key, Zone            string // of the form for a point
	Value, At            string
	Minutes, Hours, Days int // how long points, hours and days are kept, in days
	MayWrite, MayManage  bool
}

type windowLink struct {
	Value, Name string
	Here        bool
}

// pointRow is a point in the list.
type pointRow struct {
	ID          int64
	Value, When string
	Times       int // for how many it stands, where that is more than one
}

// pointsShown is how many points the page lists.
const pointsShown = 10

// foundMetric is the metric of the address.
func (c *catalog) foundMetric(v *admin.Visit) (*house, *status.Metric, error) {
	h, err := c.plan(v)
	if err != nil {
		return nil, nil, err
	}
	m, err := h.Board.Metric(v.Context(), v.PathValue("id"))
	if errors.Is(err, status.ErrNotFound) {
		err = missing("metric")
	}
	return h, m, err
}

// ownMetric is the metric of the address, unless a content file defines it.
func (c *catalog) ownMetric(v *admin.Visit) (*house, *status.Metric, error) {
	h, m, err := c.foundMetric(v)
	if err == nil {
		err = h.owned("metric", m.ID, m.Origin)
	}
	return h, m, err
}

func (c *catalog) metric(v *admin.Visit) error {
	h, m, err := c.foundMetric(v)
	if err != nil {
		return err
	}
	data, err := c.metricData(v, h, m)
	if err != nil {
		return err
	}
	return v.Show("metric", m.Name, data)
}

func (c *catalog) metricData(v *admin.Visit, h *house, m *status.Metric) (*metricData, error) {
	window := m.Window
	if err := window.UnmarshalText([]byte(v.URL.Query().Get("window"))); err != nil {
		window = m.Window
	}
	s, err := h.Board.Measured(v.Context(), m, window, c.Now())
	if err != nil {
		return nil, err
	}
	d := &metricData{
		metricRow: metricRowOf(h, m, s), Description: m.Description, Form: metricFormOf(h, m), Zone: h.Config.Site.Zone.String(),
		Minutes: status.PointDays, Hours: status.HourDays, Days: status.DayDays,
		MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite),
	}
	if !s.Empty() {
		d.Picture = pictureOf(h, m, s)
	}
	for _, w := range status.Windows {
		d.Windows = append(d.Windows, windowLink{w.String(), windowNames[w], w == window})
	}
	if d.Key, err = admin.FormKey(c.Random); err != nil {
		return nil, err
	}
	return d, c.listPoints(v, h, m, d)
}

func (c *catalog) listPoints(v *admin.Visit, h *house, m *status.Metric, d *metricData) error {
	points, total, err := h.Board.Points(v.Context(), m.ID, c.Now(), 0, pointsShown)
	for _, p := range points {
		row := pointRow{ID: p.ID, Value: number(m, p.Value), When: local(h, p.At)}
		if p.Counter > 1 {
			row.Times = p.Counter
		}
		d.Points = append(d.Points, row)
	}
	d.Total = total
	return err
}

func (c *catalog) changeMetric(v *admin.Visit) error {
	h, m, err := c.ownMetric(v)
	if err != nil {
		return err
	}
	next, changed := *m, status.Revision(m) != v.Field("seen")
	if changed {
		err = stale("metric")
	} else if err = readMetric(v, h, &next); err == nil {
		err = c.putMetric(v, h, next)
	}
	if err == nil {
		return v.Go(metricsPath + "/" + m.ID + "?told=saved")
	}
	data, bad := c.metricData(v, h, m)
	if bad != nil {
		return bad
	}
	data.Form = sentMetric(v, h, data.Form)
	if changed {
		data.Theirs = m
	}
	return v.Again("metric", m.Name, data, admin.Plain(err))
}

func (c *catalog) deleteMetric(v *admin.Visit) error {
	h, m, err := c.ownMetric(v)
	if err != nil {
		return err
	}
	return c.done(v, metricsPath+"?told=gone", func() error {
		_, err := h.Board.DeleteMetric(v.Context(), v.Actor(), m.ID, c.Now())
		return err
	})
}

func (c *catalog) addPoint(v *admin.Visit) error {
	h, m, err := c.foundMetric(v)
	if err != nil {
		return err
	}
	key, err := v.SentKey()
	if err != nil {
		return err
	}
	p, err := c.readPoint(v, h)
	if err == nil {
		err = c.House.Do(func() error {
			_, err := h.Board.AddPoints(v.Context(), m.ID, "admin/"+key, []status.Point{p}, c.Now())
			return err
		})
	}
	if err == nil {
		return v.Go(metricsPath + "/" + m.ID + "?told=point")
	}
	data, bad := c.metricData(v, h, m)
	if bad != nil {
		return bad
	}
	data.Key, data.Value, data.At = key, v.Field("value"), v.Field("at")
	return v.Again("metric", m.Name, data, admin.Plain(err))
}

// readPoint reads a number, with a comma or a point, and a time; without one it
// is of now.
func (c *catalog) readPoint(v *admin.Visit, h *house) (status.Point, error) {
	value, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(v.Field("value")), ",", ".", 1), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return status.Point{}, admin.Wrong("Write the value as a number, such as 41.7.")
	}
	at := time.Time{}
	if text := v.Field("at"); text != "" {
		if at, err = admin.LocalTime(text, h.Config.Site.Zone); err != nil {
			return status.Point{}, admin.Wrong("Write the time as 2026-11-22T10:04, in the time zone %s.", h.Config.Site.Zone)
		}
	}
	return status.Point{Value: value, At: at}, nil
}

func (c *catalog) deletePoint(v *admin.Visit) error {
	h, m, err := c.foundMetric(v)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(v.Field("point"), 10, 64)
	if err != nil {
		return missing("point")
	}
	return c.done(v, metricsPath+"/"+m.ID+"?told=removed", func() error {
		err := h.Board.DeletePoint(v.Context(), v.Actor(), m.ID, id, c.Now())
		if errors.Is(err, status.ErrNotFound) {
			return missing("point")
		}
		return err
	})
}
