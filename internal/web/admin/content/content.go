// Package content is the dashboard's section for where the content comes from: which
// commit is on the page, which was refused and why, what goes back into the
// repository. It must never know how content is fetched or read.
package content

import (
	"context"
	"embed"
	"time"

	"tidings/internal/access"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	// Content is how the content stands with what is shown.
	Content(ctx context.Context) (State, error)
}

// State is how the content stands with what is shown.
type State struct {
	Where      string // a folder, or the address of a repository without secrets
	Git        bool
	Shown      Edit     // what is on the page; its time is zero where nothing is known
	Refused    *Refusal // what of it is refused as it is now; nil for nothing
	Stuck      *Stuck   // why it can be neither read nor written now; nil if it can
	Held       int      // incidents and maintenances whose news wait for somebody to agree
	WritesBack bool     // whether posts go back into the repository
	Waiting    bool     // whether any post is not there yet
	Clashes    []Clash  // newest first
}

// Edit is a commit, or an edit of a folder.
type Edit struct {
	Commit, Author, Title string // empty for a folder
	At                    time.Time
}

// Short is enough of a commit's id to know it by.
func (e Edit) Short() string { return e.Commit[:min(10, len(e.Commit))] }

// Refusal is an edit with mistakes.
type Refusal struct {
	Edit
	Newest   Edit // a later commit that has left the mistakes in; none without an id
	Mistakes int
	Lines    []Line // the first of them
}

// Line is a mistake and its place.
type Line struct {
	Path         string
	Line, Column int
	Message      string
}

// Stuck is trouble with the repository or the folder.
type Stuck struct {
	Since time.Time
	Why   string
}

// Clash is a text that was posted where somebody changed the same in the
// repository, which has theirs.
type Clash struct {
	File, Update, Text string
	At                 time.Time
}

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(h House) admin.Section {
	return admin.Section{Pages: files, Routes: []admin.Route{{
		Method: "GET", Path: admin.Prefix + "content", Action: access.ReadSite, Name: "Content", Menu: admin.AdministrationMenu,
		Serve: func(v *admin.Visit) error {
			s, err := h.Content(v.Context())
			if err != nil {
				return err
			}
			return v.Show("content", "Content", s)
		},
	}}}
}
