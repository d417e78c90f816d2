package gitrepo

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseCommit(t *testing.T) {
	c, err := parseCommit([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 0123456789012345678901234567890123456789\n" +
		"author J\xfcrgen <j@example.com> 1795341600 +0530\ncommitter <> 1795341601 -0800\ngpgsig -----BEGIN\n tree none\n -----END\n\nSaid\n\nMore\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Commit{Parents: []string{"0123456789012345678901234567890123456789"}, Author: Person{"J\uFFFDrgen", "j@example.com"},
		At: time.Unix(1795341601, 0).UTC(), Message: "Said\n\nMore\n"}
	got := Commit{Parents: c.Parents, Author: c.Author, At: c.At, Message: c.Message}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Commit{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.tree.String() != "4b825dc642cb6eb9a060e54bf8d69288fbee4904" {
		t.Errorf("the tree is %s", c.tree)
	}
}

// Nothing that somebody may put into a repository ends the program.
func FuzzParse(f *testing.F) {
	f.Add([]byte("100644 a\x0001234567890123456789"))
	f.Add([]byte("tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@example.com> 1 +0000\n\nx"))
	f.Add([]byte("40000 d\x00short"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if entries, err := parseTree(src); err == nil {
			for _, n := range entries {
				badName(n.name)
			}
		}
		_, _ = parseCommit(src)
	})
}
