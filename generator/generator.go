package generator

import (
	"context"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/themes"
)

// Input is all that decides what the site's bytes are.
type Input struct {
	Config  *config.Config
	View    *status.View
	Archive status.Archive
	Theme   *themes.Theme
	// Live says that this site is kept up to date by a running program: its
	// entry pages then say when they were produced.
	Live bool
	// FileLinks writes links with ".html" for hosts that cannot map addresses.
	FileLinks bool
}

// File is one file of the site.
type File struct {
	Path  string // slash-separated, relative, such as "incidents/abc.html"
	Body  []byte
	Entry bool // an entry point: written after everything it may refer to
}

// Build makes the files of the site that a scope touches, each exactly once,
// calling emit from several goroutines. It stops at the first error.
//
// Gone lists the paths of the scope that must no longer exist.
func Build(ctx context.Context, in Input, scope status.Scope, emit func(File) error) (gone []string, err error) {
	panic("being written")
}

// Paths lists every path of the whole site in no order, without rendering it.
func Paths(ctx context.Context, in Input) (map[string]struct{}, error) {
	panic("being written")
}
