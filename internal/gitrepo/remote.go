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

// look asks the host for the names of its branches.
func (r *remote) look(ctx context.Context) (look, error) {
	auth, err := r.auth(ctx)
	if err != nil {
		return nil, err
	}
	s, err := r.transport.NewUploadPackSession(r.endpoint, auth)
	if err != nil {
		return nil, plain(err)
	}
	refs, err := s.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		refs, err = packp.NewAdvRefs(), nil
	}
	if err != nil {
		s.Close()
		return nil, plain(err)
	}
	return &remoteLook{remote: r, session: s, refs: refs}, nil
}

// remoteLook is a session with the host, in which files can be asked for.
type remoteLook struct {
	remote  *remote
	session transport.UploadPackSession
	refs    *packp.AdvRefs
}

func (k *remoteLook) Close() error      { return k.session.Close() }
func (k *remoteLook) id() plumbing.Hash { return k.refs.References[k.branch().String()] }

// branch is the one in the address, or the one that the host's HEAD names.
func (k *remoteLook) branch() plumbing.ReferenceName {
	if b := k.remote.options.Address.Branch; b != "" {
		return plumbing.NewBranchReferenceName(b)
	}
	for _, link := range k.refs.Capabilities.Get(capability.SymRef) {
		if target, ok := strings.CutPrefix(link, "HEAD:"); ok {
			return plumbing.ReferenceName(target)
		}
	}
	return plumbing.Main
}

func (k *remoteLook) bring(ctx context.Context, from plumbing.Hash, depth int) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	req := k.request(from, depth)
	answer, err := k.session.UploadPack(ctx, req)
	if err != nil {
		return plain(err)
	}
	defer answer.Close()
	return plain(k.remote.take(req, answer))
}

func (k *remoteLook) request(from plumbing.Hash, depth int) *packp.UploadPackRequest {
	req := packp.NewUploadPackRequestFromCapabilities(k.refs.Capabilities)
	req.Capabilities.Delete(capability.ThinPack) // it tells objects by what we have forgotten
	if k.refs.Capabilities.Supports(capability.NoProgress) {
		_ = req.Capabilities.Set(capability.NoProgress)
	}
	req.Wants = []plumbing.Hash{k.id()}
	if k.refs.Capabilities.Supports(capability.Shallow) {
		_ = req.Capabilities.Set(capability.Shallow)
		req.Depth = packp.DepthCommits(depth)
	}
	switch {
	case from == k.id():
		if k.refs.Capabilities.Supports(capability.Filter) {
			_ = req.Capabilities.Set(capability.Filter)
			req.Filter = packp.FilterTreeDepth(0)
		}
	case from != plumbing.ZeroHash:
		// Not as a shallow one: then hosts send all files again.
		req.Haves = []plumbing.Hash{from}
	}
	return req
}

// take reads the objects of an answer.
func (r *remote) take(req *packp.UploadPackRequest, answer io.Reader) error {
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		answer = sideband.NewDemuxer(sideband.Sideband64k, answer)
	case req.Capabilities.Supports(capability.Sideband):
		answer = sideband.NewDemuxer(sideband.Sideband, answer)
	}
	return unpack(answer, r.here)
}

// plain is an error in words that name neither addresses nor internals.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed), errors.Is(err, transport.ErrRepositoryNotFound):
		return ErrDenied
	case errors.Is(err, transport.ErrEmptyUploadPackRequest):
		return ErrMoved
	}
	return fmt.Errorf("the host did not answer as it should: %w", err)
}
