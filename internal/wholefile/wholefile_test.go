package wholefile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tidings/internal/wholefile"
)

func TestWriteReplacesAFileOrLeavesIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	write := func(text string, then error) error {
		return wholefile.Write(path, 0o640, func(w io.Writer) error {
			hidden(t, path)
			_, err := io.WriteString(w, text)
			return errors.Join(err, then)
		})
	}
	for _, text := range []string{"first", "second"} {
		if err := write(text, nil); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
	}
	broken := errors.New("the writer broke")
	if err := write("half of the th", broken); !errors.Is(err, broken) {
		t.Errorf("the failure is lost: %v", err)
	}
	holds(t, path, "second")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions: %v, %v", info.Mode(), err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
	if all, err := os.ReadDir(filepath.Dir(path)); err != nil || len(all) != 1 {
		t.Errorf("beside the file there is %v, %v", all, err)
	}
}

// hidden says that what is half written bears no name that anybody reads.
func hidden(t *testing.T, path string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if name := e.Name(); name != filepath.Base(path) && !strings.HasPrefix(name, ".") {
			t.Errorf("half a file is called %s", name)
		}
	}
}

func TestWriteNeedsAFolder(t *testing.T) {
	err := wholefile.Write(filepath.Join(t.TempDir(), "none", "state"), 0o600, func(io.Writer) error { return nil })
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
