package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"tidings/internal/gitrepo/gitrepotest"
	"tidings/test/wait"
)

// bothWays is a host whose content has posts written back, a working copy, a
// server on it and a token of a person.
func bothWays(t *testing.T) (h *gitrepotest.Host, c *gitrepotest.Copy, s *server, token string, restart func() *server) {
	t.Helper()
	h, c = gitSite(t)
	content := maps.Clone(smallContent)
	content["site.yaml"] += "content: {write_back: true}\n"
	c.Push("Have posts written back", content)
	dir := t.TempDir()
	restart = func() *server { return serve(t, dir, "--content", h.URL+"#main", "--content-every", "1s") }
	s = restart()
	s.eventually(t, "/", contains("Documentation"))
	return h, c, s, newToken(t, dir, "edit", "person"), restart
}

// fileSays waits for a file of the repository to say something.
func fileSays(t *testing.T, c *gitrepotest.Copy, name, want string) string {
	t.Helper()
	text := ""
	wait.Until(t, func() bool {
		c.Git("pull", "--quiet", "--rebase", "origin", "main")
		text, _ = gitrepotest.Try(c.Dir, "show", "HEAD:"+name)
		return strings.Contains(text, want)
	}, func() string { return fmt.Sprintf("%s does not come to say %q:\n%s", name, want, text) })
	return text
}

func TestPostsComeBackToGit(t *testing.T) {
	_, copy, s, token, _ := bothWays(t)
	id := s.postIncident(t, token, "Logins are slow", "We look into it.")
	name := "incidents/" + s.begun(t, "Logins are slow").Format("2006") + "/" + id + ".md"
	fileSays(t, copy, name, "We look into it.")
	if by := copy.Git("log", "-1", "--format=%an <%ae> %B"); !strings.Contains(by, "Tidings-Change: ") || !strings.Contains(by, "@noreply.status.example.com>") {
		t.Errorf("the commit is by %s", by)
	}

	// somebody edits the file while somebody else posts an update
	s.postUpdate(t, token, id, "A bad node was found.")
	before := fileSays(t, copy, name, "A bad node was found.")
	copy.Push("Better words", map[string]string{name: strings.Replace(before, "We look into it.", "We are looking into it.", 1)})
	s.eventually(t, "/incidents/"+id, contains("We are looking into it."))
	s.eventually(t, "/incidents/"+id, contains("A bad node was found."))

	// the file owns it now: an update is added to it
	s.postUpdate(t, token, id, "The node was replaced.")
	after := fileSays(t, copy, name, "The node was replaced.")
	if !strings.Contains(after, "We are looking into it.") {
		t.Errorf("the edit by hand is lost:\n%s", after)
	}
}

func (s *server) postIncident(t *testing.T, token, title, text string) string {
	t.Helper()
	return s.api(t, token, "/incidents", map[string]any{"name": title, "status": 1, "message": text, "components": map[string]string{"api": "degraded_performance"}})
}

func (s *server) postUpdate(t *testing.T, token, id, text string) {
	t.Helper()
	s.api(t, token, "/incidents/"+id+"/updates", map[string]any{"status": 2, "message": text})
}

// api posts to the API and gives the public id of what it answers with.
func (s *server) api(t *testing.T, token, path string, body any) string {
	t.Helper()
	var answer struct {
		Data struct {
			ID string `json:"public_id"`
		}
	}
	if err := json.Unmarshal([]byte(s.asks(t, token, http.MethodPost, path, body)), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Data.ID
}
