package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/ident"
	"tidings/internal/status"
)

// Load reads the configuration of a content folder as it is at a time; see Config.
// Links that lead out of the folder are not followed.
func Load(dir string, now time.Time) (*config.Config, []content.Problem, error) {
	return load(dir, now, false)
}

// LoadPassed is Load for files in which it has found no problem before: they are
// not held against their schemas again, which is most of the work.
func LoadPassed(dir string, now time.Time) (*config.Config, []content.Problem, error) {
	return load(dir, now, true)
}

func load(dir string, now time.Time, passed bool) (*config.Config, []content.Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("the content folder cannot be opened: %w", err)
	}
	defer root.Close()
	c, problems, err := read(root.FS(), now, passed)
	return c, append(problems, Strays(root.FS())...), err
}

// Config reads everything of a content folder but incidents and maintenances.
// It collects every problem it finds; with problems, what it returns beside
// them is what could be read. The error is for a folder that cannot be read at
// all. To keep links inside a folder of the disk, use Load.
//
// A component that retires is there until its day. With a zero time no day is known:
// all are there, and config.Config.On says who is on a day.
func Config(fsys fs.FS, now time.Time) (*config.Config, []content.Problem, error) {
	return read(fsys, now, false)
}

func read(fsys fs.FS, now time.Time, passed bool) (*config.Config, []content.Problem, error) {
	if _, err := fs.ReadDir(fsys, "."); err != nil {
		return nil, nil, fmt.Errorf("the content folder cannot be read: %w", err)
	}
	r := &reader{fsys: fsys, now: now, passed: passed, config: &config.Config{}}
	r.site()
	r.layout()
	r.each("templates", ".md", r.template)
	r.each("channels", ".yaml", r.channel)
	r.each("pages", ".md", r.freePage)
	r.each("sources", ".yaml", r.source)
	content.Sort(r.problems)
	return r.config, r.problems, nil
}

// Components are the ids of a layout's components, also of those that are retired, as
// the Parse functions want them.
func Components(layout status.Layout) map[string]struct{} {
	known := make(map[string]struct{}, len(layout.Components)+len(layout.Retired))
	for _, c := range layout.All() {
		known[c.ID] = struct{}{}
	}
	return known
}

// unlisted says why nothing that is now can be about a component: it is unknown, or retired.
func (r *reader) unlisted(id string) string {
	retired := func(c status.Component) bool { return c.ID == id }
	if slices.ContainsFunc(r.config.Layout.Retired, retired) {
		return "the component \"" + id + "\" is retired: name another, or take this out"
	}
	return unknownComponent(id, r.known)
}

// reader fills a configuration from files.
type reader struct {
	fsys     fs.FS
	now      time.Time
	passed   bool // the files are known to fit their schemas
	config   *config.Config
	known    map[string]struct{} // components; nil until they could be read
	problems []content.Problem
}

func (r *reader) problem(path, format string, args ...any) {
	r.problems = append(r.problems, content.Whole(path, fmt.Sprintf(format, args...)))
}

// read runs a function on the page of a file and takes the page's problems.
func (r *reader) read(path string, use func(*page)) {
	src, ok := r.bytes(path)
	if !ok {
		return
	}
	p, ok := open(path, src)
	if ok {
		p.passed = r.passed
		use(p)
	}
	r.problems = append(r.problems, p.problems...)
}

// bytes reads a file, which must be one and not too large.
func (r *reader) bytes(path string) ([]byte, bool) {
	info, err := fs.Stat(r.fsys, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.problem(path, "the file is missing: every site needs one")
		return nil, false
	case err != nil:
		r.problem(path, "the file cannot be read: %s", reason(err))
		return nil, false
	case info.IsDir():
		r.problem(path, "this is a folder with a file's name: rename it, or put its text into a file")
		return nil, false
	case !info.Mode().IsRegular():
		r.problem(path, "this is not a file but a %s: take it away", kindOf(info.Mode()))
		return nil, false
	case info.Size() > MaxFile:
		r.problem(path, tooLarge, info.Size(), MaxFile)
		return nil, false
	}
	src, err := fs.ReadFile(r.fsys, path)
	if err != nil {
		r.problem(path, "the file cannot be read: %s", reason(err))
	}
	return src, err == nil
}

// each reads the files of a folder that may be missing, by name. Everything
// else that lies in it is a problem, for it was meant to be read.
func (r *reader) each(folder, ext string, use func(*page)) {
	entries, err := fs.ReadDir(r.fsys, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.problem(folder, "this should be a folder that can be read: %s", reason(err))
	}
	for _, e := range entries {
		name := folder + "/" + e.Name()
		switch {
		case ignored(e.Name()):
		case path.Ext(name) != ext:
			r.problem(name, "this is not read, for its name does not end in %s: rename it or take it away", ext)
		case !ident.Valid(stem(name)):
			r.problem(name, "the id %q, from the file's name, must be 1 to 63 lower-case letters, digits and hyphens and begin with a letter or a digit", stem(name))
		default:
			r.read(name, use)
		}
	}
}

// document decodes a whole file of YAML.
func (p *page) document(kind string, into any) (*tree, bool) {
	from := 0
	if strings.HasPrefix(p.text, "---\n") {
		from = len("---\n")
	}
	return p.decode(kind, region{from, len(p.text)}, into)
}
