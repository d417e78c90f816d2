// Package githost tells the host of a Git repository how a commit was taken, so
// that it stands beside the commit: by the commit statuses of GitHub, GitLab, and
// Gitea and Forgejo. It must never know what a commit is about.
package githost

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"tidings/internal/clip"
	"tidings/internal/notify/outbound"
)

// Kind is what sort of host it is.
type Kind string

// The kinds whose statuses we know.
const (
	Unknown Kind = ""
	GitHub  Kind = "github"
	GitLab  Kind = "gitlab"
	Gitea   Kind = "gitea" // also Forgejo
)

// Guess is the kind of a host by its name, Unknown where that says nothing.
func Guess(hostname string) Kind {
	switch name := strings.ToLower(hostname); {
	case name == "github.com" || strings.HasPrefix(name, "github."):
		return GitHub
	case name == "gitlab.com" || strings.HasPrefix(name, "gitlab."):
		return GitLab
	case name == "codeberg.org" || strings.HasPrefix(name, "gitea.") || strings.HasPrefix(name, "forgejo."):
		return Gitea
	}
	return Unknown
}

// Statuses sets the statuses of a repository's commits.
type Statuses struct {
	Kind   Kind
	Base   string // scheme and host, such as https://git.example.com
	Path   string // of the repository: team/status
	Token  func(ctx context.Context) (string, error)
	Client *outbound.Client
}

// label names our statuses among those of others.
const label = "tidings"

// maxText is how much of a description all hosts show, in characters.
const maxText = 140

// Set says how a commit was taken. Without a token it does nothing.
func (s *Statuses) Set(ctx context.Context, commit string, well bool, text string) error {
	token, err := s.Token(ctx)
	if err != nil || token == "" {
		return err
	}
	address, state := s.address(commit), s.state(well)
	body, err := json.Marshal(map[string]string{"state": state, "context": label, "description": clip.Text(text, maxText)})
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the address of the host's statuses cannot be made")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Authorization", s.scheme()+" "+strings.TrimSpace(token))
	answer, err := s.Client.Do(ctx, req)
	switch {
	case err != nil:
		return fmt.Errorf("setting the commit's status: %w", err)
	case answer.Status == http.StatusUnauthorized || answer.Status == http.StatusForbidden || answer.Status == http.StatusNotFound:
		return fmt.Errorf("%w (the host answered %d)", ErrRefused, answer.Status)
	case answer.Status >= 300:
		return fmt.Errorf("setting the commit's status: the host answered %d", answer.Status)
	}
	return nil
}

// ErrRefused says that the token may not do it: trying again is no use.
var ErrRefused = fmt.Errorf("the token may not set statuses of commits")

func (s *Statuses) address(commit string) string {
	base := strings.TrimSuffix(s.Base, "/")
	switch s.Kind {
	case GitLab:
		return base + "/api/v4/projects/" + url.PathEscape(s.Path) + "/statuses/" + commit
	case Gitea:
		return base + "/api/v1/repos/" + s.Path + "/statuses/" + commit
	}
	if base == "https://github.com" {
		return "https://api.github.com/repos/" + s.Path + "/statuses/" + commit
	}
	return base + "/api/v3/repos/" + s.Path + "/statuses/" + commit
}

func (s *Statuses) state(well bool) string {
	switch {
	case well:
		return "success"
	case s.Kind == GitLab:
		return "failed"
	}
	return "failure"
}

func (s *Statuses) scheme() string {
	if s.Kind == Gitea {
		return "token"
	}
	return "Bearer"
}
