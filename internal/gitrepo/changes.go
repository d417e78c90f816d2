package gitrepo

import (
	"strings"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// Change is a path that two commits differ in. A file that was renamed is one
// that is gone and one that is new.
type Change struct {
	Path        string
	Before, Now string // ids of the bytes; empty where there is no such file
}

// Changes are the paths in which a commit differs from an earlier one, in order.
// Without an earlier one (nil) all files are new. Folders with one id are not
// looked into.
func Changes(before, now *Commit) []Change {
	var d differ
	empty := &node{}
	from := empty
	if before != nil {
		from = before.root
	}
	d.folders("", from, now.root)
	return d.found
}

type differ struct{ found []Change }

// folders compares what stands in two folders, both in order of names.
func (d *differ) folders(at string, a, b *node) {
	if a.id == b.id && len(a.children) == len(b.children) {
		return
	}
	i, j := 0, 0
	for i < len(a.children) || j < len(b.children) {
		switch order(a.children, b.children, i, j) {
		case -1:
			d.one(at, a.children[i], nil)
			i++
		case 1:
			d.one(at, nil, b.children[j])
			j++
		default:
			d.one(at, a.children[i], b.children[j])
			i++
			j++
		}
	}
}

func order(a, b []*node, i, j int) int {
	switch {
	case i == len(a):
		return 1
	case j == len(b):
		return -1
	}
	return strings.Compare(a[i].name, b[j].name)
}

// one compares what has one name in both; nil where it is not there.
func (d *differ) one(at string, a, b *node) {
	name, folderA, before := a.split()
	nameB, folderB, now := b.split()
	if b != nil {
		name = nameB
	}
	c := Change{Path: join(at, name), Before: before, Now: now}
	if c.Before != c.Now || a != nil && b != nil && a.mode != b.mode && c.Now != "" {
		d.found = append(d.found, c)
	}
	d.folders(c.Path, folderA, folderB)
}

// split is what there is of a folder, and of a file the id. Another repository
// is neither.
func (n *node) split() (name string, folder *node, file string) {
	switch {
	case n == nil:
		return "", &node{}, ""
	case n.dir():
		return n.name, n, ""
	case n.mode == filemode.Submodule:
		return n.name, &node{}, ""
	}
	return n.name, &node{}, n.id.String()
}
