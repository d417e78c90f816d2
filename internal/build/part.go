package build

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/status"
)

// difference is what has changed since the last build.
type difference struct {
	read []content.File     // new, changed, or moved on by time alone
	gone []lastbuild.Record // what stood in files that changed or are gone
}

// part builds only what changed. lastbuild.ErrNone says that the whole must be built.
func (j *job) part(ctx context.Context) (Report, error) {
	h, err := j.trusted(ctx)
	if err != nil {
		return Report{}, err
	}
	diff, problems, err := j.differ(h)
	if err != nil || len(problems) > 0 {
		return Report{Problems: problems}, err
	}
	facts, problems, err := j.readAll(diff.read)
	if err != nil || len(problems) > 0 {
		return Report{Problems: problems}, err
	}
	r := remembered(j, h)
	problems, err = r.change(diff, facts)
	if err != nil || len(problems) > 0 {
		return Report{Problems: problems}, err
	}
	r.scope.Midnight = j.today() != h.Today
	return r.publish(ctx)
}

// trusted gives the header if the last build's memory fits this build.
func (j *job) trusted(ctx context.Context) (*lastbuild.Header, error) {
	h, err := j.Memory.Header()
	if err != nil {
		return nil, err
	}
	now := j.header()
	same := h.Program == now.Program && h.Config == now.Config && h.Options == now.Options && !j.AsOf.Before(h.AsOf) &&
		!j.config.Layout.Retires(h.Today, now.Today)
	if manifest, err := j.manifest(ctx); err != nil || !same || manifest != h.Manifest {
		return nil, lastbuild.ErrNone
	}
	return h, nil
}

// differ finds out what changed: by looking at every file, or only at those
// that the caller names. What time has moved on counts as changed.
func (j *job) differ(h *lastbuild.Header) (difference, []content.Problem, error) {
	diff, problems, err := j.changedFiles()
	if err != nil || len(problems) > 0 {
		return diff, problems, err
	}
	if diff.unrolls(h) {
		return diff, nil, lastbuild.ErrNone
	}
	for _, ref := range slices.Concat(h.Open, h.Later) {
		if err := j.moveOn(&diff, ref, h); err != nil {
			return diff, nil, err
		}
	}
	return diff, nil, nil
}

func (j *job) changedFiles() (difference, []content.Problem, error) {
	if len(j.Changed) > 0 {
		diff, err := j.named()
		return diff, nil, err
	}
	records, damaged := j.Memory.Records()
	files, problems, err := j.files()
	if err != nil || len(problems) > 0 {
		return difference{}, problems, err
	}
	if damaged != nil {
		return difference{}, nil, damaged
	}
	return compare(files, records), nil, nil
}

// compare holds the files against the records of the last build.
func compare(files []content.File, records []lastbuild.Record) difference {
	var diff difference
	known := make(map[string]*lastbuild.Record, len(records))
	for i := range records {
		known[records[i].Path] = &records[i]
	}
	for _, f := range files {
		rec := known[f.Path]
		delete(known, f.Path)
		switch {
		case rec == nil:
			diff.read = append(diff.read, f)
		case rec.Size != f.Size || rec.ModTime != f.ModTime.UnixNano():
			diff.read = append(diff.read, f)
			diff.gone = append(diff.gone, *rec)
		}
	}
	for _, rec := range known {
		diff.gone = append(diff.gone, *rec)
	}
	return diff
}

// named looks only at the files that the caller names. One that is no incident's
// nor maintenance's, or that neither the folder nor the last build knows and whose
// name must be mistaken, has the whole built.
func (j *job) named() (diff difference, err error) {
	records := sync.OnceValues(j.Memory.Records)
	for _, changed := range j.Changed {
		file, about, err := j.stat(changed)
		if err != nil {
			return diff, err
		}
		if about == "" {
			return diff, lastbuild.ErrNone
		}
		rec, err := j.recordOf(about, changed, records)
		if err == nil && file == nil && rec == nil {
			err = lastbuild.ErrNone
		}
		if err != nil {
			return diff, err
		}
		if file != nil {
			diff.read = append(diff.read, *file)
		}
		if rec != nil {
			diff.gone = append(diff.gone, *rec)
		}
	}
	return diff, nil
}

// recordOf is what the last build knew of a file; nil for nothing. One whose id
// is not its name is looked up among all records.
func (j *job) recordOf(about, file string, all func() ([]lastbuild.Record, error)) (*lastbuild.Record, error) {
	rec, found, err := j.Memory.Record(about, strings.TrimSuffix(path.Base(file), ".md"))
	if err != nil || found && rec.Path == file {
		return &rec, err
	}
	records, err := all()
	if err != nil {
		return nil, err
	}
	for i := range records {
		if records[i].Path == file {
			return &records[i], nil
		}
	}
	return nil, nil
}

// stat looks at a named file; about is empty when it is neither an incident's
// nor a maintenance's, file is nil when it is gone.
func (j *job) stat(changed string) (file *content.File, about string, err error) {
	top, _, _ := strings.Cut(changed, "/")
	switch top {
	case "incidents":
		about = status.AboutIncident
	case "maintenance":
		about = status.AboutMaintenance
	default:
		return nil, "", nil
	}
	info, err := os.Stat(filepath.Join(j.Content, filepath.FromSlash(changed)))
	if os.IsNotExist(err) {
		return nil, about, nil
	}
	if err != nil {
		return nil, about, readTrouble(changed, err)
	}
	if !info.Mode().IsRegular() {
		return nil, "", nil // building the whole says what is wrong with it
	}
	return &content.File{Path: changed, Size: info.Size(), ModTime: info.ModTime(), About: about}, about, nil
}

// moveOn adds what time has changed since the last build.
func (j *job) moveOn(diff *difference, ref status.Ref, h *lastbuild.Header) error {
	if slices.ContainsFunc(diff.gone, func(r lastbuild.Record) bool { return r.Ref.ID == ref.ID && r.Ref.About == ref.About }) {
		return nil
	}
	rec, found, err := j.Memory.Record(ref.About, ref.ID)
	if err != nil || !found {
		return lastbuild.ErrNone
	}
	file, _, err := j.stat(rec.Path)
	if err != nil || file == nil {
		return err
	}
	f, problems, err := j.readFact(*file)
	if err != nil || len(problems) > 0 {
		return err
	}
	if f.recurrence != nil {
		if f.recurs(ref, h, j) {
			return lastbuild.ErrNone
		}
		return nil
	}
	if f.moved(h.AsOf, j.AsOf) {
		diff.read, diff.gone = append(diff.read, *file), append(diff.gone, rec)
	}
	return nil
}

func (j *job) readAll(files []content.File) (facts []*fact, problems []content.Problem, err error) {
	for _, file := range files {
		f, found, err := j.readFact(file)
		if err != nil {
			return nil, nil, fmt.Errorf("reading the content: %w", err)
		}
		if f.recurrence != nil {
			return nil, nil, lastbuild.ErrNone
		}
		if problems = append(problems, found...); len(found) == 0 {
			facts = append(facts, f)
		}
	}
	return facts, problems, nil
}
