package v1

import (
	"tidings/internal/access"
	"tidings/internal/status"
)

// metricForm is what a request says of a metric.
type metricForm struct {
	name, suffix, description     *string
	defaultValue                  *float64
	calc, places, view, threshold *int
	order, visible                *int
	display                       *bool
	component                     *string // public id; empty for none
}

func (c *call) metricForm(creating bool, h *house) (metricForm, error) {
	f := c.fields()
	var x metricForm
	x.name = optional(f.name(creating))
	x.suffix = optional(f.line("suffix", status.MaxName))
	x.description = optional(f.text("description"))
	x.defaultValue = optional(f.decimal("default_value"))
	if creating {
		f.required("suffix", x.suffix != nil)
		f.required("default_value", x.defaultValue != nil)
	}
	x.calc = optional(f.integer("calc_type", 0, 1))
	x.display = optional(f.flag("display_chart"))
	x.places = optional(f.integer("places", 0, 4))
	if x.view = optional(f.integer("default_view", 0, 3)); x.view == nil {
		x.view = optional(f.integer("view", 0, 3)) // its old name
	}
	x.threshold = optional(f.integer("threshold", 0, 24*60))
	x.order = optional(f.integer("order", -1<<31, 1<<31))
	x.visible = f.visibility()
	if id, there := f.scalar("component_id", "an integer"); there {
		x.component = new(string)
		if id != "" && id != "0" {
			if comp := f.component("component_id", id, h); comp != nil {
				*x.component = comp.ID
			}
		}
	}
	return x, f.err()
}

// visibility is 0 to 2, or a flag in any spelling.
func (f *fields) visibility() *int {
	if v, ok := object(f.in).get("visible").(bool); ok {
		n := bit(v)
		return &n
	}
	return optional(f.integer("visible", 0, 2))
}

func (f *metricForm) apply(m *status.Metric) {
	set(&m.Name, f.name)
	set(&m.Suffix, f.suffix)
	set(&m.Description, f.description)
	set(&m.Default, f.defaultValue)
	set(&m.Display, f.display)
	set(&m.Places, f.places)
	set(&m.Order, f.order)
	set(&m.Component, f.component)
	if f.calc != nil {
		m.Calc = status.Calc(*f.calc)
	}
	if f.view != nil {
		m.Window = status.Window(*f.view)
	}
	if f.visible != nil {
		m.Visible = status.Visibility(*f.visible)
	}
	if f.threshold != nil {
		m.Threshold = max(1, *f.threshold)
	}
}

func (c *call) makeMetric() (*answer, error) {
	if err := c.may(access.ManageSite); err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.metricForm(true, h)
	if err != nil {
		return nil, err
	}
	id, err := c.newID(*form.name)
	if err != nil {
		return nil, err
	}
	m := status.Metric{ID: id, Display: true, Places: 2, Window: status.HalfDay, Threshold: 5, Visible: status.Public}
	form.apply(&m)
	if _, err := c.site.Board.PutMetric(c.ctx, c.actor(), m, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return c.reshowMetric(id)
}

func (c *call) reshowMetric(id string) (*answer, error) {
	g, err := c.findMetric(id)
	if err != nil {
		return nil, err
	}
	return c.metricAnswer(g)
}

func (c *call) changeMetric() (*answer, error) {
	if err := c.may(access.ManageSite); err != nil {
		return nil, err
	}
	g, err := c.findMetric(c.path["id"])
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	form, err := c.metricForm(false, h)
	if err != nil {
		return nil, err
	}
	if err := c.fresh(g.Metric); err != nil {
		return nil, err
	}
	next := *g.Metric
	form.apply(&next)
	if status.Revision(&next) != status.Revision(g.Metric) {
		if _, err := c.site.Board.PutMetric(c.ctx, c.actor(), next, c.at); err != nil {
			return nil, err
		}
		c.api.House.Wrote()
	}
	return c.reshowMetric(g.ID)
}

func (c *call) dropMetric() (*answer, error) {
	g, err := c.findMetric(c.path["id"])
	if err != nil {
		return nil, err
	}
	if err := c.fresh(g.Metric); err != nil {
		return nil, err
	}
	if _, err := c.site.Board.DeleteMetric(c.ctx, c.actor(), g.ID, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}
