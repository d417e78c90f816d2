package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const leak = "hunter2-was-our-password"

// TestRedactTakesATextOutWhileServing edits a text of a content file while serve
// runs, redacts it, and then looks for it in all that is served and stored.
func TestRedactTakesATextOutWhileServing(t *testing.T) {
	dir := newSite(t)
	now := time.Now().UTC()
	file := filepath.Join(dir, "content", "incidents", "leak.md")
	write := func(texts ...string) {
		src := "---\ntitle: A leak\nimpact: minor\ncomponents: {api: degraded_performance}\n---\n"
		for i, text := range texts {
			src += "## " + now.Add(time.Duration(i-9)*time.Minute).Format(time.RFC3339) + " investigating\n" + text + "\n\n"
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, dir)
	long := strings.Repeat(leak+" ", 400) // more than a page of the database holds
	write("We look.", long+" once")
	s.eventually(t, "/incidents/leak", contains(leak+"  once"))
	write("We look closely.", long+" twice", "Fixed.")
	s.eventually(t, "/incidents/leak", contains("<details>"))
	s.eventually(t, "/updates.atom", contains("Correction: "))

	code, out, errs := runIn(t, dir, "", "redact", "leak", "2")
	if code != 0 || !strings.Contains(out, "incident/leak: the text of update 2 is taken out") || !strings.Contains(errs, "incidents/leak.md still has the text") {
		t.Fatalf("redact: %d\n%s%s", code, out, errs)
	}
	s.eventually(t, "/incidents/leak", contains("was taken out"))
	for _, path := range []string{"/", "/incidents/leak", "/history.atom", "/history.rss", "/history.json", "/updates.atom", "/updates.rss", "/updates.json",
		"/components/api/history.atom", "/api/v2/summary.json", "/api/v2/incidents.json", "/status.txt"} {
		s.eventually(t, path, lacks(leak))
	}
	write("We look closely.", long+" twice", "Fixed.", "Really.") // the file still has it
	s.eventually(t, "/incidents/leak", contains("Really."))
	if _, page := s.get("/incidents/leak"); strings.Contains(page, leak) {
		t.Error("the text is back on the page")
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	holdsNone(t, filepath.Join(dir, "data"), leak)

	if code, _, errs := runIn(t, dir, "", "build", "--data", filepath.Join(dir, "data"), "--out", filepath.Join(dir, "built")); code != 0 {
		t.Fatal(errs)
	}
	holdsNone(t, filepath.Join(dir, "built"), leak)
	page, err := os.ReadFile(filepath.Join(dir, "built", "incidents", "leak.html"))
	if err != nil || !strings.Contains(string(page), "was taken out") || !strings.Contains(string(page), "<p>We look.</p>") {
		t.Errorf("a build beside the data says %s, %v", page, err)
	}
}

// holdsNone looks into every file below a folder.
func holdsNone(t *testing.T, dir, text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), text) {
			t.Errorf("%s holds it", strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRedactRefusesWhatIsNotThere(t *testing.T) {
	dir := newSite(t)
	s := serve(t, dir)
	s.send(t, firing("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", contains(`"status":"major_outage"`))
	for _, x := range []struct {
		args []string
		says string
		code int
	}{
		{[]string{"redact", "nothing", "1"}, "there is no incident and no maintenance \"nothing\"", 1},
		{[]string{"redact", "component/api", "1"}, "there is no incident and no maintenance", 1},
		{[]string{"redact", "nothing"}, "needs an argument more", 2},
	} {
		if code, _, errs := runIn(t, dir, "", x.args...); code != x.code || !strings.Contains(errs, x.says) {
			t.Errorf("%q: %d %s", x.args, code, errs)
		}
	}
}
