package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"golang.org/x/crypto/ssh"
)

// tokenUser is the name that goes with a token where the address has none. Most
// hosts take any; Bitbucket wants this one.
const tokenUser = "x-token-auth"

// auth proves who we are, by the secret as it is now.
func (r *remote) auth(ctx context.Context) (transport.AuthMethod, error) {
	secret, err := r.options.Secret(ctx)
	if err != nil {
		return nil, err
	}
	if r.options.Address.Scheme == "ssh" {
		return r.key(secret)
	}
	if secret == "" {
		return nil, nil
	}
	user := r.options.Address.User
	if user == "" {
		user = tokenUser
	}
	return &githttp.BasicAuth{Username: user, Password: strings.TrimSpace(secret)}, nil
}

// key is for ssh: the host has to be a known one.
func (r *remote) key(secret string) (transport.AuthMethod, error) {
	user := r.options.Address.User
	if user == "" {
		user = "git"
	}
	var files []string
	if r.options.KnownHosts != "" {
		files = []string{r.options.KnownHosts}
	}
	known, err := gitssh.NewKnownHostsDb(files...)
	if err != nil {
		return nil, fmt.Errorf("the file of known hosts cannot be read: write the host's key to it, as ssh-keyscan prints it, and compare it with what the host publishes")
	}
	port := r.options.Address.Host
	if !strings.Contains(port, ":") {
		port += ":22"
	}
	if secret == "" {
		return nil, errors.New("ssh needs a private key: give it as the secret that content is fetched with")
	}
	signer, err := ssh.ParsePrivateKey([]byte(strings.TrimSpace(secret) + "\n"))
	if err != nil {
		return nil, errors.New("the secret that content is fetched with is no private key in PEM without a pass phrase")
	}
	return &pinned{user: user, signer: signer, config: ssh.ClientConfig{
		HostKeyCallback: known.HostKeyCallback(), HostKeyAlgorithms: known.HostKeyAlgorithms(port),
	}}, nil
}

// pinned proves who we are by a key, to a host whose key is known.
type pinned struct {
	user   string
	signer ssh.Signer
	config ssh.ClientConfig
}

var _ gitssh.AuthMethod = (*pinned)(nil)

func (p *pinned) Name() string   { return "ssh-public-keys" }
func (p *pinned) String() string { return "user: " + p.user + ", " + p.Name() }

// ClientConfig implements ssh.AuthMethod of go-git.
func (p *pinned) ClientConfig() (*ssh.ClientConfig, error) {
	c := p.config
	c.User, c.Timeout = p.user, connectTime
	c.Auth = []ssh.AuthMethod{ssh.PublicKeys(p.signer)}
	return &c, nil
}
