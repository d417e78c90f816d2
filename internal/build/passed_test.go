package build_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/build"
	"tidings/internal/lastbuild"
	"tidings/internal/publish/disk"
	"tidings/internal/repo/sitetest"
)

// What the last build found no mistake in is not held against its schemas again;
// what was edited since is, by a build of one change too.
func TestAMistakeInTheConfigurationAfterAGoodBuild(t *testing.T) {
	content, out := generate(t, 20, sitetest.Options{}), t.TempDir()
	run(t, content, out, nil)
	good := site(t, out)
	for _, file := range []string{"site.yaml", "components.yaml", "templates/outage.md"} {
		path := filepath.Join(content, file)
		was, err := os.ReadFile(path)
		if err != nil {
			was = nil
		}
		mistaken(t, content, out, file, was)
		if diff := cmp.Diff(good, site(t, out)); diff != "" {
			t.Errorf("a mistake in %s changed the site:\n%s", file, diff)
		}
		if was == nil {
			err = os.Remove(path)
		} else {
			err = os.WriteFile(path, was, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		run(t, content, out, nil)
	}
}

// mistaken builds with an unknown key at the end of a file.
func mistaken(t *testing.T, content, out, file string, was []byte) {
	t.Helper()
	text := string(was) + "unheard_of: 1\n"
	if was == nil {
		text = "---\ntitle: Outage\nunheard_of: 1\n---\n## investigating\nWe look.\n"
	}
	path := filepath.Join(content, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	target, err := disk.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	report, err := build.Run(t.Context(), build.Options{Content: content, Target: target, Memory: lastbuild.At(filepath.Join(out, ".tidings", "build")), AsOf: asOf})
	if err != nil || len(report.Problems) != 1 || report.Problems[0].Path != file || !strings.Contains(report.Problems[0].Message, "unheard_of") {
		t.Errorf("an unknown key in %s: %v %v", file, report.Problems, err)
	}
}
