package generator

import (
	"context"

	"tidings/internal/config"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/themes"
)

// Input is all that decides what the site's bytes are.
type Input struct {
	Config  *config.Config
	View    *status.View
	Archive status.Archive
	Theme   *themes.Theme
	// Measures gives the numbers of the view's metrics; nil where there are none.
	Measures status.Measures
	// Live says that this site is kept up to date by a running program: its
	// entry pages then say when they were produced.
	Live bool
	// Mail says that somebody takes what a form for mail posts: the page then
	// has one, unless it is a build whose site names no address for forms.
	Mail bool
	// Letters says what becomes of that mail: where nobody gets any, the pages that
	// offer it say so.
	Letters message.Mail
	// FileLinks writes links with ".html" for hosts that cannot map addresses.
	FileLinks bool
	// Memo, unless it is nil, is what earlier builds have left for this one.
	Memo *Memo
	// Months, unless it is nil, is the same for a program that builds once.
	Months *Months
	// HomeMade, unless it is nil, is called once when the home pages have been
	// emitted and so have the pages that they lead to and that may be new. Lists,
	// feeds and documents, which take longer and were there before, are still
	// being made. A build of All does not call it.
	HomeMade func() error
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
// The Body of a file that is no Entry is used again once emit has returned:
// emit must not keep it. That of an Entry is emit's to keep.
//
// Gone lists the paths of the scope that must no longer exist, sorted; some of
// them may never have existed. After a scope of All whatever Paths does not
// list is gone, and gone itself is empty.
func Build(ctx context.Context, in Input, scope status.Scope, emit func(File) error) (gone []string, err error) {
	in.Memo.prepare(in, scope)
	in.Months.forget(scope)
	b, err := newBuilder(in)
	if err != nil {
		return nil, err
	}
	if scope.All {
		return nil, b.everything(ctx, emit)
	}
	return b.touched(ctx, scope, emit)
}

// Paths lists every path of the whole site in no order, without rendering it.
func Paths(ctx context.Context, in Input) (map[string]struct{}, error) {
	return allPaths(ctx, in)
}
