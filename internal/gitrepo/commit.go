package gitrepo

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// Person is who wrote a commit.
type Person struct{ Name, Email string }

// Commit is a state of the repository.
type Commit struct {
	ID      string // 40 hexadecimal digits
	Parents []string
	Author  Person
	At      time.Time // when it was committed
	Message string
	root    *node
	objects objects
	made    []plumbing.Hash // what Draft wrote for it
}

// Title is the first line of the message.
func (c *Commit) Title() string {
	title, _, _ := strings.Cut(strings.TrimSpace(c.Message), "\n")
	return title
}

// ErrGone says that an object is not here: it was not fetched, or is no longer
// in the repository.
var ErrGone = errors.New("the repository does not have it")

// ErrTooLarge says that a file is larger than any that is read.
var ErrTooLarge = fmt.Errorf("the file has more than the %d bytes that are read of one in a repository", maxObject)

// commit reads a commit, and all names in its tree.
func (r *Repository) commit(id plumbing.Hash) (*Commit, error) {
	c, err := r.bare(id)
	if err != nil {
		return nil, err
	}
	reader := trees{objects: r.objects, known: r.trees, seen: map[plumbing.Hash]*node{}}
	root, err := reader.read(c.tree, "", 0)
	var odd *TreeError
	if errors.As(err, &odd) {
		odd.Commit = &c.Commit
	}
	if err != nil {
		return nil, fmt.Errorf("commit %.10s: %w", c.ID, err)
	}
	r.trees = reader.seen
	c.root = root
	return &c.Commit, nil
}

// bareCommit is a commit without its files.
type bareCommit struct {
	Commit
	tree    plumbing.Hash
	parents []plumbing.Hash
}

func (r *Repository) bare(id plumbing.Hash) (*bareCommit, error) {
	src, err := contents(r.objects, id)
	if err != nil {
		return nil, fmt.Errorf("commit %.10s: %w", id.String(), err)
	}
	c, err := parseCommit(src)
	if err != nil {
		return nil, fmt.Errorf("commit %.10s cannot be read: %w", id.String(), err)
	}
	c.ID, c.objects = id.String(), r.objects
	return &c, nil
}

// contents are the bytes of an object.
func contents(objects objects, id plumbing.Hash) ([]byte, error) {
	if n, err := objects.size(id); err == nil && n > maxObject {
		return nil, ErrTooLarge
	}
	o, err := objects.get(id)
	if err != nil {
		return nil, err
	}
	r, err := o.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, o.Size())
	_, err = io.ReadFull(r, b)
	return b, err
}
