package local

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheSiteStaysApartFromTheContent(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, folder := range []string{"content/incidents", "public", "contents"} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "content"), "link"); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		content, out string
		ok           bool
	}{
		{"content", "public", true}, {"content", "contents", true}, {"content", "new/public", true}, {"content", "link/../public", true},
		{"content", dir + "/content/../public", true}, {"nowhere", "public", true},
		{"content", "content", false}, {"content", "./content/", false}, {"content", dir + "/content", false}, {"content", "content/public", false},
		{"content", "content/incidents", false}, {"content", "content/a/b/c", false}, {"content", "link", false}, {"content", "link/new/public", false},
		{"link", "content/public", false}, {"content", ".", false}, {"content", "/", false}, {".", "public", false},
	} {
		if err := apart(x.content, x.out); (err == nil) != x.ok {
			t.Errorf("content %s, out %s: got %v", x.content, x.out, err)
		}
	}
}
