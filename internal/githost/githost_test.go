package githost_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/githost"
	"tidings/internal/notify/outbound"
)

const commit = "0123456789012345678901234567890123456789"

// asked is what a host was asked.
type asked struct{ Path, Authorization, State, Context, Description string }

func TestStatusesAsEachHostWantsThem(t *testing.T) {
	for kind, want := range map[githost.Kind]asked{
		githost.GitHub: {"/api/v3/repos/team/status/statuses/" + commit, "Bearer t0ken", "failure", "tidings", "a.md:3:1: wrong"},
		githost.GitLab: {"/api/v4/projects/team%2Fstatus/statuses/" + commit, "Bearer t0ken", "failed", "tidings", "a.md:3:1: wrong"},
		githost.Gitea:  {"/api/v1/repos/team/status/statuses/" + commit, "token t0ken", "failure", "tidings", "a.md:3:1: wrong"},
	} {
		var got asked
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			json.NewDecoder(r.Body).Decode(&got)
			got.Path, got.Authorization = r.URL.EscapedPath(), r.Header.Get("Authorization")
			w.WriteHeader(http.StatusCreated)
		}))
		s := statuses(kind, srv.URL, "t0ken")
		if err := s.Set(t.Context(), commit, false, "a.md:3:1: wrong"); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
		if err := s.Set(t.Context(), commit, true, strings.Repeat("ü", 200)); err != nil || got.State != "success" || len([]rune(got.Description)) != 140 {
			t.Errorf("%s: %v, %+v", kind, err, got)
		}
		srv.Close()
	}
}

func TestTokensThatAreRefusedAndThatAreNot(t *testing.T) {
	calls := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.WriteHeader(http.StatusForbidden)
	}))
	defer srv.Close()
	if err := statuses(githost.GitHub, srv.URL, "").Set(t.Context(), commit, true, ""); err != nil || calls > 0 {
		t.Errorf("without a token: %v, %d calls", err, calls)
	}
	err := statuses(githost.GitHub, srv.URL, "t0ken").Set(t.Context(), commit, true, "")
	if !errors.Is(err, githost.ErrRefused) || strings.Contains(err.Error(), "t0ken") {
		t.Errorf("a refusal: %v", err)
	}
}

func TestGuess(t *testing.T) {
	for name, want := range map[string]githost.Kind{
		"github.com": githost.GitHub, "GitLab.com": githost.GitLab, "gitlab.example.com": githost.GitLab,
		"codeberg.org": githost.Gitea, "git.example.com": githost.Unknown, "notgithub.com": githost.Unknown,
	} {
		if got := githost.Guess(name); got != want {
			t.Errorf("%s is taken for %q, want %q", name, got, want)
		}
	}
}

func statuses(kind githost.Kind, base, token string) *githost.Statuses {
	return &githost.Statuses{Kind: kind, Base: base, Path: "team/status", Client: outbound.New(true),
		Token: func(context.Context) (string, error) { return token, nil }}
}
