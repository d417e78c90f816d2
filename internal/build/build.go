// Package build makes the site from a folder of content files, with no server
// and no network: whole, or only what a change touches. The two give the same
// bytes. It knows nothing of webhooks, of accounts, or of a store.
package build

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"tidings/generator"
	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/publish"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// Options say what the site is made from and how.
type Options struct {
	Content string            // folder of the content files
	Target  publish.Target    // where the site goes
	Memory  *lastbuild.Memory // what the last build knew; nil remembers nothing
	// Recorded is state to show beside the content, whole and never from memory;
	// the entry pages then say when they were produced. Nil: content alone.
	Recorded Recorded
	Program  string    // fingerprint of the program: another one builds whole
	AsOf     time.Time // the moment that the site shows; cut to whole seconds
	// Now is the time of the clock: content that is dated later is a mistake.
	// Zero: any date will do.
	Now time.Time
	// FileLinks writes links with ".html" for hosts that cannot map addresses.
	FileLinks bool
	// Changed are content files, relative to Content, that changed since the last
	// build: no other incident or maintenance is looked at. Empty: the build finds out.
	Changed []string
	Whole   bool // make every file again, whatever the last build left
	// Sized, if not nil, is told before a whole build how many content files there are.
	Sized func(files int)
	// MaxDeletions is the largest allowed share of the site's files that may be
	// deleted; 0 means a tenth.
	MaxDeletions float64
}

// Report says what a build did. With Problems nothing was written.
type Report struct {
	publish.Report
	Problems []content.Problem
}

// job is one build.
type job struct {
	Options
	base
	reader *repo.Reader
	files  func() ([]content.File, []content.Problem, error) // lists the content, once
	months generator.Months
}

// Run builds. An error leaves the last good site as it was, and so do problems
// in the content, which are reported and are no error.
func Run(ctx context.Context, o Options) (Report, error) {
	o.AsOf = o.AsOf.UTC().Truncate(time.Second)
	j := &job{Options: o}
	j.look()
	problems, err := j.read(ctx, o.Content, j.passed(), o.AsOf)
	if err != nil || len(problems) > 0 {
		return Report{Problems: problems}, err
	}
	if j.reader, err = repo.OpenReader(o.Content); err != nil {
		return Report{}, readTrouble(".", err)
	}
	defer j.reader.Close()
	if o.Recorded != nil {
		j.Memory = nil
	}
	if j.Memory == nil {
		return j.whole(ctx)
	}
	if err := o.Memory.Lock(); err != nil {
		return Report{}, err
	}
	defer o.Memory.Unlock()
	if o.Whole {
		return j.whole(ctx)
	}
	report, err := j.part(ctx)
	if errors.Is(err, lastbuild.ErrNone) || errors.Is(err, publish.ErrUnfinished) {
		return j.whole(ctx)
	}
	return report, err
}

// passed is the fingerprint of the configuration that the last build of this
// program found no mistake in; empty where none is known.
func (j *job) passed() string {
	if j.Memory == nil || j.Whole {
		return ""
	}
	h, err := j.Memory.Header()
	if err != nil || h.Program != j.Program {
		return ""
	}
	return h.Config
}

// look begins to list the content while the configuration is still being read.
func (j *job) look() {
	type list struct {
		files    []content.File
		problems []content.Problem
		err      error
	}
	once := sync.OnceValue(func() (l list) {
		l.files, l.problems, l.err = repo.Files(j.Content)
		return l
	})
	j.files = func() ([]content.File, []content.Problem, error) {
		l := once()
		return l.files, l.problems, l.err
	}
	if len(j.Changed) == 0 {
		go once()
	}
}

// publish makes the files of a scope and puts them in place.
func (j *job) publish(ctx context.Context, view *status.View, archive status.Archive, scope status.Scope) (publish.Report, error) {
	s, err := publish.Begin(ctx, j.Target, publish.Options{At: j.AsOf, Whole: scope.All, MaxDeletions: j.MaxDeletions})
	if err != nil {
		return publish.Report{}, err
	}
	in := generator.Input{Config: j.config, View: view, Archive: archive, Theme: j.theme, FileLinks: j.FileLinks, Live: j.Recorded != nil, Mail: j.config.Site.DynamicURL != ""}
	if j.Recorded != nil {
		in.Measures = j.Recorded
	}
	if j.Memory != nil {
		if !scope.All { // a whole build counts all anew
			j.Memory.Months(&j.months)
		}
		in.Months = &j.months
	}
	if scope.All {
		paths, err := generator.Paths(ctx, in)
		if err != nil {
			return publish.Report{}, fmt.Errorf("listing the site: %w", err)
		}
		if err := s.Expect(ctx, paths); err != nil {
			return publish.Report{}, err
		}
	}
	gone, err := generator.Build(ctx, in, scope, func(f generator.File) error { return s.Put(publish.File(f)) })
	if err != nil {
		return publish.Report{}, fmt.Errorf("making the site: %w", err)
	}
	if err := s.Remove(gone...); err != nil {
		return publish.Report{}, err
	}
	return s.Finish(ctx)
}

func (j *job) today() status.Date { return status.DateOf(j.AsOf, j.config.Site.Zone) }

// header is what the next build will compare itself with.
func (j *job) header() lastbuild.Header {
	return lastbuild.Header{Program: j.Program, Config: j.fingerprint, Options: fmt.Sprintf("links=%v", j.FileLinks), Today: j.today(), AsOf: j.AsOf}
}
