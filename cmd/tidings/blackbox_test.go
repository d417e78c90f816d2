package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"tidings/test/blackbox"
	"tidings/test/letters"
	"tidings/test/wait"
)

// What is played against the doors on AWS too.
func TestBlackBox(t *testing.T) {
	blackbox.Play(t, func(t *testing.T, content map[string]string) *blackbox.Site {
		t.Setenv("TIDINGS_SECRET_MONITOR", blackbox.Secret)
		dir := t.TempDir()
		replaceContent(t, dir, content)
		s := serve(t, dir)
		return &blackbox.Site{
			URL:       s.url,
			Change:    func(files map[string]string) { replaceContent(t, dir, files) },
			Letters:   func(to string) []string { return letters.In(t, filepath.Join(dir, "data", "mail"), to) },
			FirstLink: func() string { return s.firstLink(t) },
		}
	})
}

// replaceContent has the content folder hold these files alone.
func replaceContent(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	root := filepath.Join(dir, "content")
	for name, text := range files {
		path := filepath.Join(root, name)
		if was, err := os.ReadFile(path); err == nil && string(was) == text {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		if err != nil || d.IsDir() || files[filepath.ToSlash(name)] != "" {
			return err
		}
		return os.Remove(path)
	})
	if err != nil {
		t.Fatal(err)
	}
}

var linkOfStart = regexp.MustCompile(`http://\S+/admin/link/\S+`)

// firstLink is the link that the program prints when it starts.
func (s *server) firstLink(t *testing.T) (link string) {
	t.Helper()
	wait.Until(t, func() bool {
		link = linkOfStart.FindString(s.stdout.String() + s.stderr.String())
		return link != ""
	}, func() string { return fmt.Sprintf("no link for the first administrator:\n%s%s", s.stdout, s.stderr) })
	return link
}
