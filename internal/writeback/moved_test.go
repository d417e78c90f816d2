package writeback_test

import (
	"os"
	"strings"
	"testing"
)

// A file that somebody has moved, or called otherwise, meanwhile is written on
// where it is now: a second one with its id would be a mistake. What leads out of
// the repository is passed over.
func TestAMovedFileIsFound(t *testing.T) {
	d := open(t)
	d.put(ada, slow("We look."))
	d.steps()
	d.pull(path)
	from := path
	for _, to := range []string{"incidents/old/slow.md", "incidents/another-name.md"} {
		if err := os.MkdirAll(d.copy.Dir+"/incidents/old", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("../../outside", d.copy.Dir+"/incidents/link"+strings.ReplaceAll(to, "/", "-")); err != nil {
			t.Fatal(err)
		}
		d.copy.Git("mv", from, to)
		from = to
		d.copy.Push("Move it", nil)
		said := "Said after it became " + to
		d.put(ada, slow("We look.", said))
		d.steps()
		if text := d.pull(to); !strings.Contains(text, said) {
			t.Errorf("%s does not say so:\n%s", to, text)
		}
		if text := d.pull(path); text != "" {
			t.Errorf("there is a second file:\n%s", text)
		}
	}
}
