package reading

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tidings/internal/content"
)

// A content folder may be a link, such as to the newest checkout: changes to
// the configuration behind it are seen.
func TestALookSeesBehindALink(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"site.yaml": "name: First\n", "sources/monitor.yaml": "kind: generic\n", "incidents/one.md": "text"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "content")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	scanned := func() content.State {
		s, err := Folder(link).Look()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := scanned()
	if err := os.WriteFile(filepath.Join(dir, "incidents/one.md"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s := scanned(); s.Sum == before.Sum || s.Rest != before.Rest {
		t.Error("an edit of an incident is not told from one of the configuration")
	}
	for _, name := range []string{"site.yaml", "sources/monitor.yaml"} {
		was := scanned()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("other: text\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if s := scanned(); s.Rest == was.Rest {
			t.Errorf("an edit of %s is not seen", name)
		}
	}
}

// What is almost named like content would be missing on the page without a word.
func TestAFolderThatNothingReadsIsAMistake(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"site.yaml": "name: First\nurl: https://e.example\n", "components.yaml": "components:\n  - {id: api, name: API}\n", "README.md": "x", "incident/one.md": "text"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Folder(dir).Pack(t.Context())
	var mistakes *content.Mistakes
	if !errors.As(err, &mistakes) || len(mistakes.Problems) != 1 || mistakes.Problems[0].Path != "incident" {
		t.Fatalf("it is taken in: %v", err)
	}
	if err := os.Rename(filepath.Join(dir, "incident"), filepath.Join(dir, "incidents")); err != nil {
		t.Fatal(err)
	}
	if _, err := Folder(dir).Pack(t.Context()); err != nil {
		t.Errorf("mended, it is refused: %v", err)
	}
}
