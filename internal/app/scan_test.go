package app

import (
	"os"
	"path/filepath"
	"testing"
)

// A content folder may be a link, such as to the newest checkout: changes to
// the configuration behind it are seen.
func TestScanSeesBehindALink(t *testing.T) {
	dir := contentFolder(t, keptContent)
	link := filepath.Join(t.TempDir(), "content")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	scanned := func() scan {
		s, err := scanContent(link)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := scanned()
	if err := os.WriteFile(filepath.Join(dir, "incidents/one.md"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s := scanned(); s.sum == before.sum || s.rest != before.rest {
		t.Error("an edit of an incident is not told from one of the configuration")
	}
	for _, name := range []string{"site.yaml", "sources/monitor.yaml"} {
		was := scanned()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("other: text\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if s := scanned(); s.rest == was.rest {
			t.Errorf("an edit of %s is not seen", name)
		}
	}
}
