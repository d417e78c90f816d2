package repo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"tidings/internal/content"
)

// Check reads a whole content folder and names everything that is wrong with
// it, by file and place. No problem means that it can be published. The error
// is for a folder that cannot be read at all.
func Check(ctx context.Context, dir string) ([]content.Problem, error) {
	return CheckAt(ctx, dir, time.Time{})
}

// CheckAt is Check, and also names updates that are dated after now.
func CheckAt(ctx context.Context, dir string, now time.Time) ([]content.Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the content folder cannot be opened: %w", err)
	}
	defer root.Close()
	files, found, err := Files(dir)
	if err != nil {
		return nil, err
	}
	return check(ctx, root.FS(), files, found, onDisk{dir, root}.read, now)
}

// check names everything that is wrong with the configuration among some files,
// and with those of incidents and maintenances, of which found was found already.
func check(ctx context.Context, fsys fs.FS, files []content.File, found []content.Problem, read func(content.File) ([]byte, error), now time.Time) ([]content.Problem, error) {
	conf, problems, err := Config(fsys, now)
	if err != nil {
		return nil, err
	}
	c := &checker{readFile: read, now: now, files: files, results: make([]result, len(files))}
	if c.known.Zone = conf.Site.Zone; c.known.Zone == nil {
		c.known.Zone = time.UTC // site.yaml has a mistake, which is named
	}
	if len(conf.Layout.Components)+len(conf.Layout.Retired) > 0 {
		c.known.Components = Components(conf.Layout)
	}
	if err := c.run(ctx); err != nil {
		return nil, err
	}
	problems = slices.Concat(problems, found, Strays(fsys), pointers(fsys), c.problems())
	content.Sort(problems)
	return problems, nil
}

// checker reads the files of incidents and maintenances.
type checker struct {
	readFile func(content.File) ([]byte, error)
	known    Known
	now      time.Time // zero: dates are not held against it
	files    []content.File
	results  []result // one a file
	next     atomic.Int64
}

// result is what one file came to.
type result struct {
	id       string
	problems []content.Problem
}

// run reads the files on all cores.
func (c *checker) run(ctx context.Context) error {
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for ctx.Err() == nil {
				i := int(c.next.Add(1)) - 1
				if i >= len(c.files) {
					return
				}
				c.results[i] = c.check(c.files[i])
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

func (c *checker) check(f content.File) result {
	src, err := c.readFile(f)
	if err != nil {
		return result{problems: []content.Problem{content.Whole(f.Path, "the file cannot be read: "+reason(err))}}
	}
	fact, problems := Parse(f.About, f.Path, src, c.known)
	if !c.now.IsZero() {
		problems = append(problems, FromTheFuture(f.Path, src, c.now, fact.Updates())...)
	}
	return result{fact.ID(), problems}
}

// onDisk is a content folder, twice.
type onDisk struct {
	dir  string
	root *os.Root // for links
}

// read reads a file, of which one byte too much is enough. The root follows
// links no further than the folder, but is slow: it is left to links.
func (d onDisk) read(f content.File) ([]byte, error) {
	file, err := os.OpenFile(filepath.Join(d.dir, f.Path), os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, unix.ELOOP) {
		file, err = d.root.Open(f.Path)
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	src := bytes.NewBuffer(make([]byte, 0, f.Size+bytes.MinRead))
	_, err = src.ReadFrom(io.LimitReader(file, MaxFile+1))
	return src.Bytes(), err
}

// problems are those of the files and of ids that two files have.
func (c *checker) problems() []content.Problem {
	var out []content.Problem
	first := map[string]int{}
	for i, r := range c.results {
		out = append(out, r.problems...)
		key := c.files[i].About + " " + r.id
		other, twice := first[key]
		switch {
		case r.id == "":
		case twice:
			src, _ := c.readFile(c.files[i]) // without it, the problem has no better place than the file
			out = append(out, DuplicateID(c.files[i].Path, src, r.id, c.files[other].Path))
		default:
			first[key] = i
		}
	}
	return out
}

// DuplicateID is the problem of a file whose incident or maintenance has the
// id that another file's has.
func DuplicateID(path string, src []byte, id, other string) content.Problem {
	line, column := idPosition(string(src))
	message := fmt.Sprintf("the id %q is also that of %s: give one of them another \"id:\" in its front matter", id, other)
	return content.Problem{Path: path, Line: line, Column: column, Message: message}
}

// idPosition finds where the front matter gives an id; the file's beginning
// when its name does.
func idPosition(text string) (line, column int) {
	for n, l := range strings.Split(text, "\n") {
		if n > 0 && strings.HasPrefix(l, "---") {
			break
		}
		if rest, ok := strings.CutPrefix(l, "id:"); ok {
			return n + 1, 4 + len(rest) - len(strings.TrimLeft(rest, " "))
		}
	}
	return 1, 1
}
