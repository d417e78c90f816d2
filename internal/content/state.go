package content

import (
	"context"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
)

// State is one state of the content as it looks from outside: sizes, times and
// names, nothing read.
type State struct {
	Reader
	Commit   *Commit // nil for a folder
	Files    []File  // of incidents and maintenances, by path
	Problems []Problem
	// Rest is over everything else: configuration, templates, themes. Equal ones are
	// the same, within one process.
	Rest uint64
	// Sum is over everything, of a commit its id.
	Sum string
}

// Commit says which commit a state is.
type Commit struct {
	ID     string
	Author string // display name
	Title  string // first line of what its author says of it
	// Unread are paths that are no files here: other repositories.
	Unread []string
}

// Reader reads a state of the content.
type Reader interface {
	// Check names everything that is wrong with the content, also with dates after
	// now unless that is zero.
	Check(ctx context.Context, now time.Time) ([]Problem, error)
	// Facts gives what a file says by a configuration, or what is wrong with it.
	Facts(c *config.Config, now time.Time) func(ctx context.Context, f File) (status.Fact, []Problem, error)
	// Pack is the configuration and the theme, as package kept keeps them with what
	// was read from them. Mistakes in either are *Mistakes.
	Pack(ctx context.Context) ([]byte, error)
}
