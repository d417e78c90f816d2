package gitrepo

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// Draft is a commit that is to be made.
type Draft struct {
	On      *Commit           // the commit before it; nil for the first of a branch
	Files   map[string][]byte // by path from the repository's root; nil bytes delete
	Whole   bool              // the files are all there are: nothing of On stays
	Author  Person
	At      time.Time
	Message string
}

// Make makes a commit, which nobody sees before it is pushed. All files that the
// draft does not name stay as they are in On.
func (r *Repository) Make(d Draft) (*Commit, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	w := writer{objects: r.objects}
	root := &node{mode: filemode.Dir}
	if d.On != nil && !d.Whole {
		root = d.On.root
	}
	for _, at := range slices.Sorted(maps.Keys(d.Files)) {
		if at != path.Clean(at) || strings.HasPrefix(at, "/") || slices.ContainsFunc(strings.Split(at, "/"), func(n string) bool { return badName(n) != "" }) {
			return nil, fmt.Errorf("%q is no path of a file", at)
		}
		next, err := w.put(root, at, d.Files[at])
		if err != nil {
			return nil, err
		}
		root = next
	}
	tree, err := w.tree(root)
	if err != nil {
		return nil, err
	}
	id, err := w.write(plumbing.CommitObject, formatCommit(d, tree))
	if err != nil {
		return nil, err
	}
	c, err := r.bare(id)
	if err != nil {
		return nil, err
	}
	c.root, c.made = root, w.made
	if d.On != nil {
		c.made = append(slices.Clone(d.On.made), w.made...) // of commits that are not pushed either
	}
	return &c.Commit, nil
}

// writer writes objects and remembers which.
type writer struct {
	objects objects
	made    []plumbing.Hash
}

// put is a folder with a file put into it or deleted; the folder itself is not
// changed. Its id is zero until tree gives it one.
func (w *writer) put(folder *node, at string, content []byte) (*node, error) {
	name, rest, below := strings.Cut(at, "/")
	next := &node{name: folder.name, mode: filemode.Dir, children: slices.Clone(folder.children)}
	old, there := folder.child(name)
	var entry *node
	var err error
	switch {
	case below && there && old.dir():
		entry, err = w.put(old, rest, content)
	case below && content != nil:
		entry, err = w.put(&node{name: name, mode: filemode.Dir}, rest, content)
	case !below && content != nil:
		entry = &node{name: name, mode: filemode.Regular}
		if there && old.mode == filemode.Executable {
			entry.mode = old.mode
		}
		entry.id, err = w.write(plumbing.BlobObject, content)
	}
	if err != nil {
		return nil, err
	}
	next.children = slices.DeleteFunc(next.children, func(c *node) bool { return c.name == name })
	if entry != nil && !(entry.dir() && len(entry.children) == 0) {
		next.children = append(next.children, entry)
	}
	slices.SortFunc(next.children, func(a, b *node) int { return strings.Compare(a.name, b.name) })
	return next, nil
}

func (w *writer) write(kind plumbing.ObjectType, content []byte) (plumbing.Hash, error) {
	o := &plumbing.MemoryObject{}
	o.SetType(kind)
	if _, err := o.Write(content); err != nil {
		return plumbing.ZeroHash, err
	}
	id := o.Hash()
	w.made = append(w.made, id)
	return id, w.objects.add(o)
}

// tree writes the folders that have no id yet.
func (w *writer) tree(n *node) (plumbing.Hash, error) {
	if n.id != plumbing.ZeroHash {
		return n.id, nil
	}
	n.names = 1
	for _, c := range n.children {
		if c.dir() {
			if _, err := w.tree(c); err != nil {
				return plumbing.ZeroHash, err
			}
		} else if c.names == 0 {
			c.names = 1
		}
		n.names += c.names
	}
	entries := slices.SortedFunc(slices.Values(n.children), func(a, b *node) int { return strings.Compare(sortName(a), sortName(b)) })
	var err error
	n.id, err = w.write(plumbing.TreeObject, formatTree(entries))
	return n.id, err
}

// sortName is by what Git sorts the entries of a folder.
func sortName(n *node) string {
	if n.dir() {
		return n.name + "/"
	}
	return n.name
}
