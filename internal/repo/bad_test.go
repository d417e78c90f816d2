package repo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Files that a folder has unless a test brings its own.
var plainFiles = map[string]string{
	"site.yaml":       "name: Example\nurl: https://status.example.com\n",
	"components.yaml": "components:\n  - {id: api, name: API}\n  - {id: web, name: Web}\n",
}

// folder writes a content folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range plainFiles {
		if _, ok := files[name]; !ok {
			put(t, dir, name, text)
		}
	}
	for name, text := range files {
		put(t, dir, name, text)
	}
	return dir
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checked is what Check says of a folder, a problem a line.
func checked(t *testing.T, dir string) string {
	t.Helper()
	return checkedAt(t, dir, time.Time{})
}

func checkedAt(t *testing.T, dir string, now time.Time) string {
	t.Helper()
	problems, err := CheckAt(t.Context(), dir, now)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

// TestBadContent checks folders of testdata/bad: each archive's file "want" has
// exactly what is to be said of the others.
func TestBadContent(t *testing.T) {
	archives, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(archives) < 4 {
		t.Fatal(archives, err)
	}
	for _, name := range archives {
		t.Run(filepath.Base(name), func(t *testing.T) {
			files := unpack(t, name)
			want := files["want"]
			delete(files, "want")
			got := checked(t, folder(t, files))
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}

// unpack reads an archive of files, each below a line "-- name --".
func unpack(t *testing.T, name string) map[string]string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files, current := map[string]string{}, ""
	for line := range strings.Lines(string(src)) {
		if inner, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(inner, " --\n") {
			current = strings.TrimSuffix(inner, " --\n")
			files[current] = ""
		} else if current != "" {
			files[current] += line
		}
	}
	return files
}
