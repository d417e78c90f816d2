package generator_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/generator"
)

func TestBuildMakesExactlyThePaths(t *testing.T) {
	for _, languages := range [][]string{{"en"}, {"en", "de-CH"}} {
		w := newWorld(t, 12)
		w.fill(300, 1)
		w.config.Site.Languages = languages
		in := w.input(t)
		samePaths(t, in, full(t, in))
	}
}

// samePaths holds that Paths lists what a site consists of.
func samePaths(t *testing.T, in generator.Input, site map[string]string) {
	t.Helper()
	paths, err := generator.Paths(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	made := map[string]struct{}{}
	for path := range site {
		made[path] = struct{}{}
	}
	if diff := cmp.Diff(paths, made); diff != "" {
		t.Errorf("paths (-) and files (+) differ:\n%s", diff)
	}
}

func TestTwiceTheSameBytes(t *testing.T) {
	w := newWorld(t, 12)
	w.fill(120, 1)
	if diff := cmp.Diff(full(t, w.input(t)), full(t, w.input(t))); diff != "" {
		t.Error(diff)
	}
}

// TestLook writes a site to the folder of LOOK, to be looked at.
func TestLook(t *testing.T) {
	folder := os.Getenv("LOOK")
	if folder == "" {
		folder = t.TempDir()
	}
	w := newWorld(t, 50)
	w.fill(600, 2)
	w.live, w.files = true, true
	for path, body := range full(t, w.input(t)) {
		name := filepath.Join(folder, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
