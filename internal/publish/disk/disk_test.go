package disk_test

import (
	"os"
	"path/filepath"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

func open(t testing.TB, dir string) *disk.Target {
	t.Helper()
	target, err := disk.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	return target
}

func place(t testing.TB, dir, path, body string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	publishtest.Run(t, func(t *testing.T) publishtest.Fixture {
		dir := filepath.Join(t.TempDir(), "public")
		return publishtest.Fixture{
			Target: open(t, dir),
			Again:  func() publish.Target { return open(t, dir) },
			Place:  func(path, body string) { place(t, dir, path, body) },
		}
	})
}
