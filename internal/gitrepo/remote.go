package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/plumbing/transport/ssh"
)

const (
	connectTime = 20 * time.Second
	answerTime  = 5 * time.Minute // of all of one question, the files included
)

// remote is a repository on a host.
type remote struct {
	options   Options
	endpoint  *transport.Endpoint
	transport transport.Transport
	here      *fetched
}

func openRemote(o Options, here *fetched) (*remote, error) {
	a := o.Address
	ep, err := transport.NewEndpoint(Address{Scheme: a.Scheme, User: a.User, Host: a.Host, Path: a.Path}.String())
	if err != nil {
		return nil, errors.New("this is no address of a repository: write it as https://git.example.com/team/status.git")
	}
	r := &remote{options: o, endpoint: ep, here: here}
	if a.Scheme == "ssh" {
		r.transport = ssh.NewClient(nil)
		return r, nil
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = answerTime
	r.transport = githttp.NewClient(&http.Client{Transport: t, Timeout: answerTime})
	return r, nil
}

// upload asks the host for the names of its branches, and gives the session in
// which files can be asked for.
func (r *remote) upload(ctx context.Context) (transport.UploadPackSession, *packp.AdvRefs, error) {
	auth, err := r.auth(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := r.transport.NewUploadPackSession(r.endpoint, auth)
	if err != nil {
		return nil, nil, plain(err)
	}
	refs, err := s.AdvertisedReferencesContext(ctx)
	if err != nil {
		s.Close()
		return nil, nil, plain(err)
	}
	return s, refs, nil
}

func (r *remote) head(ctx context.Context) (plumbing.ReferenceName, plumbing.Hash, error) {
	s, refs, err := r.upload(ctx)
	if err != nil {
		return "", plumbing.ZeroHash, err
	}
	defer s.Close()
	name := r.branch(refs)
	if id, ok := refs.References[name.String()]; ok {
		return name, id, nil
	}
	return name, plumbing.ZeroHash, noBranch(name)
}

// branch is the one in the address, or the one that the host's HEAD names.
func (r *remote) branch(refs *packp.AdvRefs) plumbing.ReferenceName {
	if b := r.options.Address.Branch; b != "" {
		return plumbing.NewBranchReferenceName(b)
	}
	for _, link := range refs.Capabilities.Get(capability.SymRef) {
		if target, ok := strings.CutPrefix(link, "HEAD:"); ok {
			return plumbing.ReferenceName(target)
		}
	}
	return plumbing.Main
}

func (r *remote) bring(ctx context.Context, id, from plumbing.Hash, depth int) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	s, refs, err := r.upload(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	if refs.References[r.branch(refs).String()] != id {
		return ErrMoved
	}
	req := packp.NewUploadPackRequestFromCapabilities(refs.Capabilities)
	req.Capabilities.Delete(capability.ThinPack)
	if refs.Capabilities.Supports(capability.NoProgress) {
		_ = req.Capabilities.Set(capability.NoProgress)
	}
	req.Wants = []plumbing.Hash{id}
	if refs.Capabilities.Supports(capability.Shallow) {
		_ = req.Capabilities.Set(capability.Shallow)
		req.Depth = packp.DepthCommits(depth)
	}
	if from != plumbing.ZeroHash {
		req.Haves, req.Shallows = []plumbing.Hash{from}, []plumbing.Hash{from}
	}
	answer, err := s.UploadPack(ctx, req)
	if err != nil {
		return plain(err)
	}
	defer answer.Close()
	return plain(r.take(req, answer))
}

// take reads the objects of an answer.
func (r *remote) take(req *packp.UploadPackRequest, answer io.Reader) error {
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		answer = sideband.NewDemuxer(sideband.Sideband64k, answer)
	case req.Capabilities.Supports(capability.Sideband):
		answer = sideband.NewDemuxer(sideband.Sideband, answer)
	}
	p, err := packfile.NewParserWithStorage(packfile.NewScanner(answer), parsed{r.here})
	if err != nil {
		return err
	}
	_, err = p.Parse()
	return err
}

// plain is an error in words that name neither addresses nor internals.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed), errors.Is(err, transport.ErrRepositoryNotFound):
		return ErrDenied
	case errors.Is(err, transport.ErrEmptyRemoteRepository):
		return ErrEmpty
	case errors.Is(err, transport.ErrEmptyUploadPackRequest):
		return ErrMoved
	}
	return fmt.Errorf("the host did not answer as it should: %w", err)
}
