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
	// look asks where the branch stands.
	look(ctx context.Context) (look, error)
	// push moves the branch from one commit to another, or fails with ErrMoved.
	push(ctx context.Context, m move) error
}

// look is a repository as it was when it was asked. A branch without a commit
// has no id.
type look interface {
	branch() plumbing.ReferenceName
	id() plumbing.Hash
	// bring has the newest commit with its files, and so many commits in all,
	// among the objects, but for what belongs to from, a commit that is there
	// already, or to those before it; from may be zero. Where it is the newest, only
	// the commits are needed. It may be called once.
	bring(ctx context.Context, from plumbing.Hash, depth int) error
	Close() error
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
	l, err := r.look(ctx)
	if err != nil {
		return "", fmt.Errorf("asking %s for its newest commit: %w", r.options.Address, err)
	}
	return l.id().String(), l.Close()
}

// look asks where the branch stands, which has to have a commit.
func (r *Repository) look(ctx context.Context) (look, error) {
	l, err := r.at.look(ctx)
	if err != nil {
		return nil, err
	}
	name := l.branch()
	r.branch.Store(&name)
	if l.id() == plumbing.ZeroHash {
		return nil, errors.Join(fmt.Errorf("%w: there is no branch %s", ErrEmpty, name.Short()), l.Close())
	}
	return l, nil
}

// Fetch is the newest commit of the branch. It costs one question where the
// branch has not moved since the last.
func (r *Repository) Fetch(ctx context.Context) (*Commit, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	for last := plumbing.ZeroHash; ; {
		c, at, failed := r.fetch(ctx)
		if failed == nil {
			return c, nil
		}
		if err = failed; at == last || at == plumbing.ZeroHash {
			break // only a push while we were asking is worth asking again
		}
		last = at
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

// fetch also gives where the branch was, if only that could be learnt.
func (r *Repository) fetch(ctx context.Context) (*Commit, plumbing.Hash, error) {
	l, err := r.look(ctx)
	if err != nil {
		return nil, plumbing.ZeroHash, err
	}
	defer l.Close()
	if r.head != nil && r.head.ID == l.id().String() {
		return r.head, l.id(), nil
	}
	c, err := r.next(ctx, l)
	if err != nil {
		return nil, l.id(), err
	}
	r.head = c
	return c, l.id(), nil
}

// next brings the newest commit, by what is new since the one before it where
// that is enough.
func (r *Repository) next(ctx context.Context, l look) (*Commit, error) {
	if r.head == nil {
		return r.whole(ctx, l)
	}
	if err := l.bring(ctx, plumbing.NewHash(r.head.ID), reaches[0]); err != nil {
		return nil, err
	}
	c, err := r.commit(l.id())
	if err == nil && r.complete(c) {
		return c, nil
	}
	if err != nil && !errors.Is(err, ErrGone) {
		return nil, err
	}
	again, err := r.look(ctx)
	if err != nil {
		return nil, err
	}
	defer again.Close()
	return r.whole(ctx, again)
}

func (r *Repository) whole(ctx context.Context, l look) (*Commit, error) {
	if err := l.bring(ctx, plumbing.ZeroHash, 1); err != nil {
		return nil, err
	}
	return r.commit(l.id())
}

// complete reports whether the bytes of all that has changed are here. The host
// leaves out what we seem to have: also what stood in older commits, or was
// forgotten since.
func (r *Repository) complete(c *Commit) bool {
	for _, x := range Changes(r.head, c) {
		if x.Now == "" {
			continue
		}
		if _, err := r.objects.size(plumbing.NewHash(x.Now)); errors.Is(err, ErrGone) {
			return false
		}
	}
	return true
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
