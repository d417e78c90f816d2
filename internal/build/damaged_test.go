package build_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

// Whatever of its memory a power failure took, the next build shows the site as
// the content says it, also when it is told what changed.
func TestADamagedMemoryIsFollowedByAWholeBuild(t *testing.T) {
	content, out := generate(t, 60, sitetest.Options{Maintenance: 4}), t.TempDir()
	run(t, content, out, nil)
	memory, err := filepath.Glob(filepath.Join(out, ".tidings", "build", "*"))
	if err != nil || len(memory) < 20 {
		t.Fatalf("%d files of memory, %v", len(memory), err)
	}
	incidents, err := filepath.Glob(filepath.Join(content, "incidents", "*.md"))
	if err != nil || len(incidents) == 0 {
		t.Fatal(incidents, err)
	}
	for i, file := range memory {
		if err := os.Truncate(file, 0); err != nil {
			t.Fatal(err)
		}
		incident := incidents[i%len(incidents)]
		f, err := os.OpenFile(incident, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString("\nMore is known.\n")
		f.Close()
		changed := func(o *build.Options) {
			if i%2 == 0 {
				o.Changed = []string{rel(content, incident)}
			}
		}
		run(t, content, out, changed)
		if diff := cmp.Diff(whole(t, content, func(*build.Options) {}), site(t, out)); diff != "" {
			t.Fatalf("without %s the site is wrong:\n%s", filepath.Base(file), diff)
		}
	}
}

func TestADeletedIncidentGoesThoughTheMemoryIsDamaged(t *testing.T) {
	content, out := generate(t, 20, sitetest.Options{}), t.TempDir()
	run(t, content, out, nil)
	shards, err := filepath.Glob(filepath.Join(out, ".tidings", "build", "files-*"))
	if err != nil || len(shards) == 0 {
		t.Fatal(shards, err)
	}
	for _, file := range shards {
		if err := os.Truncate(file, 0); err != nil {
			t.Fatal(err)
		}
	}
	incidents, err := filepath.Glob(filepath.Join(content, "incidents", "*.md"))
	if err != nil || len(incidents) == 0 {
		t.Fatal(incidents, err)
	}
	if err := os.Remove(incidents[0]); err != nil {
		t.Fatal(err)
	}
	run(t, content, out, nil)
	if diff := cmp.Diff(whole(t, content, func(*build.Options) {}), site(t, out)); diff != "" {
		t.Errorf("the site still shows it:\n%s", diff)
	}
}
