package gitrepo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
)

// Push puts commits that Make made onto the branch, c the newest of them, if the
// branch is still at the commit that the oldest was made on; else ErrMoved. A
// branch that does not exist yet is begun by a commit on nothing. It may be done
// again: pushing what is there already changes nothing.
func (r *Repository) Push(ctx context.Context, c *Commit) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.push(ctx, c)
	if err != nil {
		return fmt.Errorf("pushing to %s: %w", r.options.Address, err)
	}
	return nil
}

func (r *Repository) push(ctx context.Context, c *Commit) error {
	l, err := r.at.look(ctx)
	if err != nil {
		return err
	}
	branch, at := l.branch(), l.id()
	if err := l.Close(); err != nil {
		return plain(err)
	}
	id := plumbing.NewHash(c.ID)
	if at == id {
		return nil
	}
	base, err := r.base(c)
	if err != nil {
		return err
	}
	if at != base {
		return ErrMoved
	}
	if err := r.at.push(ctx, move{branch: branch, from: base, to: id, made: c.made}); err != nil {
		return err
	}
	pushed := *c
	pushed.made = nil
	r.branch.Store(&branch)
	r.head = &pushed
	return nil
}

// base is the commit below those that were made and not pushed.
func (r *Repository) base(c *Commit) (plumbing.Hash, error) {
	made := map[plumbing.Hash]bool{}
	for _, id := range c.made {
		made[id] = true
	}
	at := plumbing.NewHash(c.ID)
	for made[at] {
		b, err := r.bare(at)
		if err != nil {
			return at, err
		}
		if len(b.parents) == 0 {
			return plumbing.ZeroHash, nil
		}
		at = b.parents[0]
	}
	return at, nil
}

func (r *remote) push(ctx context.Context, m move) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	auth, err := r.auth(ctx)
	if err != nil {
		return err
	}
	s, err := r.transport.NewReceivePackSession(r.endpoint, auth)
	if err != nil {
		return plain(err)
	}
	defer s.Close()
	refs, err := s.AdvertisedReferencesContext(ctx)
	if err != nil {
		return plain(err)
	}
	if refs.References[m.branch.String()] != m.from {
		return ErrMoved
	}
	req := packp.NewReferenceUpdateRequestFromCapabilities(refs.Capabilities)
	for _, c := range []capability.Capability{capability.ReportStatus, capability.Atomic} {
		if refs.Capabilities.Supports(c) {
			_ = req.Capabilities.Set(c)
		}
	}
	req.Commands = []*packp.Command{{Name: m.branch, Old: m.from, New: m.to}}
	pack, err := r.pack(m.made)
	if err != nil {
		return err
	}
	req.Packfile = io.NopCloser(pack)
	report, err := s.ReceivePack(ctx, req)
	if refused := refusal(report); refused != nil {
		return refused
	}
	return plain(err)
}

// pack are objects in the form in which they are sent.
func (r *remote) pack(ids []plumbing.Hash) (io.Reader, error) {
	var b bytes.Buffer
	if _, err := packfile.NewEncoder(&b, parsed{r.here}, false).Encode(ids, 0); err != nil {
		return nil, fmt.Errorf("packing what is to be pushed: %w", err)
	}
	return &b, nil
}

// refusal is what the host says against a push. It tells that the branch has
// moved in words only, of which Git's own are known.
func refusal(report *packp.ReportStatus) error {
	if report == nil {
		return nil
	}
	for _, c := range report.CommandStatuses {
		switch {
		case c.Status == "ok":
		case strings.Contains(c.Status, "fetch first"), strings.Contains(c.Status, "non-fast-forward"),
			strings.Contains(c.Status, "lock"), strings.Contains(c.Status, "incorrect old value"), strings.Contains(c.Status, "stale"):
			return ErrMoved
		default:
			return fmt.Errorf("the host refused the push: %.200s", c.Status)
		}
	}
	return nil
}
