package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/gitrepo/gitrepotest"
	"tidings/test/wait"
)

// What is posted by API, in the dashboard and by monitors is in the repository:
// built from its address alone, every incident and maintenance has the page that
// the running program made, byte for byte.
func TestGitAloneRebuildsTheArchive(t *testing.T) {
	h, copy, s, token, _ := bothWays(t)
	dir := s.cmd.Dir
	copy.Push("Name where forms lead", map[string]string{"site.yaml": smallContent["site.yaml"] + "dynamic_url: https://forms.example.com\ncontent: {write_back: true}\n"})
	s.eventually(t, "/", contains("forms.example.com"))
	for _, body := range [][]byte{firing("k", "api"), cleared("k", "api")} {
		if code, _, err := s.post("monitor", monitorSecret, body); code != http.StatusAccepted || err != nil {
			t.Fatalf("a webhook is answered %d, %v", code, err)
		}
	}
	s.eventually(t, "/history/"+s.begun(t, "API is down").Format("2006-01"), contains("API is down"))
	id := s.postIncident(t, token, "Logins are slow", "We look *into* it.")
	s.postUpdate(t, token, id, "A bad node was found.\n\n## Not a heading of ours\n\n- one\n- two")
	s.api(t, token, "/schedules", map[string]any{"name": "Disks are changed", "message": "An hour of work.", "status": 0,
		"scheduled_at": time.Now().UTC().Add(72 * time.Hour).Format(time.DateTime), "completed_at": time.Now().UTC().Add(73 * time.Hour).Format(time.DateTime)})
	dashboardPost(t, s, "Nothing but darkness")
	copy.Push("Have all of it written", map[string]string{"README.md": "What monitors do is not waited for then.\n"})
	site := filepath.Join(dir, "data", "site")
	untilWritten(t, copy, 4)
	s.eventually(t, "/incidents/"+id, contains("A bad node was found."))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "rebuilt")
	if said, err := exec.Command("tidings", "build", "--content", h.URL+"#main", "--out", out, "--as-of", time.Now().UTC().Add(time.Second).Format(time.RFC3339)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := entryPages(t, site)
	if len(want) < 4 {
		t.Fatalf("only %d pages were made", len(want))
	}
	if diff := cmp.Diff(want, entryPages(t, out)); diff != "" {
		t.Errorf("the pages that were served and those that Git alone makes (-served +rebuilt):\n%s", diff)
	}
}

// dashboardPost reports an incident in the dashboard, and waits until it is public.
func dashboardPost(t *testing.T, s *server, title string) {
	t.Helper()
	bob := newOperator(t)
	link := strings.TrimSpace(tidings(t, s.cmd.Dir, "", "user", "add", "bob@example.com", "--role", "edit"))
	bob.opens(303, link, "password", "seven otters rent a kayak", "again", "seven otters rent a kayak")
	report, _ := bob.reads(s.url+"/admin/report?c.web=major_outage", nil)
	key := regexp.MustCompile(`name="key" value="([0-9a-f]+)"`).FindStringSubmatch(report)[1]
	bob.reads(s.url+"/admin/report", pairs([]string{"key", key, "title", title, "body", "We see **no light**.", "impact", "critical",
		"state", "investigating", "next", "30", "tell", "yes", "c.web", "major_outage", "do", "publish"}))
	s.eventually(t, "/", contains(title))
}

// untilWritten waits until so many incidents and maintenances are files.
func untilWritten(t *testing.T, c *gitrepotest.Copy, n int) {
	t.Helper()
	wait.Until(t, func() bool {
		c.Git("pull", "--quiet", "--rebase", "origin", "main")
		return len(strings.Fields(c.Git("ls-files", "incidents", "maintenance"))) >= n
	}, func() string { return fmt.Sprintf("not all of %d files are written:\n%s", n, c.Git("ls-files")) })
}

// entryPages are the pages of incidents and maintenances of a site, by path.
func entryPages(t *testing.T, site string) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, folder := range []string{"incidents", "maintenance"} {
		found, err := filepath.Glob(filepath.Join(site, folder, "*.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			pages[folder+"/"+filepath.Base(path)] = string(text)
		}
	}
	return pages
}

// A repository on a host is read with the secret of the environment or of the
// data folder, over HTTPS and SSH; without it, it is said what is missing, and
// never what was tried.
func TestRepositoriesOnHostsAreRead(t *testing.T) {
	h, _ := gitSite(t)
	dir := t.TempDir()
	door := h.SSH()
	check := func(args ...string) (string, error) {
		cmd := exec.Command("tidings", append([]string{"check"}, args...)...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := check("--content", h.URL); err != nil {
		t.Errorf("with the token of the environment: %v\n%s", err, out)
	}
	t.Setenv("TIDINGS_SECRET_CONTENT", "an0ther-t0ken")
	out, err := check("--content", h.URL)
	if err == nil || !strings.Contains(out, "TIDINGS_SECRET_CONTENT") || strings.Contains(out, "an0ther-t0ken") {
		t.Errorf("with another token: %v\n%s", err, out)
	}
	t.Setenv("TIDINGS_SECRET_CONTENT", door.Key)
	if out, err := check("--content", door.Address+"#main", "--content-known-hosts", door.KnownHosts); err != nil {
		t.Errorf("over SSH: %v\n%s", err, out)
	}
	t.Setenv("TIDINGS_SECRET_CONTENT", "")
	if out, err := check("--content", h.URL); err == nil {
		t.Errorf("without a token it is read:\n%s", out)
	}
	tidings(t, dir, "", "token", "create", "--name", "x", "--role", "view") // makes the data folder
	tidings(t, dir, gitToken, "secret", "set", "content")
	if out, err := check("--content", h.URL); err != nil {
		t.Errorf("with the token that is kept: %v\n%s", err, out)
	}
}
