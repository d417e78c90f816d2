package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"tidings/internal/content"
	"tidings/internal/status"
)

// edit is what differs between the index and the folder.
type edit struct {
	put   []content.File
	facts []status.Fact // what the files of put say
	gone  []string      // paths
}

func (x *index) edit(files []content.File, zone string) edit {
	var e edit
	there := make(map[string]bool, len(files))
	for _, f := range files {
		there[f.Path] = true
		if was, ok := x.files[f.Path]; !ok || !was.same(f, zone) {
			e.put = append(e.put, f)
		}
	}
	for path := range x.files {
		if !there[path] {
			e.gone = append(e.gone, path)
		}
	}
	return e
}

// prepare reads what an edit is and checks all of it, before anything is written.
func (a *App) prepare(ctx context.Context, r *rules, s content.State) (edit, error) {
	e := a.index.edit(s.Files, r.config.Site.Zone.String())
	var err error
	if e.facts, err = a.readFacts(ctx, r, s, e); err != nil {
		return e, err
	}
	return e, a.guard(e)
}

const alwaysDeletable = 20

// guard refuses an edit that deletes so much that it is more likely a mistake:
// a folder that was not mounted, a checkout that was cut short. A file that was
// only moved is not counted.
func (a *App) guard(e edit) error {
	share, of := a.MaxDeletions, len(a.index.files)
	if share == 0 {
		share = 0.1
	}
	gone := len(a.index.deleted(e))
	if gone <= alwaysDeletable || float64(gone) <= share*float64(of) {
		return nil
	}
	return &content.Mistakes{Problems: []content.Problem{content.Whole("incidents", fmt.Sprintf(
		"%d of %d content files are gone, more than may be deleted at once; bring them back, or restart with --max-deletions 1 if this is meant", gone, of))}}
}

// readFacts parses the files of an edit; any mistake refuses all of them.
func (a *App) readFacts(ctx context.Context, r *rules, s content.State, e edit) ([]status.Fact, error) {
	read := s.Facts(r.config, a.clock.Now())
	facts := make([]status.Fact, 0, len(e.put))
	var problems []content.Problem
	for _, f := range e.put {
		fact, found, err := read(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			found = refused(f.Path, status.Validate(fromContent, fact))
		}
		facts, problems = append(facts, fact), append(problems, found...)
	}
	if len(problems) == 0 && a.index.twice(e, facts) {
		var err error
		if problems, err = s.Check(ctx, time.Time{}); err != nil { // it says where
			return nil, err
		}
	}
	if len(problems) > 0 {
		return nil, &content.Mistakes{Problems: problems}
	}
	return facts, nil
}

// refused is the problem of a file whose fact the board would not keep.
func refused(path string, err error) []content.Problem {
	if err == nil {
		return nil
	}
	return []content.Problem{content.Whole(path, err.Error())}
}

// twice reports whether two files would have one id once the edit is applied.
func (x *index) twice(e edit, facts []status.Fact) bool {
	owned := make(map[identity]bool, len(facts))
	touched := make(map[string]bool, len(e.put)+len(e.gone))
	for _, path := range e.gone {
		touched[path] = true
	}
	for i, f := range e.put {
		id := factIdentity(facts[i]).kind()
		if owned[id] {
			return true
		}
		owned[id], touched[f.Path] = true, true
	}
	for path, p := range x.files {
		if owned[identity{p.About, p.ID}.kind()] && !touched[path] {
			return true
		}
	}
	return false
}

// loadFiles fills a new store with all files at once, then gives back the
// memory that this took.
func (a *App) loadFiles(ctx context.Context, r *rules, s content.State) error {
	read := s.Facts(r.config, a.clock.Now())
	loaded := make(map[string]applied, len(s.Files))
	err := status.Load(ctx, r.board, func(yield func(status.Fact, error) bool) {
		for _, f := range s.Files {
			fact, problems, err := read(ctx, f)
			if err == nil && len(problems) > 0 {
				err = &content.Mistakes{Problems: problems}
			}
			if err == nil {
				loaded[f.Path] = entry(f, factIdentity(fact), r)
			}
			if !yield(fact, err) || err != nil {
				return
			}
		}
	}, a.clock.Now())
	if err != nil {
		return err
	}
	defer debug.FreeOSMemory()
	return a.index.load(ctx, loaded, r.config.Site.Zone.String())
}
