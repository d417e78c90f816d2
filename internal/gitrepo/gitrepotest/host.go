// Package gitrepotest is a Git host for tests: the git that is installed here,
// behind HTTP and SSH on loopback, and working copies whose commits it makes.
package gitrepotest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tidings/test/wait"
)

// Host has one repository, bare and empty at first.
type Host struct {
	Dir   string // of the repository, on this machine
	URL   string // over HTTP
	Token string // that HTTP asks for; empty for none
	// Before is called before each request over HTTP is answered; may be nil.
	Before   atomic.Pointer[func(*http.Request)]
	Requests atomic.Int64 // over HTTP so far
	Sent     atomic.Int64 // bytes over HTTP so far, headers left out
	// Statuses are those that were set of commits by Gitea's API, as "success on
	// the page", by commit. Nil: there is no such API.
	Statuses map[string]string
	mu       sync.Mutex // of Statuses
	t        testing.TB
}

// New starts a host whose repository has the branch main. A token, if one is
// given, is what it lets people in by.
func New(t testing.TB, token string) *Host {
	t.Helper()
	root := t.TempDir()
	h := &Host{Dir: filepath.Join(root, "status.git"), Token: token, t: t}
	Git(t, root, "init", "--quiet", "--bare", "--initial-branch=main", h.Dir)
	Git(t, h.Dir, "config", "http.receivepack", "true")
	Git(t, h.Dir, "config", "receive.autogc", "false")
	Git(t, h.Dir, "config", "uploadpack.allowFilter", "true")
	exec := strings.TrimSpace(Git(t, root, "--exec-path"))
	backend := &cgi.Handler{
		Path: filepath.Join(exec, "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1"},
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.Requests.Add(1)
		if before := h.Before.Load(); before != nil {
			(*before)(r)
		}
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/v1/repos/status/statuses/") {
			h.setStatus(w, r)
			return
		}
		if _, password, _ := r.BasicAuth(); password != h.Token {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(&counting{w, &h.Sent}, r)
	}))
	t.Cleanup(srv.Close)
	h.URL = srv.URL + "/status.git"
	return h
}

// counting counts the bytes of answers.
type counting struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c *counting) Write(p []byte) (int, error) {
	c.sent.Add(int64(len(p)))
	return c.ResponseWriter.Write(p)
}

func (h *Host) setStatus(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var said struct{ State, Description string }
	if h.Statuses == nil || r.Header.Get("Authorization") != "token "+h.Token || json.NewDecoder(r.Body).Decode(&said) != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	h.Statuses[path.Base(r.URL.Path)] = said.State + " " + said.Description
	w.WriteHeader(http.StatusCreated)
}

// Until waits until something is so of the host, and fails after a time.
func (h *Host) Until(so func() bool) {
	h.t.Helper()
	held := func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return so()
	}
	wait.Until(h.t, held, func() string {
		h.mu.Lock()
		defer h.mu.Unlock()
		return fmt.Sprint("it is not so; statuses: ", h.Statuses)
	})
}

// Head is the commit that a branch of the host is at.
func (h *Host) Head(branch string) string {
	h.t.Helper()
	return strings.TrimSpace(Git(h.t, h.Dir, "rev-parse", branch))
}

// Git runs git in a folder, with a configuration of its own, and gives what it
// prints.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	out, err := Try(dir, args...)
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// Try is Git for what may fail.
func Try(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=gc.auto", "GIT_CONFIG_VALUE_0=0", // nothing tidies up on its own while the test's folders go
		"GIT_AUTHOR_NAME=Ada Example", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada Example", "GIT_COMMITTER_EMAIL=ada@example.com")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
