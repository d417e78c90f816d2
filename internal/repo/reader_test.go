package repo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestReaderReadsFilesOfAnySize(t *testing.T) {
	dir := t.TempDir()
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, size := range []int{0, 1, usualFile - 1, usualFile, usualFile + 1, 2 * usualFile, MaxFile + 1, 3} {
		want := strings.Repeat("0123456789", size/10+1)[:size]
		if err := os.WriteFile(filepath.Join(dir, "a.md"), []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		err := r.Read("a.md", func(src []byte) {
			if string(src) != want {
				t.Errorf("of %d bytes %d were read, or others", size, len(src))
			}
		})
		if err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestReaderSaysWhyItCannotRead(t *testing.T) {
	dir := t.TempDir()
	r, err := OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := os.Mkdir(filepath.Join(dir, "folder.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	used := func([]byte) { t.Error("what could not be read was used") }
	if err := r.Read("none.md", used); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if err := r.Read("folder.md", used); !errors.Is(err, syscall.EISDIR) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := OpenReader(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a content folder that is not there: %v", err)
	}
}
