package build

import (
	"context"
	"io/fs"
	"runtime"
	"slices"
	"sync"
	"time"

	"tidings/internal/content"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// fact is one content file, read and understood.
type fact struct {
	file        content.File
	incident    *status.Incident
	maintenance *status.Maintenance
	recurrence  *status.Recurrence
}

func (f *fact) ref() status.Ref {
	if f.recurrence != nil {
		return status.Ref{About: status.AboutRecurrence, ID: f.recurrence.ID, Started: f.recurrence.Occurrences[0].Starts}
	}
	if f.incident != nil {
		return status.Ref{About: status.AboutIncident, ID: f.incident.ID, Started: f.incident.Started()}
	}
	return status.Ref{About: status.AboutMaintenance, ID: f.maintenance.ID, Started: f.maintenance.Starts}
}

// asOf is the fact as it was known at a time: without the updates dated after
// it, with the texts of then, and nil if there was none yet. Later reports that
// something was left out or read otherwise.
func (f *fact) asOf(at time.Time) (known *fact, later bool) {
	updates := f.updates()
	n := 0
	for n < len(updates) && (!updates[n].At.After(at) || f.announces(updates[n])) {
		n++
	}
	if n == 0 {
		return nil, true
	}
	if n == len(updates) && !f.editedSince(at) {
		return f, false
	}
	known = &fact{file: f.file}
	if f.incident != nil {
		inc := *f.incident
		inc.Updates = updates[:n]
		known.incident, _ = inc.Then(at)
	} else {
		m := *f.maintenance
		m.Updates = updates[:n]
		if n < len(updates) {
			m.Replan()
		}
		known.maintenance, _ = m.Then(at)
	}
	return known, true
}

func (f *fact) editedSince(at time.Time) bool {
	if f.incident != nil {
		return f.incident.EditedSince(at)
	}
	return f.maintenance.EditedSince(at)
}

// announces reports whether an update is what a maintenance says of itself
// without a date: it stands under the day of the start and is known before.
func (f *fact) announces(u status.Update) bool {
	return f.maintenance != nil && u.State == status.Scheduled && !u.At.Before(f.maintenance.Starts)
}

func (f *fact) updates() []status.Update {
	return status.Fact{Incident: f.incident, Maintenance: f.maintenance}.Updates()
}

// moved reports whether time alone, from one moment to a later one, changes
// what the fact shows.
func (f *fact) moved(from, to time.Time) bool {
	for _, u := range f.updates() {
		if u.At.After(from) && !u.At.After(to) && !f.announces(u) {
			return true
		}
	}
	if f.incident != nil {
		return f.incident.EditedBetween(from, to)
	}
	return f.maintenance.EditedBetween(from, to) || f.maintenance.StateAt(from) != f.maintenance.StateAt(to)
}

// readFact reads a content file. Mistakes in it are problems, not errors.
func (j *job) readFact(file content.File) (*fact, []content.Problem, error) {
	f := &fact{file: file}
	var problems []content.Problem
	err := j.reader.Read(file.Path, func(src []byte) {
		problems = f.parse(src, j.known)
		if len(problems) == 0 && !j.Now.IsZero() {
			problems = repo.FromTheFuture(file.Path, src, j.Now, f.updates())
		}
	})
	if err != nil {
		return nil, nil, readTrouble(file.Path, err)
	}
	return f, problems, nil
}

// parse reads what the fact's file says.
func (f *fact) parse(src []byte, known repo.Known) []content.Problem {
	said, problems := repo.Parse(f.file.About, f.file.Path, src, known)
	f.incident, f.maintenance, f.recurrence = said.Incident, said.Maintenance, said.Recurrence
	return problems
}

// duplicate is the problem that another file has given its fact the id of this one.
func (j *job) duplicate(f *fact, other string) (p content.Problem) {
	say := func(src []byte) { p = repo.DuplicateID(f.file.Path, src, f.ref().ID, other) }
	if j.reader.Read(f.file.Path, say) != nil {
		say(nil) // the file has gone since, so there is no line of it to name
	}
	return p
}

// readFacts reads content files on all cores and hands each to take, which is
// called from one goroutine, in no order. It returns all problems of all files.
func (j *job) readFacts(ctx context.Context, files []content.File, take func(*fact)) ([]content.Problem, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan []content.File)
	done := make(chan batch, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for files := range todo {
				b, err := j.readBatch(ctx, files)
				if err != nil {
					cancel(err)
					return
				}
				done <- b
			}
		})
	}
	go handOut(ctx, files, todo)
	go func() { workers.Wait(); close(done) }()
	var problems []content.Problem
	for b := range done {
		problems = append(problems, b.problems...)
		for _, f := range b.facts {
			take(f)
		}
	}
	return problems, context.Cause(ctx)
}

// atOnce is how many files a worker is handed: fewer would cost more in handing them out.
const atOnce = 64

func handOut(ctx context.Context, files []content.File, todo chan<- []content.File) {
	defer close(todo)
	for some := range slices.Chunk(files, atOnce) {
		select {
		case todo <- some:
		case <-ctx.Done():
			return
		}
	}
}

// batch is what some files hold.
type batch struct {
	facts    []*fact
	problems []content.Problem
}

func (j *job) readBatch(ctx context.Context, files []content.File) (b batch, err error) {
	for _, file := range files {
		f, problems, err := j.readFact(file)
		if err == nil && len(problems) == 0 {
			err = f.follow(ctx, j.Recorded, j.AsOf)
		}
		if err != nil {
			return b, err
		}
		if b.problems = append(b.problems, problems...); len(problems) == 0 {
			b.facts = append(b.facts, f)
		}
	}
	return b, nil
}

func readTrouble(path string, err error) error {
	return &fs.PathError{Op: "read", Path: path, Err: rootCause(err)}
}

// rootCause takes the machine's path off an error: the caller names the file as the content folder knows it.
func rootCause(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}
