package catalog

import (
	"embed"
	"io"
	"time"

	"tidings/internal/access"
	"tidings/internal/web/admin"
)

// Options of New. All are needed.
type Options struct {
	House  admin.House
	Now    func() time.Time
	Random io.Reader // for the ids of what is made
}

// catalog answers the routes of its section.
type catalog struct{ Options }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(o Options) admin.Section {
	c := &catalog{o}
	return admin.Section{Routes: append(c.layoutRoutes(), c.metricRoutes()...), Pages: files, Told: told}
}

const (
	componentsPath = admin.Prefix + "components"
	componentPath  = componentsPath + "/{id}"
	groupsPath     = admin.Prefix + "groups"
	groupPath      = groupsPath + "/{id}"
	metricsPath    = admin.Prefix + "metrics"
	metricPath     = metricsPath + "/{id}"
)

// menu is where the pages stand in the navigation.
const menu = "The page"

func (c *catalog) layoutRoutes() []admin.Route {
	return []admin.Route{
		{Method: "GET", Path: componentsPath, Action: access.ReadSite, Name: "Components", Menu: menu, Serve: c.components},
		{Method: "POST", Path: componentsPath, Action: access.ManageSite, Serve: c.makeComponent},
		{Method: "GET", Path: componentPath + "/edit", Action: access.ManageSite, Serve: c.editComponent},
		{Method: "POST", Path: componentPath + "/edit", Action: access.ManageSite, Serve: c.changeComponent},
		{Method: "POST", Path: componentPath + "/move", Action: access.ManageSite, Serve: c.moveComponent},
		{Method: "POST", Path: componentPath + "/delete", Action: access.ManageSite, Serve: c.deleteComponent},
		{Method: "POST", Path: groupsPath, Action: access.ManageSite, Serve: c.makeGroup},
		{Method: "GET", Path: groupPath, Action: access.ManageSite, Serve: c.editGroup},
		{Method: "POST", Path: groupPath, Action: access.ManageSite, Serve: c.changeGroup},
		{Method: "POST", Path: groupPath + "/move", Action: access.ManageSite, Serve: c.moveGroup},
		{Method: "POST", Path: groupPath + "/delete", Action: access.ManageSite, Serve: c.deleteGroup},
	}
}

func (c *catalog) metricRoutes() []admin.Route {
	return []admin.Route{
		{Method: "GET", Path: metricsPath, Action: access.ReadSite, Name: "Metrics", Menu: menu, Serve: c.metrics},
		{Method: "POST", Path: metricsPath, Action: access.ManageSite, Serve: c.makeMetric},
		{Method: "GET", Path: metricPath, Action: access.ReadSite, Serve: c.metric},
		{Method: "POST", Path: metricPath, Action: access.ManageSite, Serve: c.changeMetric},
		{Method: "POST", Path: metricPath + "/delete", Action: access.ManageSite, Serve: c.deleteMetric},
		{Method: "POST", Path: metricPath + "/points", Action: access.WriteSite, Serve: c.addPoint},
		{Method: "POST", Path: metricPath + "/points/delete", Action: access.ManageSite, Serve: c.deletePoint},
	}
}

// told are the sentences after something was done.
var told = map[string]string{
	"component": "The component is on the page within seconds.",
	"group":     "The group is on the page as soon as a component is in it.",
	"gone":      "Deleted. It leaves the page within seconds.",
	"metric":    "The metric is there. It is on the page once it has a point.",
	"point":     "The point is added. The page shows it within a minute.",
}
