package local

import (
	"io/fs"
	"sync"
	"testing"
	"time"

	"tidings/internal/gitrepo/gitrepotest"
)

// opening counts how often each file is opened.
type opening struct {
	fs.FS
	mu    sync.Mutex
	times map[string]int
}

func (o *opening) Open(name string) (fs.File, error) {
	o.mu.Lock()
	o.times[name]++
	o.mu.Unlock()
	return o.FS.Open(name)
}

// Stat keeps a question for a file from being counted.
func (o *opening) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, name) }

// A commit is read once when it becomes a folder, from which the site is made.
func TestACommitIsReadOnce(t *testing.T) {
	host := gitrepotest.New(t, "")
	ada := gitrepotest.Clone(t, host.Dir)
	const slow = "incidents/slow.md"
	ada.Push("Begin", map[string]string{"site.yaml": "name: Acme\nurl: https://status.example.com\n", "components.yaml": "components:\n  - {id: api, name: API}\n",
		slow: "---\ntitle: Slow\nimpact: minor\n---\n## 2026-11-22T10:00:00Z resolved\nIt was slow.\n"})
	o := Options{Now: time.Now, Getenv: func(string) string { return "" }}
	c, err := OpenContent(t.Context(), ContentOptions{Place: host.Dir, Options: o})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	seen := &opening{FS: c.files, times: map[string]int{}}
	c.files, c.commit.Files = seen, seen
	if problems, err := c.unfit(t.Context(), o); err != nil || len(problems) > 0 {
		t.Fatalf("%v, %v", problems, err)
	}
	if _, err := c.Folder(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := seen.times[slow]; n != 1 {
		t.Errorf("%s is read %d times", slow, n)
	}
}
