package v1

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// pointItem is a point as Cachet has it. Its id is unique within its metric.
type pointItem struct {
	ID         int64   `json:"id"`
	MetricID   int     `json:"metric_id"`
	Value      decimal `json:"value"`
	Created    string  `json:"created_at"`
	Updated    string  `json:"updated_at"`
	Counter    int     `json:"counter"`
	Calculated decimal `json:"calculated_value"`

	Times itemTimes `json:"times"`
}

// decimal is a number that is written without a point where it is whole: typed
// clients read it into integers.
type decimal float64

// MarshalJSON implements json.Marshaler.
func (d decimal) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(d), 'f', -1, 64), nil
}

func (c *call) pointItem(g gauge, p status.Point) pointItem {
	return pointItem{
		ID: p.ID, MetricID: g.number, Value: decimal(p.Value), Counter: p.Counter, Calculated: decimal(p.Value * float64(p.Counter)),
		Created: c.dated(p.At), Updated: c.dated(p.At), Times: itemTimes{Created: exact(p.At), Updated: exact(p.At)},
	}
}

func (c *call) listPoints() (*answer, error) {
	g, err := c.findMetric(c.path["metric"])
	if err != nil {
		return nil, err
	}
	p := c.paging(columns{})
	points, total, err := c.site.Board.Points(c.ctx, g.ID, c.at, p.offset(), p.perPage)
	if err != nil {
		return nil, err
	}
	items := make([]pointItem, len(points))
	for i, point := range points {
		items[i] = c.pointItem(g, point)
	}
	return c.paged(p, total, len(items), items), nil
}

// pointForm is what a request says of a point.
type pointForm struct {
	value *float64
	at    time.Time
}

func (c *call) pointForm(creating bool) (pointForm, error) {
	f := c.fields()
	x := pointForm{value: optional(f.decimal("value"))}
	if creating {
		f.required("value", x.value != nil)
	}
	x.at = f.unix("timestamp")
	return x, f.err()
}

// unix is a time in Unix seconds, as a number or its digits in a string, or a
// date in one of the other ways.
func (f *fields) unix(name string) time.Time {
	text, there := f.scalar(name, "a Unix time in seconds")
	text = strings.TrimSpace(text)
	if !there || text == "" {
		return time.Time{}
	}
	if n, err := wholeNumber(text); err == nil {
		if n <= 0 || n > 1<<36 {
			f.wrong("The %s must be a Unix time in seconds, not in milliseconds.", words(name))
			return time.Time{}
		}
		return time.Unix(int64(n), 0).UTC()
	}
	at, _ := f.moment(name)
	return at
}

func (c *call) makePoint() (*answer, error) {
	g, err := c.findMetric(c.path["metric"])
	if err != nil {
		return nil, err
	}
	form, err := c.pointForm(true)
	if err != nil {
		return nil, err
	}
	key := ""
	if c.key != "" {
		key = c.token.ID + "/" + c.key
	}
	points, err := c.site.Board.AddPoints(c.ctx, g.ID, key, []status.Point{{Value: *form.value, At: form.at}}, c.at)
	if err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return done(c.pointItem(g, points[0])), nil
}

// findPoint finds a point of a metric by its number.
func (c *call) findPoint() (g gauge, p status.Point, err error) {
	if g, err = c.findMetric(c.path["metric"]); err != nil {
		return g, p, err
	}
	id, err := strconv.ParseInt(c.path["id"], 10, 64)
	if err != nil {
		return g, p, notFound("This metric has no such point.")
	}
	p, err = c.site.Board.Point(c.ctx, g.ID, id)
	if err != nil {
		return g, p, missing(err, "This metric has no such point, or it has expired.")
	}
	return g, p, nil
}

func (c *call) changePoint() (*answer, error) {
	g, p, err := c.findPoint()
	if err != nil {
		return nil, err
	}
	form, err := c.pointForm(false)
	if err != nil {
		return nil, err
	}
	set(&p.Value, form.value)
	if !form.at.IsZero() {
		p.At = form.at
	}
	if p, err = c.site.Board.UpdatePoint(c.ctx, c.actor(), g.ID, p, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return done(c.pointItem(g, p)), nil
}

func (c *call) dropPoint() (*answer, error) {
	g, p, err := c.findPoint()
	if err != nil {
		return nil, err
	}
	if err := c.site.Board.DeletePoint(c.ctx, c.actor(), g.ID, p.ID, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}
