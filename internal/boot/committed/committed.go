// Package committed puts content that is committed to a repository together for a
// program, on any machine: the repository, posts that go back into it, and what is
// said of its commits on their host. It must never know where secrets are kept.
package committed

import (
	"context"

	"tidings/internal/gitrepo"
)

// The secrets of a repository.
const (
	fetchSecret  = "content"        // it is fetched with: a token for https, a private key for ssh
	statusSecret = "content-status" // a token that may set statuses of commits; without it none are set
)

// Options say which repository it is and how it is reached.
type Options struct {
	Address    string // as gitrepo.Parse reads it
	KnownHosts string // file of host keys for ssh; empty for the user's own
	Host       string // github, gitlab or gitea; empty: as the host's name says
	Private    bool   // whether the API of the host may have an address that is not public
	// Secret is the value of a secret that is good now; empty for none.
	Secret func(ctx context.Context, name string) (string, error)
}

// Content is content in a repository.
type Content struct {
	options Options
	at      gitrepo.Address
	in      *repository
}

// Open is the content at an address; nil where that is a folder like any other.
// Nothing is asked of it yet.
func Open(o Options) (*Content, error) {
	at, ok, err := gitrepo.Parse(o.Address)
	if err != nil || !ok {
		return nil, err
	}
	r, err := gitrepo.Open(gitrepo.Options{Address: at, KnownHosts: o.KnownHosts, Secret: func(ctx context.Context) (string, error) {
		return o.Secret(ctx, fetchSecret)
	}})
	if err != nil {
		return nil, err
	}
	return &Content{o, at, &repository{Repository: r, folder: at.Folder}}, nil
}
