package gitrepo

import (
	"context"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
)

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
		if moved, err := r.deepen(ctx, id, depth); err != nil {
			return false, fmt.Errorf("fetching the history of %s: %w", r.options.Address, err)
		} else if moved {
			break // the next commit is asked about anew
		}
		found, all = r.climb(id, old)
	}
	return found, nil
}

// deepen brings commits below the newest, unless that is another one by now.
func (r *Repository) deepen(ctx context.Context, id plumbing.Hash, depth int) (moved bool, err error) {
	l, err := r.look(ctx)
	if err != nil {
		return false, err
	}
	defer l.Close()
	if l.id() != id {
		return true, nil
	}
	return false, l.bring(ctx, id, depth)
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
