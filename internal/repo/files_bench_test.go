package repo

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tidings/internal/repo/sitetest"
)

// BenchmarkFiles lists 10,000 incidents; BenchmarkBareList is the directory
// read and one lstat a file that it cannot do without.
func BenchmarkFiles(b *testing.B) {
	dir := b.TempDir()
	if err := sitetest.Generate(dir, 10000, sitetest.Options{}); err != nil {
		b.Fatal(err)
	}
	b.Run("files", func(b *testing.B) {
		for b.Loop() {
			files, problems, err := Files(dir)
			if err != nil || len(problems) > 0 || len(files) != 10000 {
				b.Fatal(len(files), problems, err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bareList(b, filepath.Join(dir, "incidents"))
		}
	})
}

// bareList is os.ReadDir and os.Lstat by two goroutines.
func bareList(b *testing.B, dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		b.Fatal(err)
	}
	var all sync.WaitGroup
	for half := range 2 {
		all.Go(func() {
			for i := half; i < len(entries); i += 2 {
				if _, err := os.Lstat(filepath.Join(dir, entries[i].Name())); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkConfig reads the sample's configuration: what every build begins with.
func BenchmarkConfig(b *testing.B) {
	for b.Loop() {
		if _, problems, err := Load(sample, time.Time{}); err != nil || len(problems) > 0 {
			b.Fatal(problems, err)
		}
	}
}
