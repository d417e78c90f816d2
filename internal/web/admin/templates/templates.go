// Package templates is the part of the dashboard for incident templates: those
// of content files to read, and others to make, change, try and bring over from
// Cachet. It is a section of the frame in admin. It must never know a database,
// or how a page is made.
package templates

import (
	"embed"

	"tidings/internal/access"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
)

// Templates answers the routes of its section.
type Templates struct{ posting.Desk }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(d posting.Desk) admin.Section {
	t := &Templates{d}
	return admin.Section{Routes: t.routes(), Pages: files, Told: told}
}

const (
	listPath   = admin.Prefix + "templates"
	newPath    = admin.Prefix + "template"
	importPath = admin.Prefix + "templates-import"
	onePath    = listPath + "/{id}"
)

func (t *Templates) routes() []admin.Route {
	const text = 256 << 10
	return []admin.Route{
		{Method: "GET", Path: listPath, Action: access.ReadSite, Name: "Templates", Menu: "The page", Serve: t.list},
		{Method: "GET", Path: newPath, Action: access.WriteSite, Serve: t.empty},
		{Method: "POST", Path: newPath, Action: access.WriteSite, MaxBytes: text, Serve: t.make},
		{Method: "POST", Path: newPath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: t.page},
		{Method: "GET", Path: importPath, Action: access.WriteSite, Serve: t.importing},
		{Method: "POST", Path: importPath, Action: access.WriteSite, MaxBytes: 1 << 20, Serve: t.bring},
		{Method: "GET", Path: onePath, Action: access.ReadSite, Serve: t.show},
		{Method: "POST", Path: onePath, Action: access.WriteSite, MaxBytes: text, Serve: t.change},
		{Method: "POST", Path: onePath + "/page", Action: access.WriteSite, MaxBytes: text, Serve: t.page},
		{Method: "POST", Path: onePath + "/delete", Action: access.ManageSite, Serve: t.delete},
	}
}

// told are the sentences after something was done.
var told = map[string]string{
	"template":  "The template is there.",
	"templates": "The templates are there.",
}
