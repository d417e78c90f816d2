package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/gitrepo/gitrepotest"
	"tidings/test/wait"
)

// Whatever is posted, pushed, moved, rewritten and killed in whatever order: in
// the end file and page say the same, and every text that was said stands there
// once.
func TestSoakPostsAndPushesInAnyOrder(t *testing.T) {
	seed := uint64(20261122)
	h, copy, s, token, restart := bothWays(t)
	b := &bothSides{T: t, host: h, copy: copy, server: s, token: token, restart: restart, random: rand.New(rand.NewPCG(seed, 3))}
	b.open()
	steps := []func(){b.post, b.post, b.post, b.append, b.append, b.open, b.write, b.reword, b.retitle, b.rename, b.move, b.amend, b.alarm, b.crash}
	for range 4 * kills(t) {
		steps[b.random.IntN(len(steps))]()
	}
	b.copy.Git("commit", "--quiet", "--allow-empty", "--message", "Have the alarms written too")
	b.push(func() {})
	b.agree()
	t.Logf("seed %d; %d texts in %d incidents", seed, len(b.said), len(b.ids))
}

// bothSides are people who post to a program and people who push to its repository.
type bothSides struct {
	*testing.T
	host    *gitrepotest.Host
	copy    *gitrepotest.Copy
	server  *server
	token   string
	restart func() *server
	random  *rand.Rand
	ids     []string
	said    []string
	n       int
	alarms  int
}

func (b *bothSides) text() string {
	b.n++
	text := fmt.Sprintf("Word %d is said.", b.n)
	b.said = append(b.said, text)
	return text
}

func (b *bothSides) id() string { return b.ids[b.random.IntN(len(b.ids))] }

func (b *bothSides) crash() {
	b.server.kill()
	b.server = b.restart()
}

// sends posts to the API until it is not busy with a commit. It may be refused,
// where a file owns what it would change.
func (b *bothSides) sends(method, path string, body any) {
	b.Helper()
	src, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	answer := ""
	wait.Until(b, func() bool {
		req, err := http.NewRequest(method, b.server.url+path, strings.NewReader(string(src)))
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Cachet-Token", b.token)
		req.Header.Set("Idempotency-Key", fmt.Sprint("step-", b.n))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		resp.Body.Close()
		switch answer = resp.Status; resp.StatusCode {
		case http.StatusServiceUnavailable:
			return false
		case http.StatusOK, http.StatusForbidden:
			return true
		}
		b.Fatalf("%s %s is answered %s", method, path, answer)
		return false
	}, func() string { return fmt.Sprintf("%s %s is answered %s\n%s", method, path, answer, b.server.stderr) })
}

func (b *bothSides) post() {
	b.sends(http.MethodPost, "/api/v1/incidents/"+b.id()+"/updates", map[string]any{"status": 2, "message": b.text()})
}

// many is how many incidents of a kind there are at most: the page's own list of
// them is compared, and it ends at fifty.
const many = 12

func (b *bothSides) open() {
	if len(b.ids) >= many {
		b.post()
		return
	}
	title := fmt.Sprintf("Number %d", len(b.ids))
	b.ids = append(b.ids, b.server.postIncident(b.T, b.token, title, b.text()))
}

func (b *bothSides) rename() {
	b.n++
	b.sends(http.MethodPut, "/api/v1/incidents/"+b.id(), map[string]any{"name": fmt.Sprintf("Posted title %d", b.n)})
}

// alarm has a monitor speak: what it says opens an incident and ends it.
func (b *bothSides) alarm() {
	if b.alarms++; b.alarms > 2*many {
		b.post()
		return
	}
	b.n++
	body := firing(fmt.Sprint("k", b.n), "api")
	if b.random.IntN(2) == 0 {
		body = cleared("k", "api")
	}
	if code, _, err := b.server.post("monitor", monitorSecret, body); err != nil || code != http.StatusAccepted {
		b.Fatalf("an alarm is answered %d, %v", code, err)
	}
}

// push has somebody change the working copy as the branch is now, and push that,
// however often others push first.
func (b *bothSides) push(change func(), force ...string) {
	b.Helper()
	for range 200 {
		b.copy.Git("fetch", "--quiet", "origin", "main")
		b.copy.Git("reset", "--quiet", "--hard", "origin/main")
		change()
		b.copy.Git("add", "--all")
		if _, err := gitrepotest.Try(b.copy.Dir, "diff", "--cached", "--quiet"); err != nil {
			b.copy.Git("commit", "--quiet", "--message", "By hand")
		}
		if _, err := gitrepotest.Try(b.copy.Dir, append([]string{"push", "--quiet", "origin", "HEAD:main"}, force...)...); err == nil {
			return
		}
	}
	b.Fatal("others always pushed first")
}

// edit changes one incident's file, if any is in the repository yet.
func (b *bothSides) edit(change func(name, text string)) {
	b.push(func() {
		files := strings.Fields(b.copy.Git("ls-files", "incidents"))
		if len(files) == 0 {
			return
		}
		name := files[b.random.IntN(len(files))]
		text, err := os.ReadFile(filepath.Join(b.copy.Dir, name))
		if err != nil {
			b.Fatal(err)
		}
		change(name, string(text))
	})
}

func (b *bothSides) append() {
	text := ""
	b.edit(func(name, old string) {
		if text == "" {
			text = b.text()
		}
		now := time.Now().UTC().Format(time.RFC3339Nano)
		b.copy.Write(map[string]string{name: strings.TrimRight(old, "\n") + "\n\n## " + now + " investigating\n\n" + text + "\n"})
	})
}

func (b *bothSides) write() {
	if len(b.ids) >= 2*many {
		b.append()
		return
	}
	id, text := fmt.Sprint("by-hand-", b.n), b.text()
	b.ids = append(b.ids, id)
	b.push(func() {
		b.copy.Write(map[string]string{"incidents/" + id + ".md": "---\ntitle: By hand # a comment\nimpact: minor\n---\n\n## " + time.Now().UTC().Format(time.RFC3339) + " investigating\n\n" + text + "\n"})
	})
	b.server.eventually(b.T, "/incidents/"+id, contains(text))
}

var (
	word  = regexp.MustCompile(`Word \d+ is (really )*said\.`)
	title = regexp.MustCompile(`(?m)^title: .*$`)
)

// reword changes a text that was said.
func (b *bothSides) reword() {
	was, is := "", ""
	b.edit(func(name, old string) {
		was = word.FindString(old)
		is = strings.Replace(was, "said", "really said", 1)
		b.copy.Write(map[string]string{name: strings.Replace(old, was, is, 1)})
	})
	for i := range b.said {
		if b.said[i] == was && was != "" {
			b.said[i] = is
		}
	}
}

func (b *bothSides) retitle() {
	b.n++
	b.edit(func(name, old string) {
		b.copy.Write(map[string]string{name: title.ReplaceAllString(old, fmt.Sprintf("title: Pushed title %d", b.n))})
	})
}

func (b *bothSides) move() {
	b.edit(func(name, old string) {
		b.copy.Write(map[string]string{name: "", fmt.Sprintf("incidents/moved/%s", path.Base(name)): old})
	})
}

// amend rewrites the newest commit.
func (b *bothSides) amend() {
	b.push(func() {
		b.copy.Git("commit", "--quiet", "--amend", "--message", fmt.Sprint("Another word for it ", b.n))
	}, "--force-with-lease")
}

// agree waits until the page and the files say the same, and looks for every text.
func (b *bothSides) agree() {
	b.Helper()
	page, files := "", ""
	wait.Until(b, func() bool {
		page, files = b.says(filepath.Join(b.server.cmd.Dir, "data", "site")), b.says(b.built())
		return page == files && b.missing(page) == ""
	}, func() string {
		return fmt.Sprintf("page and files do not come to say the same; not said once: %q (-page +files):\n%s\n%s", b.missing(page), cmp.Diff(page, files), b.server.stderr)
	})
}

// missing is a text that does not stand in a page once.
func (b *bothSides) missing(page string) string {
	for _, text := range b.said {
		if strings.Count(page, text) != 1 {
			return text
		}
	}
	return ""
}

// built is the site that the repository alone makes.
func (b *bothSides) built() string {
	b.Helper()
	out := filepath.Join(b.server.cmd.Dir, "built")
	cmd := exec.Command("tidings", "build", "--content", b.host.URL, "--out", out, "--as-of", time.Now().UTC().Add(time.Second).Format(time.RFC3339))
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, text)
	}
	return out
}

// says is what a site says of its incidents, without how it came to say it: that
// a text was edited only a program knows that saw both.
func (b *bothSides) says(site string) string {
	b.Helper()
	src, err := os.ReadFile(filepath.Join(site, "api", "v2", "incidents.json"))
	if err != nil {
		b.Fatal(err)
	}
	var list struct {
		Incidents []struct {
			Name, Status, Impact, Shortlink string
			Updates                         []struct{ Status, Body, Created string } `json:"incident_updates"`
		}
	}
	if err := json.Unmarshal(src, &list); err != nil {
		b.Fatal(err)
	}
	return strings.ReplaceAll(fmt.Sprintf("%+v", list.Incidents), "} ", "}\n")
}
