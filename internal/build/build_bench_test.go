package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

// BenchmarkOneUpdate builds after one more update of the newest incident.
func BenchmarkOneUpdate(b *testing.B) {
	content, out := generate(b, 10_000, sitetest.Options{}), b.TempDir()
	run(b, content, out, nil)
	file := filepath.Join("incidents", sitetest.Name(0)+".md")
	before, err := os.ReadFile(filepath.Join(content, file))
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		n++
		text := fmt.Sprintf("%s\n\n## 2026-11-01T11:00:00Z monitoring\nWe keep watching, look %d.\n", before, n)
		if err := os.WriteFile(filepath.Join(content, file), []byte(text), 0o644); err != nil {
			b.Fatal(err)
		}
		run(b, content, out, func(o *build.Options) { o.Changed = []string{file} })
	}
}
