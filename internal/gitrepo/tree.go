package gitrepo

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// The bounds of a tree: a few small objects can name more files than there is
// memory for.
const (
	maxNames = 250_000
	maxDepth = 24
)

// node is a file or folder in a tree. It is never changed.
type node struct {
	name     string
	id       plumbing.Hash
	mode     filemode.FileMode
	children []*node // by name
	names    int     // of all that is below it, itself included
}

func (n *node) dir() bool { return n.mode == filemode.Dir }

// child finds a name in a folder.
func (n *node) child(name string) (*node, bool) {
	i, ok := slices.BinarySearchFunc(n.children, name, func(c *node, name string) int { return strings.Compare(c.name, name) })
	if !ok {
		return nil, false
	}
	return n.children[i], true
}

// TreeError is a tree that no content can be in.
type TreeError struct {
	Path, Reason string
	Commit       *Commit // which has it, without files
}

func (e *TreeError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.Reason) }

// trees reads the names of a commit. Folders that were read for the commit
// before are taken from it.
type trees struct {
	objects objects
	known   map[plumbing.Hash]*node
	seen    map[plumbing.Hash]*node
}

func (t *trees) read(id plumbing.Hash, path string, depth int) (*node, error) {
	if n, ok := t.seen[id]; ok {
		return n, nil
	}
	if n, ok := t.known[id]; ok {
		t.keep(n)
		return n, nil
	}
	if depth > maxDepth {
		return nil, &TreeError{Path: path, Reason: fmt.Sprintf("folders are more than %d deep", maxDepth)}
	}
	src, err := contents(t.objects, id)
	if err != nil {
		return nil, fmt.Errorf("the folder %q: %w", path, err)
	}
	entries, err := parseTree(src)
	if err != nil {
		return nil, fmt.Errorf("the folder %q cannot be read: %w", path, err)
	}
	n := &node{id: id, mode: filemode.Dir, children: make([]*node, 0, len(entries)), names: 1}
	for _, e := range entries {
		if err := t.add(n, e, path, depth); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(n.children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(n.children); i++ {
		if n.children[i].name == n.children[i-1].name {
			return nil, &TreeError{Path: join(path, n.children[i].name), Reason: "the folder has this name twice"}
		}
	}
	t.seen[id] = n
	return n, nil
}

// keep takes over a folder of the commit before, with those in it.
func (t *trees) keep(n *node) {
	t.seen[n.id] = n
	for _, c := range n.children {
		if c.dir() && t.seen[c.id] == nil {
			t.keep(&node{id: c.id, mode: c.mode, children: c.children, names: c.names})
		}
	}
}

func (t *trees) add(n, c *node, path string, depth int) error {
	at := join(path, c.name)
	if why := badName(c.name); why != "" {
		return &TreeError{Path: at, Reason: why}
	}
	c.names = 1
	if c.dir() {
		below, err := t.read(c.id, at, depth+1)
		if err != nil {
			return err
		}
		c.children, c.names = below.children, below.names
	}
	if n.names += c.names; n.names > maxNames {
		return &TreeError{Path: at, Reason: fmt.Sprintf("there are more than %d files", maxNames)}
	}
	n.children = append(n.children, c)
	return nil
}

// badName says why no file can have a name. Git's own commands write none of
// these, so whoever did meant it.
func badName(name string) string {
	switch {
	case name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00"):
		return fmt.Sprintf("%q is no name of a file: it leads out of its folder", name)
	case strings.EqualFold(name, ".git"):
		return "a folder in a repository cannot be called .git"
	case !utf8.ValidString(name):
		return "the name of the file is not UTF-8: rename it"
	}
	return ""
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "/" + name
}
