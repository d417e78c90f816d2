package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
)

var (
	// ErrEmpty says that the repository, or the branch, has no commit yet.
	ErrEmpty = errors.New("the branch has no commit")
	// ErrMoved says that the branch is no longer where a push thinks it is.
	ErrMoved = errors.New("somebody else has pushed meanwhile")
	// ErrDenied says that the host wants other credentials. It does not tell
	// that from a repository that does not exist.
	ErrDenied = errors.New("the host does not let us in, or there is no such repository")
)

// Options say how a repository is reached.
type Options struct {
	Address Address
	// Secret gives what proves who we are: a token for https, a private key in
	// PEM for ssh; empty for nothing. It is asked each time. May be nil.
	Secret func(ctx context.Context) (string, error)
	// KnownHosts names a file of host keys for ssh; empty for those that the
	// ssh command of this user knows.
	KnownHosts string
}

// Repository is a branch of a repository. Its methods may be called from many
// goroutines; those that reach it wait for each other.
type Repository struct {
	options Options
	mu      sync.Mutex
	at      place
	objects objects
	branch  atomic.Pointer[plumbing.ReferenceName] // as it was found last
	head    *Commit                                // the same
	trees   map[plumbing.Hash]*node
}

// place is where the repository lives.
type place interface {
	// head is the branch's name and where it stands. A name without a commit is
	// ErrEmpty.
	head(ctx context.Context) (plumbing.ReferenceName, plumbing.Hash, error)
	// bring has the newest commit of a branch with its files, and so many
	// commits below it, among the objects; from is a commit that is there
	// already, or zero.
	bring(ctx context.Context, id, from plumbing.Hash, depth int) error
	// push moves the branch from one commit to another, or fails with ErrMoved.
	push(ctx context.Context, m move) error
}

// move is a push: the new commit and what is new for it.
type move struct {
	branch   plumbing.ReferenceName
	from, to plumbing.Hash // from is zero for a new branch
	made     []plumbing.Hash
}

// Open is a repository that nothing has been asked of yet: the first Fetch says
// whether it is there.
func Open(o Options) (*Repository, error) {
	if o.Secret == nil {
		o.Secret = func(context.Context) (string, error) { return "", nil }
	}
	r := &Repository{options: o}
	if o.Address.Local() {
		l, err := openLocal(o.Address)
		if err != nil {
			return nil, err
		}
		r.at, r.objects = l, l.stored
		return r, nil
	}
	here := newFetched()
	remote, err := openRemote(o, here)
	if err != nil {
		return nil, err
	}
	r.at, r.objects = remote, here
	return r, nil
}

// Address is where the repository is.
func (r *Repository) Address() Address { return r.options.Address }

// Branch is the short name of the branch: the one in the address, else the one
// that the last Fetch found; empty before.
func (r *Repository) Branch() string {
	if b := r.options.Address.Branch; b != "" {
		return b
	}
	if name := r.branch.Load(); name != nil {
		return name.Short()
	}
	return ""
}

// Head is the id of the newest commit of the branch, which is not fetched.
func (r *Repository) Head(ctx context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	branch, id, err := r.at.head(ctx)
	if err != nil {
		return "", fmt.Errorf("asking %s for its newest commit: %w", r.options.Address, err)
	}
	r.branch.Store(&branch)
	return id.String(), nil
}

const tries = 3

// Fetch is the newest commit of the branch. It costs one question where the
// branch has not moved since the last.
func (r *Repository) Fetch(ctx context.Context) (*Commit, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	for range tries {
		var c *Commit
		if c, err = r.fetch(ctx); err == nil {
			return c, nil
		}
		if !errors.Is(err, ErrMoved) {
			break // only a push between our two questions is worth asking again
		}
	}
	return nil, fmt.Errorf("fetching %s: %w", r.options.Address, err)
}

// FetchWhole is Fetch for who needs bytes that Forget has let go of: it asks for
// everything again.
func (r *Repository) FetchWhole(ctx context.Context) (*Commit, error) {
	r.mu.Lock()
	r.head = nil
	r.mu.Unlock()
	return r.Fetch(ctx)
}

func (r *Repository) fetch(ctx context.Context) (*Commit, error) {
	branch, id, err := r.at.head(ctx)
	if err != nil {
		return nil, err
	}
	r.branch.Store(&branch)
	if r.head != nil && r.head.ID == id.String() {
		return r.head, nil
	}
	from := plumbing.ZeroHash
	if r.head != nil {
		from = plumbing.NewHash(r.head.ID)
	}
	if err := r.at.bring(ctx, id, from, 1); err != nil {
		return nil, err
	}
	c, err := r.commit(id)
	if err != nil {
		return nil, err
	}
	r.head = c
	return c, nil
}

// How many commits are looked through for an older one, with what is asked of a
// host in between.
var reaches = []int{50, 1000}

// Descends reports whether a commit came of an earlier one. It is false for one
// that is not among the newest thousand of the branch's, or no longer in the
// repository: then the history was written anew, or as good as.
func (r *Repository) Descends(ctx context.Context, c *Commit, from string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id, old := plumbing.NewHash(c.ID), plumbing.NewHash(from)
	found, all := r.climb(id, old)
	for _, depth := range reaches {
		if found || all {
			break
		}
		err := r.at.bring(ctx, id, id, depth)
		if errors.Is(err, ErrMoved) {
			break // the commit is not the newest any more, and the next is asked about anew
		}
		if err != nil {
			return false, fmt.Errorf("fetching the history of %s: %w", r.options.Address, err)
		}
		found, all = r.climb(id, old)
	}
	return found, nil
}

// climb looks for a commit among those that lead to another, and reports also
// whether it has seen the beginning of all of them.
func (r *Repository) climb(id, old plumbing.Hash) (found, all bool) {
	all = true
	seen := map[plumbing.Hash]bool{id: true}
	for next := []plumbing.Hash{id}; len(next) > 0 && len(seen) <= 10*reaches[len(reaches)-1]; {
		at := next[0]
		next = next[1:]
		if at == old {
			return true, all
		}
		c, err := r.bare(at)
		if err != nil {
			all = false
			continue
		}
		for _, p := range c.parents {
			if !seen[p] {
				seen[p] = true
				next = append(next, p)
			}
		}
	}
	return false, all
}

// Forget lets go of everything but the newest commit, and of the bytes of its
// files but those of some paths. It does nothing where the repository is on this
// machine.
func (r *Repository) Forget(keep func(path string) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	here, ok := r.objects.(*fetched)
	if !ok || r.head == nil {
		return
	}
	ids := map[plumbing.Hash]struct{}{plumbing.NewHash(r.head.ID): {}, r.head.root.id: {}}
	r.head.root.each("", func(at string, n *node) {
		if n.dir() || keep(at) {
			ids[n.id] = struct{}{}
		}
	})
	here.keepOnly(ids)
}
