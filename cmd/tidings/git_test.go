package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/gitrepo/gitrepotest"
	"tidings/internal/notify/notifytest"
	"tidings/test/wait"
)

const (
	gitToken  = "t0ken-of-the-host"
	gitSecret = "s3cret-of-the-hook"
)

// gitSite is a host whose repository has the small content, and a working copy.
func gitSite(t *testing.T) (*gitrepotest.Host, *gitrepotest.Copy) {
	t.Helper()
	t.Setenv("TIDINGS_SECRET_MONITOR", monitorSecret)
	t.Setenv("TIDINGS_SECRET_CONTENT", gitToken)
	t.Setenv("TIDINGS_SECRET_CONTENT_HOOK", gitSecret)
	t.Setenv("TIDINGS_SECRET_CONTENT_STATUS", gitToken)
	h := gitrepotest.New(t, gitToken)
	c := gitrepotest.Clone(t, h.Dir)
	c.Push("Begin", smallContent)
	return h, c
}

// pushHook tells the server that somebody has pushed, as GitHub does.
func (s *server) pushHook(t *testing.T, secret, body string) int {
	t.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	req, err := http.NewRequest(http.MethodPost, s.url+"/hooks/content", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-GitHub-Event", "push")
	req.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

const toMain = `{"ref":"refs/heads/main"}`

func incidentText(title string) string {
	return "---\ntitle: " + title + " is slow\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n\n## 2026-11-20T10:00:00Z investigating\nWe look into it.\n"
}

func TestContentComesFromGit(t *testing.T) {
	h, copy := gitSite(t)
	h.Statuses = map[string]string{}
	dir := t.TempDir()
	s := serve(t, dir, "--content", h.URL+"#main", "--content-every", "1h", "--content-host", "gitea", "--allow-private-channels")
	s.eventually(t, "/", contains("Documentation"))

	copy.Push("Something is slow", map[string]string{"incidents/2026/slow.md": incidentText("The API")})
	if code := s.pushHook(t, "wrong", toMain); code != http.StatusUnauthorized {
		t.Errorf("a hook with another secret is answered %d", code)
	}
	if code := s.pushHook(t, gitSecret, `{"ref":"refs/heads/other"}`); code != http.StatusAccepted {
		t.Errorf("a hook for another branch is answered %d", code)
	}
	if _, page := s.get("/"); strings.Contains(page, "The API is slow") {
		t.Error("a commit is on the page that nobody told of")
	}
	if code := s.pushHook(t, gitSecret, toMain); code != http.StatusAccepted {
		t.Errorf("the hook is answered %d", code)
	}
	s.eventually(t, "/", contains("The API is slow"))

	bad := copy.Push("A mistake", map[string]string{
		"incidents/2026/slow.md": incidentText("Everything"),
		"incidents/bad.md":       strings.Replace(incidentText("x"), "minor", "huge", 1),
	})
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/healthz", contains("commit "+bad[:10]))
	page := asOperator(t, dir, s.url+"/admin/content")
	for _, says := range []string{`<bdi>A mistake</bdi></strong><br>Commit <code title="` + bad + `">` + bad[:10] + "</code> by <bdi>Ada Example</bdi> holds a mistake", "<bdi>incidents/bad.md:3:9</bdi>", "use one of none, minor", "#main", "posted here stay here"} {
		if !strings.Contains(page, says) {
			t.Errorf("the dashboard does not say %q:\n%s", says, page)
		}
	}
	h.Until(func() bool { return strings.HasPrefix(h.Statuses[bad], "failure incidents/bad.md:3:9: ") })
	s.logs(t, "incidents/bad.md:3:9")
	if _, page := s.get("/"); !strings.Contains(page, "The API is slow") {
		t.Error("the site did not stay as it was")
	}

	copy.Git("mv", "incidents/2026/slow.md", "incidents/slow.md")
	mended := copy.Push("Mend, and move", map[string]string{"incidents/bad.md": ""})
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/", contains("Everything is slow"))
	s.eventually(t, "/incidents/slow", contains("Everything is slow"))
	s.eventually(t, "/healthz", lacks("commit"))
	h.Until(func() bool { return h.Statuses[mended] == "success on the page" })

	copy.Git("revert", "--no-edit", "HEAD")
	copy.Git("rm", "--quiet", "incidents/bad.md")
	copy.Push("Take the bad one away again", map[string]string{"incidents/2026/slow.md": ""})
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/", lacks("is slow"))
	s.logs(t, "incident/slow") // is off the page
	if strings.Contains(s.stderr.String(), gitToken) || strings.Contains(s.stderr.String(), gitSecret) {
		t.Error("a secret is in the log")
	}
}

// A start goes on where it was without the host, and takes what came meanwhile
// when the host is there again.
func TestServeWithoutItsGitHost(t *testing.T) {
	h, copy := gitSite(t)
	dir := t.TempDir()
	s := serve(t, dir, "--content", h.URL, "--content-every", "1s")
	s.eventually(t, "/", contains("Documentation"))
	s.kill()
	away := func(*http.Request) { panic(http.ErrAbortHandler) }
	h.Before.Store(&away)
	copy.Push("While nobody looked", map[string]string{"incidents/slow.md": incidentText("The API")})
	s = serve(t, dir, "--content", h.URL, "--content-every", "1s")
	if code, _, err := s.post("monitor", monitorSecret, firing("k", "web")); code != http.StatusAccepted || err != nil {
		t.Errorf("a webhook is answered %d, %v", code, err)
	}
	s.eventually(t, "/", contains("Partial outage"))
	s.eventually(t, "/healthz", contains("not applied"))
	h.Before.Store(nil)
	s.eventually(t, "/", contains("The API is slow"))
	s.eventually(t, "/healthz", lacks("not applied"))
}

// A bare repository of this machine needs neither a host nor a hook.
func TestContentFromABareRepository(t *testing.T) {
	h, copy := gitSite(t)
	s := serve(t, t.TempDir(), "--content", h.Dir, "--content-every", "1s")
	s.eventually(t, "/", contains("Documentation"))
	copy.Push("Something is slow", map[string]string{"incidents/slow.md": incidentText("The API")})
	s.eventually(t, "/", contains("The API is slow"))
	copy.Git("reset", "--quiet", "--hard", "HEAD~1")
	copy.Write(map[string]string{"site.yaml": strings.Replace(smallContent["site.yaml"], "Example", "Rewritten", 1)})
	copy.Commit("Written anew")
	copy.Git("push", "--quiet", "--force", "origin", "HEAD:main")
	s.eventually(t, "/", func(page string) bool {
		return strings.Contains(page, "Rewritten") && !strings.Contains(page, "is slow")
	})
	s.logs(t, "written anew")
}

// freshIncident is a file that people are told of now.
func freshIncident(title, more string) string {
	return "---\ntitle: " + title + "\nimpact: major\n" + more + "---\n\n## " + time.Now().UTC().Add(-time.Minute).Format(time.RFC3339) + " investigating\nWord of it.\n"
}

// The first commit and a history that was written anew tell nobody but where a
// file asks for it; a commit that would send more than the operator allows waits,
// although none of its incidents does on its own.
func TestWhomACommitTells(t *testing.T) {
	h, copy := gitSite(t)
	copy.Push("News before the start", map[string]string{"incidents/first.md": freshIncident("First", "")})
	box, dir := notifytest.Open(t), t.TempDir()
	s := serve(t, dir, "--content", h.URL, "--content-every", "1h", "--smtp", "smtp://"+box.Address, "--mail-limit", "3")
	list := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(list, []byte("email\nann@example.com\nbob@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	enter := exec.Command("tidings", "subscribers", "import", list, "--consent", "a test", "--data", filepath.Join(dir, "data"))
	if out, err := enter.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	apply := func(what string, files map[string]string, page string) {
		t.Helper()
		copy.Push(what, files)
		s.pushHook(t, gitSecret, toMain)
		s.eventually(t, page, contains("Word of it."))
	}
	apply("Two at once", map[string]string{"incidents/one.md": freshIncident("One", ""), "incidents/two.md": freshIncident("Two", "")}, "/incidents/two")
	wait.Until(t, func() bool { return strings.Count(s.stderr.String(), "nobody is told yet") >= 2 }, func() string {
		return fmt.Sprintf("the log does not say that both wait:\n%s", s.stderr)
	})
	apply("One alone", map[string]string{"incidents/alone.md": freshIncident("Alone", "")}, "/incidents/alone")
	for _, who := range []string{"ann@example.com", "bob@example.com"} {
		if got := box.Wait(t, who, 1); len(got) != 1 || !strings.Contains(got[0].Subject, "Alone") {
			t.Errorf("%s was told of %v", who, got[0].Subject)
		}
	}
	copy.Git("commit", "--quiet", "--amend", "--message", "Written anew")
	copy.Write(map[string]string{"incidents/quiet.md": freshIncident("Quiet", ""), "incidents/loud.md": freshIncident("Loud", "notify: true\n")})
	copy.Commit("More")
	copy.Git("push", "--quiet", "--force", "origin", "HEAD:main")
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/incidents/quiet", contains("Word of it."))
	for _, who := range []string{"ann@example.com", "bob@example.com"} {
		if got := box.Wait(t, who, 2); len(got) != 2 || !strings.Contains(got[1].Subject, "Loud") {
			t.Errorf("after a rewrite %s was told of %v", who, got[len(got)-1].Subject)
		}
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if n := box.Count(); n != 4 {
		t.Errorf("%d messages went out, want 4", n)
	}
}

// asOperator is a page of the dashboard as somebody sees it who may read all.
func asOperator(t *testing.T, dir, address string) string {
	t.Helper()
	p := newOperator(t)
	link := strings.TrimSpace(tidings(t, dir, "", "user", "add", "eve@example.com", "--role", "view"))
	p.opens(303, link, "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	resp, err := p.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Content may be a folder of a repository whose branch is called as it likes,
// and whose host comes and goes; a repository without a commit, or without the
// branch, says so and is no content.
func TestContentInAFolderOfAnyBranch(t *testing.T) {
	h, _ := gitSite(t)
	bare := filepath.Join(t.TempDir(), "other.git")
	gitrepotest.Git(t, t.TempDir(), "init", "--quiet", "--bare", "--initial-branch=master", bare)
	if _, err := startServer(t.TempDir(), nil, "--content", bare); err == nil || !strings.Contains(err.Error(), "there is no branch master") {
		t.Errorf("an empty repository is taken: %v", err)
	}
	if _, err := startServer(t.TempDir(), nil, "--content", h.URL+"#nowhere"); err == nil || !strings.Contains(err.Error(), "there is no branch nowhere") {
		t.Errorf("a branch that is not there is taken: %v", err)
	}
	t.Setenv("TIDINGS_SECRET_CONTENT", "an0ther-t0ken")
	if _, err := startServer(t.TempDir(), nil, "--content", h.URL); err == nil || !strings.Contains(err.Error(), "does not let us in") || strings.Contains(err.Error(), "an0ther") {
		t.Errorf("with another token: %v", err)
	}
	copy := gitrepotest.Clone(t, bare)
	below := map[string]string{"README.md": "No content.\n", "incidents/not-content.md": "No front matter.\n"}
	for name, text := range smallContent {
		below["status/page/"+name] = text
	}
	copy.Write(below)
	copy.Commit("Begin")
	copy.Git("push", "--quiet", "origin", "HEAD:master")
	s := serve(t, t.TempDir(), "--content", bare+"#:status/page", "--content-every", "1s")
	s.eventually(t, "/", contains("Documentation"))
	if err := os.Rename(bare, bare+".away"); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "/healthz", contains("not applied"))
	if err := os.Rename(bare+".away", bare); err != nil {
		t.Fatal(err)
	}
	copy.Write(map[string]string{"status/page/incidents/slow.md": incidentText("The API"), "README.md": "Nor this.\n"})
	copy.Commit("Something is slow")
	copy.Git("push", "--quiet", "origin", "HEAD:master")
	s.eventually(t, "/", contains("The API is slow"))
	s.eventually(t, "/healthz", lacks("not applied"))
}
