package reading

import (
	"io/fs"
	"testing"
	"testing/fstest"
)

// One file of a folder says something else; all others, and the folder, stay.
func TestOneFileIsSupposed(t *testing.T) {
	folder := fstest.MapFS{"sources/a.yaml": {Data: []byte("old text")}, "sources/b.yaml": {Data: []byte("other")}}
	r := replaced{folder, "sources/a.yaml", []byte("a new and longer text")}
	for path, want := range map[string]string{"sources/a.yaml": "a new and longer text", "sources/b.yaml": "other"} {
		for range 2 {
			if got, err := fs.ReadFile(r, path); err != nil || string(got) != want {
				t.Errorf("%s says %q, %v", path, got, err)
			}
		}
	}
	if all, err := fs.ReadDir(r, "sources"); err != nil || len(all) != 2 {
		t.Errorf("the folder has %v, %v", all, err)
	}
	if _, err := fs.ReadFile(r, "sources/c.yaml"); err == nil {
		t.Error("a file is there that is not")
	}
}
