// Package content is the dashboard's section for where the content comes from: which
// commit is on the page, and which was refused and why. It must never know how
// content is fetched or read.
package content

import (
	"embed"
	"io/fs"
	"time"

	"tidings/internal/access"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	// Content is how the content stands with what is shown.
	Content() State
}

// State is how the content stands with what is shown.
type State struct {
	Where   string // a folder, or the address of a repository without secrets
	Git     bool
	Shown   Edit     // what is on the page; its time is zero where nothing is known
	Refused *Refusal // what of it is refused as it is now; nil for nothing
}

// Edit is a commit, or an edit of a folder.
type Edit struct {
	Commit, Author string // empty for a folder
	At             time.Time
}

// Refusal is an edit with mistakes.
type Refusal struct {
	Edit
	Mistakes int
	Lines    []string // file:line:column: message, the first of them
}

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(h House) admin.Section {
	pages, _ := fs.Sub(files, "pages") // it is embedded: it cannot fail
	return admin.Section{Pages: pages, Routes: []admin.Route{{
		Method: "GET", Path: admin.Prefix + "content", Action: access.ReadSite, Name: "Content", Menu: admin.AdministrationMenu,
		Serve: func(v *admin.Visit) error { return v.Show("content", "Content", h.Content()) },
	}}}
}
