package v1

import (
	"tidings/internal/order"
	"tidings/internal/status"
)

var metricColumns = columns{sortable: []string{"id", "name", "display_chart", "default_value", "calc_type", "order", "visible"}}

var windowWords = [...]string{"Last Hour", "Last 12 Hours", "Week", "Month"}

// metricItem is a metric as Cachet has it, and what it has beyond.
type metricItem struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	Suffix      string  `json:"suffix"`
	Description string  `json:"description"`
	Default     decimal `json:"default_value"`
	Calc        int     `json:"calc_type"`
	Display     bool    `json:"display_chart"`
	Created     string  `json:"created_at"`
	Updated     string  `json:"updated_at"`
	Places      int     `json:"places"`
	View        int     `json:"default_view"`
	Threshold   int     `json:"threshold"`
	Order       int     `json:"order"`
	Visible     int     `json:"visible"`
	ViewName    string  `json:"default_view_name"`

	PublicID  string    `json:"public_id"`
	Component int       `json:"component_id"`
	Times     itemTimes `json:"times"`
	Managed   string    `json:"managed_by"`
}

// gauge is a metric with its number.
type gauge struct {
	*status.Metric
	number int
}

func (c *call) metricItem(g gauge, h *house) metricItem {
	item := metricItem{
		ID: g.number, Name: g.Name, Suffix: g.Suffix, Description: g.Description, Default: decimal(g.Default), Calc: int(g.Calc), Display: g.Display,
		Created: c.dated(g.Created), Updated: c.dated(g.Changed), Places: g.Places, View: int(g.Window), Threshold: g.Threshold,
		Order: g.Order, Visible: int(g.Visible), ViewName: windowWords[g.Window], PublicID: g.ID,
		Times: itemTimes{Created: exact(g.Created), Updated: exact(g.Changed)}, Managed: managed(g.Origin.Kind == status.OriginContent),
	}
	if x := h.byID[g.Component]; x != nil && (x.public || c.insider()) {
		item.Component = x.number
	}
	return item
}

// metrics are those that may be seen, by number. Those without a number have
// been declared a moment ago.
func (c *call) metrics() ([]gauge, error) {
	all, err := c.site.Board.Metrics(c.ctx)
	if err != nil {
		return nil, err
	}
	numbers, err := c.site.Board.AllNumbers(c.ctx, status.AboutMetric)
	if err != nil {
		return nil, err
	}
	seen := []gauge{}
	for _, m := range all {
		if n := numbers[m.ID]; n > 0 && (m.Visible == status.Public || c.insider()) {
			seen = append(seen, gauge{m, n})
		}
	}
	order.By(seen, func(a, b gauge) int { return a.number - b.number })
	return seen, nil
}

func (g gauge) column(name string) any {
	switch name {
	case "name":
		return g.Name
	case "display_chart":
		return bit(g.Display)
	case "default_value":
		return int(g.Default * 1000)
	case "calc_type":
		return int(g.Calc)
	case "order":
		return g.Order
	case "visible":
		return int(g.Visible)
	}
	return g.number
}

func (c *call) findMetric(name string) (gauge, error) {
	all, err := c.metrics()
	if err != nil {
		return gauge{}, err
	}
	n := naming(name)
	for _, g := range all {
		if n.means(g.number, g.ID) {
			return g, nil
		}
	}
	return gauge{}, notFound("There is no such metric.")
}

func (c *call) listMetrics() (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	all, err := c.metrics()
	if err != nil {
		return nil, err
	}
	p := c.paging(metricColumns)
	sortBy(all, p, gauge.column)
	items := []metricItem{}
	for _, g := range pick(all, p) {
		items = append(items, c.metricItem(g, h))
	}
	return c.paged(p, len(all), len(items), items), nil
}

func (c *call) showMetric() (*answer, error) {
	g, err := c.findMetric(c.path["id"])
	if err != nil {
		return nil, err
	}
	return c.metricAnswer(g)
}

func (c *call) metricAnswer(g gauge) (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	a := done(c.metricItem(g, h))
	a.revision = status.Revision(g.Metric)
	return a, nil
}
