package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/intake"
)

// PushSecret names the secret that the push hook of the content's host has.
const PushSecret = "content-hook"

// Content is what the door for push hooks needs of the program behind it.
type Content interface {
	// HookSecrets are those that a push hook may be signed with now. It returns
	// ErrNoSource where content is not in a repository.
	HookSecrets(ctx context.Context, at time.Time) ([]string, error)
	// Branch is the branch that content is on; empty where only the host knows.
	Branch() string
	// Pushed has the repository asked for a newer commit, soon.
	Pushed(ctx context.Context) error
}

// Push is the door for the push hooks of Git hosts, POST /hooks/content. What a
// hook says is never believed: at most it is a reason to fetch.
type Push struct {
	Content Content
	Now     func() time.Time
	Log     *slog.Logger
	Metrics *Metrics
}

// How hosts prove where a hook comes from, each in a header of its own: GitHub,
// also Gitea and Forgejo; GitLab, which sends its secret as it is, or signs as
// Standard Webhooks has it; Gitea, Forgejo and Gogs; Bitbucket.
var pushProofs = [...]config.Auth{
	{Type: "hmac", Header: "X-Hub-Signature-256", Prefix: "sha256="},
	{Type: "header", Header: "X-Gitlab-Token"},
	{Type: "standard-webhooks", Header: "Webhook-Signature"},
	{Type: "hmac", Header: "X-Forgejo-Signature"},
	{Type: "hmac", Header: "X-Gitea-Signature"},
	{Type: "hmac", Header: "X-Gogs-Signature"},
	{Type: "hmac", Header: "X-Hub-Signature", Prefix: "sha256="},
}

// ServeHTTP answers one request and writes one log line, without its body.
func (p Push) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := p.receive(w, r)
	p.Metrics.Add("tidings_pushes_total", 1, "verdict", v.name)
	p.Log.LogAttrs(r.Context(), slog.LevelInfo, "push hook", slog.String("verdict", v.name), slog.Int("status", v.status))
	if v.status != http.StatusAccepted {
		v.answer(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(v.status)
	json.NewEncoder(w).Encode(map[string]bool{"fetch": v.name == "accepted"})
}

func (p Push) receive(w http.ResponseWriter, r *http.Request) verdict {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return verdict{name: "method", status: http.StatusMethodNotAllowed, detail: "Push hooks are sent by POST."}
	}
	secrets, err := p.Content.HookSecrets(r.Context(), p.Now())
	switch {
	case errors.Is(err, ErrNoSource):
		return verdict{name: "unknown", status: http.StatusNotFound, detail: "The content is not in a repository."}
	case err != nil:
		return later(err)
	case !identity(r.Header):
		return verdict{name: "encoding", status: http.StatusUnsupportedMediaType, detail: "Send the body as it is, without Content-Encoding."}
	case r.ContentLength > maxPush:
		return tooLarge()
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxPush+1))
	switch {
	case err != nil:
		return verdict{name: "broken", status: http.StatusBadRequest, detail: "The body ended early."}
	case len(body) > maxPush:
		return tooLarge()
	case !pushProven(secrets, intake.Request{Header: r.Header, Body: body, Received: p.Now()}):
		return verdict{name: "unauthorized", status: http.StatusUnauthorized, detail: "The credentials are missing or wrong."}
	case !pushConcerns(r.Header, body, p.Content.Branch()):
		return verdict{name: "other branch", status: http.StatusAccepted}
	}
	if err := p.Content.Pushed(r.Context()); err != nil {
		return later(err)
	}
	return verdict{name: "accepted", status: http.StatusAccepted}
}

// maxPush is the longest body of a push hook: as much as is read of a webhook.
const maxPush = MaxHookBytes

func pushProven(secrets []string, r intake.Request) bool {
	for _, proof := range pushProofs {
		if r.Header.Get(proof.Header) != "" && intake.Verify(proof, secrets, r) == nil {
			return true
		}
	}
	return false
}

// pushed is what is read of a hook: of GitHub, GitLab, Gitea and Forgejo first,
// then of Bitbucket's two.
type pushed struct {
	Ref  string `json:"ref"`
	Push struct {
		Changes []struct {
			New *struct {
				Type, Name string
			} `json:"new"`
		} `json:"changes"`
	} `json:"push"`
	Changes []struct {
		Ref struct {
			ID string `json:"id"`
		} `json:"ref"`
	} `json:"changes"`
}

// pushConcerns reports whether a hook may speak of a branch. One that says
// nothing of branches may.
func pushConcerns(h http.Header, body []byte, branch string) bool {
	if h.Get("X-GitHub-Event") == "ping" {
		return false
	}
	if form, err := url.ParseQuery(string(body)); err == nil && strings.HasPrefix(h.Get("Content-Type"), "application/x-www-form-urlencoded") {
		body = []byte(form.Get("payload"))
	}
	var p pushed
	if json.Unmarshal(body, &p) != nil {
		return true
	}
	refs := p.refs()
	for _, ref := range refs {
		if name, ok := strings.CutPrefix(ref, "refs/heads/"); ok && (branch == "" || name == branch) {
			return true
		}
	}
	return len(refs) == 0
}

func (p *pushed) refs() (refs []string) {
	if p.Ref != "" {
		refs = append(refs, p.Ref)
	}
	for _, c := range p.Push.Changes {
		switch {
		case c.New == nil: // a branch was deleted
			refs = append(refs, "")
		case c.New.Type == "branch":
			refs = append(refs, "refs/heads/"+c.New.Name)
		default:
			refs = append(refs, c.New.Name)
		}
	}
	for _, c := range p.Changes {
		refs = append(refs, c.Ref.ID)
	}
	return refs
}
