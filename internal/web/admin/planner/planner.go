package planner

import (
	"embed"

	"tidings/internal/access"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// Planner answers the routes of its section.
type Planner struct{ posting.Desk }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(d posting.Desk) admin.Section {
	p := &Planner{d}
	return admin.Section{Routes: p.routes(), Pages: files, Told: told}
}

const (
	listPath       = admin.Prefix + "maintenance"
	workPath       = listPath + "/{id}"
	updatePath     = workPath + "/updates/{update}"
	newPath        = admin.Prefix + "announce"
	tablePath      = admin.Prefix + "announce-table"
	newRecurPath   = admin.Prefix + "recur"
	recurPath      = admin.Prefix + "recurring"
	recurrencePath = recurPath + "/{id}"
)

func (p *Planner) routes() []admin.Route {
	const text = 256 << 10
	return []admin.Route{
		{Method: "GET", Path: listPath, Action: access.ReadSite, Name: "Maintenance", Serve: p.list},
		{Method: "GET", Path: newPath, Action: access.WriteSite, Serve: p.announce},
		{Method: "POST", Path: newPath, Action: access.WriteSite, MaxBytes: text, Serve: p.open},
		{Method: "POST", Path: newPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: p.openPage},
		{Method: "GET", Path: tablePath, Action: access.WriteSite, Serve: p.table},
		{Method: "POST", Path: tablePath, Action: access.WriteSite, MaxBytes: text, Serve: p.openTable},
		{Method: "GET", Path: newRecurPath, Action: access.WriteSite, Serve: p.newRecurrence},
		{Method: "POST", Path: newRecurPath, Action: access.WriteSite, MaxBytes: text, Serve: p.openRecurrence},
		{Method: "POST", Path: newRecurPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: p.newRecurrencePage},
		{Method: "GET", Path: recurrencePath, Action: access.ReadSite, Serve: p.recurrence},
		{Method: "GET", Path: recurrencePath + "/edit", Action: access.WriteSite, Serve: p.editRecurrence},
		{Method: "POST", Path: recurrencePath, Action: access.WriteSite, MaxBytes: text, Serve: p.replace},
		{Method: "POST", Path: recurrencePath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: p.replacePage},
		{Method: "POST", Path: recurrencePath + "/skip", Action: access.WriteSite, Serve: p.skip},
		{Method: "POST", Path: recurrencePath + "/end", Action: access.WriteSite, Serve: p.end},
		{Method: "GET", Path: workPath, Action: access.ReadSite, Serve: p.work},
		{Method: "POST", Path: workPath, Action: access.WriteSite, MaxBytes: text, Serve: p.post},
		{Method: "POST", Path: workPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: p.postPage},
		{Method: "POST", Path: workPath + "/details", Action: access.WriteSite, Serve: p.retitle},
		{Method: "POST", Path: workPath + "/delete", Action: access.ManageSite, Serve: p.delete},
		{Method: "GET", Path: updatePath, Action: access.WriteSite, Serve: p.update},
		{Method: "POST", Path: updatePath, Action: access.WriteSite, MaxBytes: text, Serve: p.rewrite},
		{Method: "POST", Path: updatePath + "/delete", Action: access.ManageSite, Serve: p.remove},
		{Method: "POST", Path: updatePath + "/redact", Action: access.ManageSite, Serve: p.redact},
	}
}

// told are the sentences after something was done, beside those of other sections.
var told = map[string]string{
	"unplanned":       "Deleted. It leaves the page and the calendars within seconds.",
	"ended-recurring": "It recurs no more. What was announced for later leaves the page within seconds.",
}
