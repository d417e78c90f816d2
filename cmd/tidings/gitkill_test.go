package main

import (
	"fmt"
	mrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const openAtOnce = 20

// revision are files in which everything that shows says which revision it is.
func revision(n int) map[string]string {
	files := map[string]string{"site.yaml": fmt.Sprintf("name: Revision %d\nurl: https://status.example.com\n", n)}
	for i := range openAtOnce {
		files[fmt.Sprintf("incidents/i%d.md", i)] = fmt.Sprintf("---\ntitle: Number %d of revision %d\nimpact: minor\n---\n\n## 2026-11-20T10:00:00Z investigating\nText.\n", i, n)
	}
	return files
}

var revisionIn = regexp.MustCompile(`of revision (\d+)`)

// oneRevision fails unless a page shows one revision, whole.
func oneRevision(t *testing.T, page string) (shown string) {
	t.Helper()
	for _, m := range revisionIn.FindAllStringSubmatch(page, -1) {
		if shown != "" && m[1] != shown {
			t.Fatalf("a page shows revisions %s and %s", shown, m[1])
		}
		shown = m[1]
	}
	if shown != "" && !strings.Contains(page, "Revision "+shown) {
		t.Fatalf("the incidents are of revision %s, the site's name is not", shown)
	}
	return shown
}

// The server is killed at random moments while it brings commits onto the page.
// Whoever looks sees one commit, whole, and never an older one after a newer.
func TestSoakGitKills(t *testing.T) {
	h, copy := gitSite(t)
	copy.Push("Revision 0", revision(0))
	dir, seed := t.TempDir(), uint64(20261122)
	random := mrand.New(mrand.NewPCG(seed, 2))
	args := []string{"--addr", "127.0.0.1:0", "--content", h.Dir, "--content-every", "1s"}
	last, seen := 0, map[string]bool{}
	for n := range kills(t) {
		copy.Push(fmt.Sprint("Revision ", n+1), revision(n+1))
		s, err := launch(dir, nil, nil, args...)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+random.IntN(900)) * time.Millisecond)
		s.kill()
		page, err := os.ReadFile(filepath.Join(dir, "data", "site", "index.html"))
		if err != nil {
			continue // not published for the first time yet
		}
		shown := oneRevision(t, string(page))
		seen[shown] = true
		var now int
		if fmt.Sscan(shown, &now); now < last {
			t.Fatalf("revision %d is shown after %d", now, last)
		}
		last = now
	}
	s := serve(t, dir, args[2:]...)
	newest := fmt.Sprint(kills(t))
	page := s.eventually(t, "/", contains("of revision "+newest))
	if oneRevision(t, page); len(revisionIn.FindAllString(page, -1)) < openAtOnce {
		t.Errorf("not all incidents are there:\n%s", page)
	}
	t.Logf("seed %d; shown after kills: %v", seed, slices.Sorted(func(yield func(string) bool) {
		for r := range seen {
			if !yield(r) {
				return
			}
		}
	}))
}

// Files that are made to do harm, or are only odd, refuse the commit that brings
// them, each with its place; the commit is not applied in any part.
func TestHostileFilesInACommit(t *testing.T) {
	h, copy := gitSite(t)
	s := serve(t, t.TempDir(), "--content", h.URL, "--content-every", "1h")
	s.eventually(t, "/", contains("Documentation"))
	bomb := "---\na: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b]\ntitle: T\nimpact: minor\n---\n\n## 2026-11-20T10:00:00Z investigating\nText.\n"
	loop := "---\ntitle: &t [*t]\nimpact: minor\n---\n\n## 2026-11-20T10:00:00Z investigating\nText.\n"
	copy.Write(map[string]string{
		"incidents/bomb.md": bomb, "incidents/loop.md": loop, "incidents/latin.md": strings.Replace(incidentText("Caf\xe9"), "minor", "minor", 1),
		"incidents/large.md": strings.Repeat("x", 50<<20), "incidents/fine.md": incidentText("Fine"),
	})
	pointer := "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
	copy.Write(map[string]string{"incidents/lfs.md": pointer, "themes/assets/logo.png": pointer})
	for name, target := range map[string]string{"out.md": "../../../etc/passwd", "root.md": "/etc/passwd", "loops.md": "loops.md"} {
		if err := os.Symlink(target, filepath.Join(copy.Dir, "incidents", name)); err != nil {
			t.Fatal(err)
		}
	}
	bad := copy.Push("Do harm", nil)
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/healthz", contains(bad))
	s.logs(t, "at=themes/assets/logo.png") // the last of them
	for _, name := range []string{"bomb", "loop", "latin", "large", "out", "root", "loops"} {
		s.logs(t, "at=incidents/"+name+".md:")
	}
	for _, name := range []string{"incidents/lfs.md", "themes/assets/logo.png"} {
		s.logs(t, "a pointer of Git LFS and not the file itself: keep what the page is made of out of LFS (git lfs untrack, then git lfs migrate export)\" at="+name)
	}
	if strings.Contains(s.stderr.String(), "root:x:") {
		t.Error("the log holds what a link leads to")
	}
	if _, page := s.get("/"); strings.Contains(page, "Fine is slow") {
		t.Error("a part of the commit is on the page")
	}
	copy.Git("rm", "--quiet", "-r", "incidents", "themes")
	copy.Push("Windows", map[string]string{"incidents/dos.md": "\ufeff" + strings.ReplaceAll(incidentText("DOS"), "\n", "\r\n")})
	s.pushHook(t, gitSecret, toMain)
	s.eventually(t, "/", contains("DOS is slow"))
}

// Somebody pushes while the commit before is being fetched: in the end the
// newest is on the page, and between them only whole ones.
func TestPushesWhileFetching(t *testing.T) {
	h, copy := gitSite(t)
	copy.Push("Revision 0", revision(0))
	s := serve(t, t.TempDir(), "--content", h.URL, "--content-every", "1h")
	s.eventually(t, "/", contains("of revision 0"))
	var mu sync.Mutex
	n := 0
	push := func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if n < 3 && strings.HasSuffix(r.URL.Path, "git-upload-pack") {
			n++
			copy.Push(fmt.Sprint("Revision ", n+1), revision(n+1))
		}
	}
	copy.Push("Revision 1", revision(1))
	h.Before.Store(&push)
	s.eventually(t, "/", func(page string) bool {
		s.pushHook(t, gitSecret, toMain)
		return oneRevision(t, page) == "4"
	})
}
