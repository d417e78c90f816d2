package gitrepo

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

const maxLinks = 8

// Blob is the id of the bytes that a file has in this commit, links followed;
// empty where there is no such file.
func (c *Commit) Blob(name string) string {
	n, err := c.find(name, 0, true)
	if err != nil || n.dir() {
		return ""
	}
	return n.id.String()
}

// Submodules are the paths of other repositories that this one names. Nothing
// of them is read.
func (c *Commit) Submodules() (paths []string) {
	c.root.each("", func(at string, n *node) {
		if n.mode == filemode.Submodule {
			paths = append(paths, at)
		}
	})
	return paths
}

// each visits all that is below a folder.
func (n *node) each(at string, visit func(at string, n *node)) {
	for _, c := range n.children {
		below := join(at, c.name)
		visit(below, c)
		c.each(below, visit)
	}
}

// FS are the files of the commit. Links inside the repository are followed,
// others are errors; submodules are left out. Files have no times.
func (c *Commit) FS() fs.FS { return files{c, ""} }

// In are the files in a folder of the commit; empty for all of it.
func (c *Commit) In(folder string) fs.FS { return files{c, folder} }

type files struct {
	commit *Commit
	folder string
}

var (
	_ fs.ReadLinkFS = files{}
	_ fs.ReadFileFS = files{}
	_ fs.StatFS     = files{}
)

var errOutside = errors.New("the link leads out of the repository")

// find is the node at a path, links on the way followed.
func (c *Commit) find(name string, hops int, follow bool) (*node, error) {
	at, n := "", c.root
	name = path.Clean(name)
	for name != "" && name != "." {
		first, rest, _ := strings.Cut(name, "/")
		next, ok := n.child(first)
		if !ok || next.mode == filemode.Submodule || rest != "" && !next.dir() && next.mode != filemode.Symlink {
			return nil, fs.ErrNotExist
		}
		if next.mode == filemode.Symlink && (rest != "" || follow) {
			target, err := c.target(at, next)
			if err != nil {
				return nil, err
			}
			if hops++; hops > maxLinks {
				return nil, errors.New("the link leads back to itself")
			}
			return c.find(path.Join(target, rest), hops, follow)
		}
		at, n, name = join(at, first), next, rest
	}
	return n, nil
}

// target is where a link in a folder leads, seen from the root.
func (c *Commit) target(folder string, link *node) (string, error) {
	b, err := contents(c.objects, link.id)
	if err != nil {
		return "", err
	}
	to := string(b)
	joined := path.Join(folder, to)
	if path.IsAbs(to) || joined == ".." || strings.HasPrefix(joined, "../") {
		return "", errOutside
	}
	return joined, nil
}

func (f files) node(op, name string, follow bool) (*node, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n, err := f.commit.find(join(f.folder, name), 0, follow)
	if err != nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	return n, nil
}

// Open implements fs.FS.
func (f files) Open(name string) (fs.File, error) {
	n, err := f.node("open", name, true)
	if err != nil {
		return nil, err
	}
	i := f.info(path.Base(name), n)
	if n.dir() {
		return &openDir{info: i, rest: f.entries(n)}, nil
	}
	b, err := contents(f.commit.objects, n.id)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &openFile{info: i, Reader: *bytes.NewReader(b)}, nil
}

// ReadFile implements fs.ReadFileFS.
func (f files) ReadFile(name string) ([]byte, error) {
	n, err := f.node("open", name, true)
	if err == nil && n.dir() {
		err = &fs.PathError{Op: "read", Path: name, Err: errors.New("is a directory")}
	}
	if err != nil {
		return nil, err
	}
	b, err := contents(f.commit.objects, n.id)
	if err != nil {
		return nil, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return b, nil
}

// Stat implements fs.StatFS.
func (f files) Stat(name string) (fs.FileInfo, error) {
	n, err := f.node("stat", name, true)
	if err != nil {
		return nil, err
	}
	return f.info(path.Base(name), n), nil
}

// Lstat implements fs.ReadLinkFS.
func (f files) Lstat(name string) (fs.FileInfo, error) {
	n, err := f.node("lstat", name, false)
	if err != nil {
		return nil, err
	}
	return f.info(path.Base(name), n), nil
}

// ReadLink implements fs.ReadLinkFS.
func (f files) ReadLink(name string) (string, error) {
	n, err := f.node("readlink", name, false)
	if err == nil && n.mode != filemode.Symlink {
		err = &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	if err != nil {
		return "", err
	}
	b, err := contents(f.commit.objects, n.id)
	return string(b), err
}

func (f files) entries(n *node) []fs.DirEntry {
	out := make([]fs.DirEntry, 0, len(n.children))
	for _, c := range n.children {
		if c.mode != filemode.Submodule {
			out = append(out, f.info(c.name, c))
		}
	}
	return out
}

func (f files) info(name string, n *node) info { return info{name, n, f.commit.objects} }
