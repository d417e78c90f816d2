package writeback

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"tidings/internal/clip"
	"tidings/internal/gitrepo"
	"tidings/internal/repo"
	"tidings/internal/status"
	"tidings/internal/writeback/clash"
)

// draft is the commit that an edit makes on another one, nil when the file says
// it already.
func (w *Writer) draft(ctx context.Context, on *gitrepo.Commit, e *edit) (*gitrepo.Draft, []clash.Clash, error) {
	name, theirs, err := w.place(ctx, on, e)
	if err != nil {
		return nil, nil, err
	}
	base, ours := file(e.before), file(e.after)
	if e.redacts {
		base, ours, err = w.redaction(name, theirs, e)
		if err != nil {
			return nil, nil, err
		}
	}
	merged, parts, problems := repo.Merge(e.about(), name, base, ours, theirs, w.known())
	if len(problems) > 0 {
		return nil, nil, fmt.Errorf("what was posted cannot be brought into the repository: %s", problems[0])
	}
	var clashes []clash.Clash
	for _, p := range parts {
		clashes = append(clashes, clash.Clash{Path: name, Update: p.Update, Ours: p.Ours, Change: e.id(), At: e.at})
	}
	if bytes.Equal(merged, theirs) {
		return nil, clashes, nil
	}
	d := &gitrepo.Draft{On: on, Files: map[string][]byte{w.inRepository(name): merged}, At: e.at, Message: e.message()}
	d.Author = w.Author(ctx, e.change)
	return d, clashes, nil
}

func (e *edit) id() string {
	if e.change == nil {
		return ""
	}
	return e.change.ID
}

// redaction has the file as it is, and as it is without the text that is taken
// out: whatever else somebody has changed in it stays.
func (w *Writer) redaction(name string, theirs []byte, e *edit) (base, ours []byte, err error) {
	if theirs == nil || e.after.ID() == "" {
		return file(e.before), file(e.after), nil
	}
	f, problems := repo.Parse(e.about(), name, theirs, w.known())
	if len(problems) > 0 {
		return nil, nil, errors.New(problems[0].String())
	}
	if f.Recurrence != nil {
		return theirs, theirs, nil
	}
	redacted := map[string]status.Update{}
	for _, u := range e.after.Updates() {
		if !u.Redacted.IsZero() {
			redacted[u.ID] = u
		}
	}
	updates := f.Updates()
	for i, u := range updates {
		if r, ok := redacted[u.ID]; ok {
			updates[i] = r
		}
	}
	if e.change.Verb == status.VerbRedactTitles {
		setTitles(f, e.after)
	}
	return theirs, repo.Format(f), nil
}

func setTitles(f, from status.Fact) {
	if f.Incident != nil && from.Incident != nil {
		f.Incident.Earlier = from.Incident.Earlier
	}
	if f.Maintenance != nil && from.Maintenance != nil {
		f.Maintenance.Earlier = from.Maintenance.Earlier
	}
}

// place finds the file of a fact: the one that it came from, the one that the
// content has it in, the one that it was written to a moment ago, or a new one.
// One that is no longer where it was may have been moved.
func (w *Writer) place(ctx context.Context, on *gitrepo.Commit, e *edit) (name string, src []byte, err error) {
	f := e.fact()
	if o := originOf(f); o.Kind == status.OriginContent {
		name = o.Ref
	} else if name = w.Path(aboutOf(f), f.ID()); name == "" {
		name, err = w.writtenTo(ctx, f)
	}
	if err != nil {
		return "", nil, err
	}
	if name != "" {
		return w.follow(on, name, f)
	}
	for n := 1; ; n++ {
		name = newName(f, n)
		if src, err = w.read(on, name); err != nil {
			return "", nil, err
		}
		if src == nil || w.isOf(name, src, f) {
			return name, src, w.setWrittenTo(ctx, f, name)
		}
	}
}

// isOf reports whether a file is about a fact.
func (w *Writer) isOf(name string, src []byte, f status.Fact) bool {
	there, problems := repo.Parse(aboutOf(f), name, src, w.known())
	return len(problems) == 0 && there.ID() == f.ID()
}

// folderOf is the folder of the content that a fact's file is in.
func folderOf(f status.Fact) string {
	if f.Incident != nil {
		return "incidents"
	}
	return "maintenance"
}

func newName(f status.Fact, n int) string {
	name := f.ID()
	if n > 1 {
		name += fmt.Sprintf("-%d", n)
	}
	return fmt.Sprintf("%s/%s/%s.md", folderOf(f), began(f).UTC().Format("2006"), name)
}

// read reads a file of the content, nil where there is none.
func (w *Writer) read(on *gitrepo.Commit, name string) ([]byte, error) {
	if on == nil {
		return nil, nil
	}
	src, err := fs.ReadFile(on.FS(), w.inRepository(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return src, err
}

// inRepository is a content file's path from the root of the repository.
func (w *Writer) inRepository(name string) string {
	return path.Join(w.Repository.Address().Folder, name)
}

// message is what the commit says.
func (e *edit) message() string {
	text := clip.Text(strings.Join(strings.Fields(e.fact().Title()), " "), 60) + ": " + e.happened()
	if e.change != nil {
		text += "\n\nTidings-Change: " + e.change.ID
	}
	return text + "\n"
}

// happened is what the edit did, in a few words.
func (e *edit) happened() string {
	was, is := len(e.before.Updates()), len(e.after.Updates())
	switch {
	case e.change == nil:
		return "as it is on the page"
	case e.after.ID() == "":
		return "taken off the page"
	case e.redacts:
		return "text taken out"
	case is > was:
		return e.after.Updates()[is-1].State.String()
	case e.before.ID() == "":
		return "planned"
	}
	return "edited"
}
