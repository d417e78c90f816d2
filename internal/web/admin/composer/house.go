package composer

import (
	"embed"

	"tidings/internal/access"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// Composer answers the routes of its section.
type Composer struct{ posting.Desk }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(d posting.Desk) admin.Section {
	c := &Composer{d}
	return admin.Section{Routes: c.routes(), Pages: files, Told: told}
}

const (
	home          = admin.Prefix + "{$}"
	incidentsPath = admin.Prefix + "incidents"
	newPath       = admin.Prefix + "report"
	// maintenancePath is where planned work is dealt with.
	maintenancePath = admin.Prefix + "maintenance"
	pastPath        = admin.Prefix + "past"
	componentPath   = admin.Prefix + "components/{id}"
	incidentPath    = incidentsPath + "/{id}"
	updatePath      = incidentPath + "/updates/{update}"
	pendingPath     = admin.Prefix + "pending/{id}"
)

func (c *Composer) routes() []admin.Route {
	const text = 256 << 10
	return []admin.Route{
		{Method: "GET", Path: home, Action: access.OwnAccount, Serve: c.home},
		{Method: "GET", Path: incidentsPath, Action: access.ReadSite, Name: "Incidents", Serve: c.incidents},
		{Method: "GET", Path: newPath, Action: access.WriteSite, Serve: c.report},
		{Method: "POST", Path: newPath, Action: access.WriteSite, MaxBytes: text, Serve: c.open},
		{Method: "POST", Path: newPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: c.openPage},
		{Method: "GET", Path: pastPath, Action: access.WriteSite, Serve: c.past},
		{Method: "POST", Path: pastPath, Action: access.WriteSite, MaxBytes: text, Serve: c.backfill},
		{Method: "GET", Path: incidentPath, Action: access.ReadSite, Serve: c.incident},
		{Method: "POST", Path: incidentPath, Action: access.WriteSite, MaxBytes: text, Serve: c.post},
		{Method: "POST", Path: incidentPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: c.postPage},
		{Method: "POST", Path: incidentPath + "/title", Action: access.WriteSite, Serve: c.retitle},
		{Method: "POST", Path: incidentPath + "/delete", Action: access.ManageSite, Serve: c.delete},
		{Method: "GET", Path: updatePath, Action: access.WriteSite, Serve: c.update},
		{Method: "POST", Path: updatePath, Action: access.WriteSite, MaxBytes: text, Serve: c.rewrite},
		{Method: "POST", Path: updatePath + "/delete", Action: access.ManageSite, Serve: c.remove},
		{Method: "POST", Path: updatePath + "/redact", Action: access.ManageSite, Serve: c.redact},
		{Method: "GET", Path: componentPath, Action: access.ReadSite, Serve: c.component},
		{Method: "POST", Path: componentPath, Action: access.WriteSite, Serve: c.override},
		{Method: "POST", Path: componentPath + "/clear", Action: access.WriteSite, Serve: c.clear},
		{Method: "POST", Path: pendingPath + "/undo", Action: access.WriteSite, Serve: c.undo},
		{Method: "POST", Path: pendingPath + "/publish", Action: access.WriteSite, Serve: c.publishNow},
	}
}

// told are the sentences after something was done.
var told = map[string]string{
	"published": "Published.",
	"pending":   "This is published in a few seconds, and nobody is told before. You can still take it back.",
	"undone":    "Taken back: nothing was published and nobody was told.",
	"late":      "It was too late to take it back: it is published. You can edit it, or post another update.",
	"deleted":   "Deleted. It leaves the page within seconds.",
	"redacted":  "The text is taken out everywhere, and a marker stays.",
	"override":  "Your word on the component stands.",
	"cleared":   "Your word is taken back: the status follows from incidents and monitors again.",
}
