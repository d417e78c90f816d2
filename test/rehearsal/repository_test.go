package rehearsal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"tidings/internal/gitrepo/gitrepotest"
)

const (
	hookSecret = "the-host-signs-by-this"
	gitToken   = "lets-the-stack-in"
)

// followed is a stack whose content is in a repository.
type followed struct {
	*stack
	host *gitrepotest.Host
	ada  *gitrepotest.Copy // who edits it
}

// committed are files of the content where they are in the repository.
func committed(files map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range files {
		all["content/"+name] = text
	}
	return all
}

// follows is a stack that shows the first commit of a repository.
func follows(t *testing.T, files map[string]string) *followed {
	t.Helper()
	f := begun(t, files)
	f.clock()
	if page := f.read("/"); !strings.Contains(page, "Acme") {
		t.Fatalf("the site is not published: %.300s", page)
	}
	return f
}

// begun is a stack whose repository has its first commit, in which there is more than content.
func begun(t *testing.T, files map[string]string) *followed {
	t.Helper()
	host := gitrepotest.New(t, gitToken)
	host.Statuses = map[string]string{}
	f := &followed{host: host, ada: gitrepotest.Clone(t, host.Dir)}
	first := committed(files)
	first["photo"] = noise(400_000)
	f.ada.Push("Begin", first)
	f.stack = newStack(t, "ContentRepository", host.URL, "ContentBranch", "main", "ContentFolder", "content", "ContentHost", "gitea")
	f.parameter("secret/content", gitToken)
	f.parameter("secret/content-status", gitToken)
	f.parameter("secret/content-hook", hookSecret)
	return f
}

// A repository behind SSH is fetched with a key, from a host whose key is a parameter;
// from another host nothing is taken.
func TestARepositoryBehindSSH(t *testing.T) {
	host := gitrepotest.New(t, gitToken)
	ada, door := gitrepotest.Clone(t, host.Dir), host.SSH()
	ada.Push("Begin", content)
	known, err := os.ReadFile(door.KnownHosts)
	if err != nil {
		t.Fatal(err)
	}
	s := newStack(t, "ContentRepository", door.Address)
	s.parameter("secret/content", door.Key)
	s.clock()
	if page := s.read("/"); !strings.HasPrefix(page, "404 ") {
		t.Errorf("the site is published, of a host that nobody knows: %.300s", page)
	}
	s.parameter("known-hosts", string(known))
	s.door("content").kill() // it would believe for a minute that there is none
	s.clock()
	if page := s.read("/"); !strings.Contains(page, "Acme") {
		t.Errorf("the site is not published: %.300s", page)
	}
	if s.log.says("PRIVATE KEY") || !s.log.says("the content's repository cannot be followed now") {
		t.Error("the log says too much or too little")
	}
}

// noise are bytes that no host can send in fewer.
func noise(n int) string {
	random := rand.NewChaCha8([32]byte{1})
	b := make([]byte, n)
	random.Read(b)
	return string(b)
}

// hook has the host call, as GitHub does after a push, and gives what it is answered.
func (f *followed) hook(secret, branch string) (status int) {
	f.t.Helper()
	body := fmt.Sprintf(`{"ref":"refs/heads/%s","before":"%040d","after":"%s","repository":{"full_name":"team/status"},"pusher":{"name":"ada"},"commits":[]}`,
		branch, 0, f.host.Head("main"))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	out, err := f.enter(httpEvent("POST", "/hooks/content", map[string]string{
		"user-agent": "GitHub-Hookshot/044aadd", "x-github-event": "push", "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
		"x-hub-signature-256": "sha256=" + hex.EncodeToString(mac.Sum(nil)),
	}, body))
	f.must(err)
	var r struct{ StatusCode int }
	f.must(json.Unmarshal(out, &r))
	return r.StatusCode
}

// pushes has ada push files, whose host calls, and gives the commit's id.
func (f *followed) pushes(message string, files map[string]string) string {
	f.t.Helper()
	id := f.ada.Push(message, committed(files))
	if status := f.hook(hookSecret, "main"); status != 202 {
		f.t.Errorf("the host's hook is answered %d", status)
	}
	return id
}

// asked is what the host was asked for by something: requests, and bytes it has sent.
func (f *followed) asked(what func()) (requests, bytes int64) {
	f.t.Helper()
	requests, bytes = f.host.Requests.Load(), f.host.Sent.Load()
	what()
	return f.host.Requests.Load() - requests, f.host.Sent.Load() - bytes
}

// says holds that a page of the site has a text, or has it not.
func (f *followed) shows(path, text string, want bool) {
	f.t.Helper()
	if page := f.read(path); strings.Contains(page, text) != want {
		f.t.Errorf("%s says %q: %v, want %v: %.300s", path, text, !want, want, page)
	}
}

func slow(title string) string {
	return "---\ntitle: " + title + "\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n\n## " +
		time.Now().UTC().Add(-time.Minute).Format(time.RFC3339) + " investigating\nIt takes a while.\n"
}

// A push is on the page, once, with its hook answered before anything is fetched.
// One with a mistake is refused whole, and the host is told so.
func TestAPushReachesThePage(t *testing.T) {
	f := follows(t, content)
	f.shows("/", "API", true)

	var good string
	if requests, _ := f.asked(func() {
		good = f.pushes("Report", map[string]string{"incidents/slow.md": slow("API is slow"), "site.yaml": content["site.yaml"] + "links: [{name: Home, url: \"https://example.com/\"}]\n"})
		if status := f.hook("wrong", "main"); status != 401 {
			t.Errorf("a hook that is not the host's is answered %d", status)
		}
		if status := f.hook(hookSecret, "other"); status != 202 {
			t.Errorf("a hook of another branch is answered %d", status)
		}
	}); requests != 0 {
		t.Errorf("the host waited for %d requests", requests)
	}
	f.carry()
	f.shows("/", "API is slow", true)
	f.shows("/", "https://example.com/", true)
	f.whole()

	before := f.read("/manifest.json")
	f.hook(hookSecret, "main")
	f.hook(hookSecret, "main")
	f.carry()
	if after := f.read("/manifest.json"); after != before {
		t.Error("a hook that comes again has the site published again")
	}

	bad := f.pushes("Break it", map[string]string{"incidents/slow.md": slow("API is quick"), "incidents/bad.md": "---\ntitle: Bad\nimpact: gigantic\n---\n"})
	f.carry()
	f.shows("/", "API is slow", true)
	f.shows("/", "API is quick", false)
	for id, want := range map[string]string{good: "success on the page", bad: "failure incidents/bad.md:3:9: "} {
		f.host.Until(func() bool { return strings.HasPrefix(f.host.Statuses[id], want) })
	}
	f.pushes("Mend it", map[string]string{"incidents/bad.md": slow("Bad")})
	f.carry()
	f.shows("/", "API is quick", true)
	f.whole()
	if f.log.says(gitToken) || f.log.says(hookSecret) {
		t.Error("a secret is in the log")
	}
}

// A warm function fetches what is new and no more; a cold one nothing that is on
// the page, and else the newest commit. Nobody tells the repository's minute from another.
func TestWhatIsFetched(t *testing.T) {
	f := follows(t, content)
	if requests, bytes := f.asked(f.clock); requests != 1 || bytes > 10_000 {
		t.Errorf("a minute without a push asks %d times for %d bytes", requests, bytes)
	}
	f.ada.Push("Report", committed(map[string]string{"incidents/slow.md": slow("API is slow")}))
	if requests, bytes := f.asked(f.clock); requests > 4 || bytes > 10_000 { // the status is one of them
		t.Errorf("a commit of one file asks a warm function %d times, for %d bytes", requests, bytes)
	}
	f.shows("/", "API is slow", true)

	f.door("content").kill()
	if requests, bytes := f.asked(f.clock); requests != 1 || bytes > 10_000 {
		t.Errorf("a cold function asks %d times for %d bytes of what is on the page", requests, bytes)
	}
	f.door("content").kill()
	f.ada.Push("Report more", committed(map[string]string{"incidents/slower.md": slow("API is slower")}))
	if requests, bytes := f.asked(f.clock); requests > 6 || bytes < 400_000 || bytes > 450_000 {
		t.Errorf("a cold function asks %d times for %d bytes of a new commit", requests, bytes)
	}
	f.shows("/", "API is slower", true)
	f.whole()

	f.ada.Git("reset", "--quiet", "--hard", "HEAD~2")
	f.ada.Write(committed(map[string]string{"incidents/other.md": slow("Another history")}))
	f.ada.Commit("Begin anew")
	f.ada.Git("push", "--quiet", "--force", "origin", "HEAD:main")
	f.door("content").kill()
	f.clock()
	f.shows("/", "Another history", true)
	f.shows("/", "API is slow", false)
	f.whole()
}

// The door dies before each of its writes of a commit in turn. Nobody is shown half
// of it, and its message comes again.
func TestKilledWhileTakingACommit(t *testing.T) {
	f := follows(t, content)
	queue, died := f.ref("ContentQueue"), 0
	for n := int64(0); ; n++ {
		f.pushes("Edit", map[string]string{
			"incidents/one.md": slow(fmt.Sprint("One ", n)), "incidents/two.md": slow(fmt.Sprint("Two ", n)),
			"site.yaml": strings.Replace(content["site.yaml"], "Acme", fmt.Sprint("Acme ", n), 1)})
		reached := killAt(f.tables, f.door("content"), n, writes)
		messages := f.receive(queue)
		answer, err := f.door("content").invoke(t.Context(), sqsEvent(messages))
		f.tables.intervene(nil)
		f.settle(queue, messages, answer, err)
		f.carry()
		for _, text := range []string{"One", "Two", "Acme"} {
			f.shows("/", fmt.Sprint(text, " ", n), true)
		}
		if t.Failed() {
			t.Fatalf("after it was killed at write %d", n)
		}
		if !reached.Load() {
			break
		}
		died++
	}
	if died < 4 {
		t.Errorf("it was killed at %d writes", died)
	}
	f.whole()
}

// programPosts has somebody report an incident by a program, with a token of its own:
// its commit names it.
func (f *followed) programPosts(bob *operator) {
	f.t.Helper()
	token := bob.token("Carla by phone", "edit", "person")
	if status, body := f.request("api", httpEvent("POST", "/api/v1/incidents", map[string]string{"x-cachet-token": token},
		`{"name":"Slow logins","message":"Logins take a minute.","status":1,"visible":1}`)); status != 200 {
		f.t.Fatalf("the program is answered %d %s", status, body)
	}
	f.carry()
	f.ada.Git("fetch", "--quiet")
	if log := f.ada.Git("log", "-1", "--format=%an %s", "origin/main"); !strings.Contains(log, "Carla by phone") || !strings.Contains(log, "Slow logins") {
		f.t.Errorf("the commit is of %s", log)
	}
}

// What is reported in the dashboard and by a monitor comes back as commits, which
// are not applied a second time, and Git alone could make the same incident.
func TestPostsComeBackToGit(t *testing.T) {
	files := maps.Clone(content)
	files["site.yaml"] += "content: {write_back: true}\n"
	f := follows(t, files)
	first := f.host.Head("main")
	bob, _ := f.administrator()
	bob.publishes("web", "All dark", "We see no light.")
	f.carry()
	f.shows("/", "All dark", true)

	log := f.ada.Git("fetch", "--quiet") + f.ada.Git("log", "--format=%an <%ae>%n%B", first+"..origin/main")
	for _, want := range []string{"@noreply.status.example.com>", "All dark", "Tidings-Change: "} {
		if !strings.Contains(log, want) {
			t.Errorf("the commit does not say %q:\n%s", want, log)
		}
	}
	if n := strings.Count(log, "Tidings-Change: "); n != 1 {
		t.Errorf("it is committed %d times", n)
	}
	names := f.ada.Git("diff", "--name-only", first, "origin/main")
	if text := f.ada.Git("show", "origin/main:"+names); !strings.HasPrefix(names, "content/incidents/") || !strings.Contains(text, "We see no light.") {
		t.Errorf("%s says:\n%s", names, text)
	}
	if page := bob.opens(200, "/admin/content", nil); !strings.Contains(page, f.host.Head("main")) || !strings.Contains(page, "are committed to the repository") {
		t.Errorf("the dashboard does not say which commit is on the page: %.900s", page)
	}
	f.programPosts(bob)
	before := f.read("/manifest.json")
	f.hook(hookSecret, "main") // of our own push
	f.clock()
	if after := f.read("/manifest.json"); after != before {
		t.Error("what came back is published again")
	}

	f.accept(f.alert("firing"))
	f.carry()
	f.ada.Git("fetch", "--quiet") // a slow machine has committed it by now
	f.ada.Git("reset", "--quiet", "--hard", "origin/main")
	f.pushes("Edit", map[string]string{"incidents/slow.md": slow("A third one")})
	f.carry()
	f.ada.Git("fetch", "--quiet")
	if log := f.ada.Git("log", "--format=%an: %s", first+"..origin/main"); !strings.Contains(log, "Tidings: ") || strings.Count(log, "\n") < 2 {
		t.Errorf("what the monitor said is not committed:\n%s", log)
	}
	for _, title := range []string{"All dark", "API is down", "A third one"} {
		f.shows("/", title, true)
	}
	f.whole()
}

// While the Git host cannot be reached, the dashboard, which is another door, says
// since when and why; and no more once it answers again.
func TestAHostThatIsOutOfReach(t *testing.T) {
	f := follows(t, content)
	bob, _ := f.administrator()
	says := func(want bool) {
		t.Helper()
		page := bob.opens(200, "/admin/content", nil)
		if got := strings.Contains(page, "Out of reach"); got != want || got && !strings.Contains(page, "the repository cannot be read or written") {
			t.Errorf("the dashboard says that the host is out of reach: %v, want %v: %.900s", got, want, page)
		}
		if strings.Contains(page, gitToken) {
			t.Error("it shows a secret")
		}
	}
	says(false)
	for _, token := range []string{"one that has run out", gitToken} {
		f.parameter("secret/content", token)
		f.door("content").kill() // it would believe the old one for a minute
		f.clock()
		says(token != gitToken)
	}
}
