package gitrepo

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// cacheBytes bounds the objects of a local repository that are kept at hand.
const cacheBytes = 16 << 20

// local is a repository in a folder of this machine.
type local struct {
	inside string
	branch string
	store  *filesystem.Storage
	stored *stored
}

func openLocal(a Address) (*local, error) {
	inside, err := a.inside()
	if err != nil {
		return nil, err
	}
	l := &local{inside: inside, branch: a.Branch, stored: &stored{}}
	l.reopen()
	return l, nil
}

// reopen forgets which packs there are: git has made new ones.
func (l *local) reopen() {
	l.stored.mu.Lock()
	defer l.stored.mu.Unlock()
	if l.store != nil {
		l.store.Close()
	}
	l.store = filesystem.NewStorageWithOptions(osfs.New(l.inside), cache.NewObjectLRU(cacheBytes), filesystem.Options{KeepDescriptors: true})
	l.stored.in = l.store
}

func (l *local) look(context.Context) (look, error) {
	name := plumbing.HEAD
	if l.branch != "" {
		name = plumbing.NewBranchReferenceName(l.branch)
	}
	ref, err := l.store.Reference(name)
	if err == nil && ref.Type() == plumbing.SymbolicReference {
		name = ref.Target()
		ref, err = storer.ResolveReference(l.store, name)
	}
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		if !isBare(l.inside) {
			return nil, errors.New("there is no Git repository any more")
		}
		return localLook{local: l, name: name}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the branch: %w", err)
	}
	return localLook{l, name, ref.Hash()}, nil
}

// localLook is where the branch of a local repository was.
type localLook struct {
	local *local
	name  plumbing.ReferenceName
	at    plumbing.Hash
}

func (k localLook) branch() plumbing.ReferenceName { return k.name }
func (k localLook) id() plumbing.Hash              { return k.at }
func (k localLook) Close() error                   { return nil }

// bring has nothing to fetch, but may have new packs to look into.
func (k localLook) bring(_ context.Context, _ plumbing.Hash, depth int) error {
	if depth > 1 {
		return nil
	}
	k.local.reopen()
	_, err := k.local.stored.get(k.at)
	return err
}

// push moves the branch; what is new was written when it was made.
func (l *local) push(_ context.Context, m move) error {
	l.stored.mu.Lock()
	defer l.stored.mu.Unlock()
	var old *plumbing.Reference
	if m.from != plumbing.ZeroHash {
		old = plumbing.NewHashReference(m.branch, m.from)
	} else if _, err := l.store.Reference(m.branch); err == nil {
		return ErrMoved
	}
	err := l.store.CheckAndSetReference(plumbing.NewHashReference(m.branch, m.to), old)
	if errors.Is(err, storage.ErrReferenceHasChanged) {
		return ErrMoved
	}
	return err
}
