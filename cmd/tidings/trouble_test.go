package main

import (
	"database/sql"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"tidings/test/aws"
	"tidings/test/wait"
)

// refusedToServe starts serve, which must end with status 1, and returns what
// it said.
func refusedToServe(t *testing.T, dir string, args ...string) string {
	t.Helper()
	s, err := startServer(dir, nil, args...)
	if err == nil {
		s.kill()
		t.Fatal("serve started")
	}
	if code := s.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit status %d, want 1", code)
	}
	if said := s.stderr.String(); strings.Contains(said, "panic") || !strings.Contains(said, "tidings: error: ") {
		t.Errorf("no clear sentence:\n%s", said)
	}
	return s.stderr.String()
}

func TestFirstStartWithMistakesNamesThemAll(t *testing.T) {
	dir := newSite(t)
	appendTo(t, dir+"/content/site.yaml", "colour: red\n")
	appendTo(t, dir+"/content/sources/monitor.yaml", "  - {match: {service: x}, component: nosuch}\n")
	said := refusedToServe(t, dir)
	for _, place := range []string{"site.yaml:3:1: ", "sources/monitor.yaml:11:"} {
		if !strings.Contains(said, "\n"+place) {
			t.Errorf("%s is not named:\n%s", place, said)
		}
	}
	if !strings.Contains(refusedToServe(t, dir, "--content", "nowhere"), "content") {
		t.Error("a missing content folder is not named")
	}
}

// When somebody breaks the content and the machine restarts, alerts are taken
// by the last valid content and change the page, the log names every mistake
// once, and the mended folder is applied.
func TestBrokenContentAtARestartStopsNothing(t *testing.T) {
	dir := newSite(t)
	if err := os.MkdirAll(dir+"/content/themes/partials", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir+"/content/themes/partials/footer.html", "<footer>our own foot</footer>")
	if err := serve(t, dir).stop(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(dir + "/content/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	appendTo(t, dir+"/content/site.yaml", "colour: red\n")
	if err := os.RemoveAll(dir + "/content/sources"); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir + "/content/themes"); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	s.eventually(t, "/", contains("our own foot"))
	if code, body := s.get("/healthz"); code != 200 || !strings.Contains(body, "content folder is not applied") {
		t.Errorf("healthz answered %d %s", code, body)
	}
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
	s.eventually(t, "/", contains("API does not answer. We are looking into it."))
	s.logs(t, "site.yaml:3:1")
	time.Sleep(1200 * time.Millisecond) // longer than the folder is left unlooked at
	if n := strings.Count(s.stderr.String(), "site.yaml:3:1"); n != 1 {
		t.Errorf("the mistake is named %d times:\n%s", n, s.stderr)
	}
	write(t, dir+"/content/site.yaml", strings.Replace(string(good), "Example", "Mended", 1))
	s.eventually(t, "/", contains("Mended"))
	s.eventually(t, "/healthz", func(body string) bool { return body == "ok\n" })
	s.eventually(t, "/", lacks("our own foot"))
}

// A theme that loops without end, or names a part that is not there, is refused
// by its line while the page stays up and goes on.
func TestBrokenThemeStopsNothing(t *testing.T) {
	dir := newSite(t)
	if err := os.MkdirAll(dir+"/content/themes/layouts", 0o755); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	for source, says := range map[string]string{
		"<main>\n{{range 1000000000000}}{{end}}":        `msg="it goes round more than a million times: does the loop end?" at=themes/layouts/home.html:2:32`,
		"<main>\n{{template \"partials/none.html\" .}}": `msg="no such template \"partials/none.html\"" at=themes/layouts/home.html:2:12`,
	} {
		write(t, dir+"/content/themes/layouts/home.html", source)
		s.eventually(t, "/healthz", contains("content folder is not applied"))
		s.logs(t, says)
		s.eventually(t, "/", contains("All systems operational"))
		if err := os.Remove(dir + "/content/themes/layouts/home.html"); err != nil {
			t.Fatal(err)
		}
		s.eventually(t, "/healthz", func(body string) bool { return body == "ok\n" })
	}
}

// A content folder that is gone at a restart, as when it was not mounted, is no
// reason to turn alerts away or to show an empty page.
func TestContentFolderGoneAtARestart(t *testing.T) {
	dir := newSite(t)
	if err := serve(t, dir).stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir+"/content", dir+"/elsewhere"); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
	if err := os.Rename(dir+"/elsewhere", dir+"/content"); err != nil {
		t.Fatal(err)
	}
	s.eventually(t, "/healthz", func(body string) bool { return body == "ok\n" })
}

// ownAddress is one that nobody else takes while the test lasts.
func ownAddress(t *testing.T) string {
	t.Helper()
	address, err := aws.FreeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestLockedStoreIsTemporary(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	unlock := lockStore(t, dir)
	code, answer, err := s.post("monitor", monitorSecret, firing("a", "api"))
	if err != nil || code != 503 {
		t.Fatalf("a locked store was answered %d %s, %v; want 503", code, answer, err)
	}
	if code, _ := s.get("/"); code != 200 {
		t.Errorf("the page answered %d", code)
	}
	unlock()
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
}

// lockStore takes the lock for writing from another connection.
func lockStore(t *testing.T, dir string) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+dir+"/data/tidings.db?_pragma=busy_timeout(60000)") // it may be written to right now
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	return func() {
		if _, err := c.ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Error(err)
		}
		c.Close()
		db.Close()
	}
}

func TestNewerStoreIsRefused(t *testing.T) {
	dir := newSite(t)
	if err := serve(t, dir).stop(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", dir+"/data/tidings.db")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "PRAGMA user_version=99"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if said := refusedToServe(t, dir); !strings.Contains(said, "newer") {
		t.Errorf("it does not say that the store is newer:\n%s", said)
	}
}

func TestTruncatedStoreIsRefused(t *testing.T) {
	dir := newSite(t)
	if err := serve(t, dir).stop(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(dir+"/data/tidings.db", 5000); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(dir + "/data/site/index.html")
	refusedToServe(t, dir)
	if after, _ := os.ReadFile(dir + "/data/site/index.html"); len(after) == 0 || string(after) != string(before) {
		t.Error("the last good site was touched")
	}
}

func TestForeignFilesAreNeverDeleted(t *testing.T) {
	dir := newSite(t)
	path := filepath.Join(dir, "data", "site", "index.html")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("somebody else's"), 0o644); err != nil {
		t.Fatal(err)
	}
	refusedToServe(t, dir)
	if body, err := os.ReadFile(path); err != nil || string(body) != "somebody else's" {
		t.Errorf("the file is now %q, %v", body, err)
	}
}

// The clock of the machine is set back by an hour between an alert and its
// resolve: the page still turns green.
func TestClockThatJumpsBack(t *testing.T) {
	dir := newSite(t)
	var back atomic.Int64
	s := serveByClock(t, dir, func() time.Time { return time.Now().Add(-time.Duration(back.Load())) })
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
	back.Store(int64(time.Hour))
	s.send(t, cleared("a", "api"))
	s.eventually(t, "/api/v2/summary.json", lacks("major_outage"))
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
}

// After a power cut, files of the site may come back empty or damaged. The next
// start finds them and makes them again.
func TestDamagedFilesAreMadeAgain(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	site := filepath.Join(dir, "data", "site")
	good := map[string]string{"history.html": "", "components/api.html": ""}
	for name := range good {
		body, err := os.ReadFile(filepath.Join(site, name))
		if err != nil {
			t.Fatal(err)
		}
		good[name] = string(body)
	}
	s.kill()
	write(t, filepath.Join(site, "history.html"), "")
	if err := os.Remove(filepath.Join(site, "components/api.html")); err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir)
	for name, body := range good {
		s.eventually(t, "/"+strings.TrimSuffix(name, ".html"), func(page string) bool { return page == body })
	}
	s.logs(t, "damaged=2")
}

// Whoever deletes the published site gets it back with the next change, and
// without one in a moment; stopping in between is no failure.
func TestADeletedSiteComesBack(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	remove := func() {
		t.Helper()
		s.eventually(t, "/manifest.json", contains("sequence")) // nothing is left to publish
		var err error
		wait.Until(t, func() bool {
			err = os.RemoveAll(dir + "/data/site") // fails while a beat of the heart is written
			return err == nil
		}, func() string { return err.Error() })
	}
	remove()
	s.send(t, firing("a", "api"))
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
	s.eventually(t, "/", contains("Example"))
	remove()
	s.eventually(t, "/", contains("Example"))
	remove()
	if err := s.stop(); err != nil {
		t.Errorf("stopping without a site: %v\n%s", err, s.stderr)
	}
	if said := s.stderr.String(); strings.Contains(said, "level=ERROR") || strings.Contains(said, `"ERROR"`) {
		t.Errorf("it told an error:\n%s", said)
	}
}

// A sender that stops in the middle of its body is not waited for until nothing
// can be worked out any more.
func TestASlowSenderDoesNotSpoilTheEnd(t *testing.T) {
	s := serve(t, newSite(t))
	slow, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := slow.Write([]byte("POST /subscribe HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail=")); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.get("/healthz"); status != 200 {
		t.Fatalf("not ready: %d", status)
	}
	if err := s.stop(); err != nil {
		t.Errorf("the exit status: %v", err)
	}
	if said := s.stderr.String(); strings.Contains(said, "at the next start") {
		t.Errorf("what was accepted was left for later:\n%s", said)
	}
}
