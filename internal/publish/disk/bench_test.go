package disk_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

const archive = 10_000

// incidents makes files of about 3 kB that differ from version to version.
func incidents(n int, version string) []publish.File {
	files := make([]publish.File, n)
	for i := range files {
		body := bytes.Repeat([]byte("We see slow answers on the API. "), 96)
		files[i] = publish.File{Path: fmt.Sprintf("incidents/i%05d.html", i), Body: fmt.Appendf(body, "%d %s", i, version)}
	}
	return files
}

func each(files []publish.File, do func(publish.File) error) error {
	var group sync.WaitGroup
	errs := make(chan error, 2)
	for part := range 2 {
		group.Go(func() {
			for i := part; i < len(files); i += 2 {
				if err := do(files[i]); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(errs)
	return <-errs
}

func publishAll(b testing.TB, target publish.Target, files []publish.File) publish.Report {
	ctx := context.Background()
	s, err := publish.Begin(ctx, target, publish.Options{At: publishtest.At, Whole: true})
	if err != nil {
		b.Fatal(err)
	}
	paths := make(map[string]struct{}, len(files))
	for _, f := range files {
		paths[f.Path] = struct{}{}
	}
	if err := s.Expect(ctx, paths); err != nil {
		b.Fatal(err)
	}
	if err := each(files, s.Put); err != nil {
		b.Fatal(err)
	}
	report, err := s.Finish(ctx)
	if err != nil {
		b.Fatal(err)
	}
	return report
}

// BenchmarkNewSite publishes 10,000 new files; BenchmarkBareFiles creates,
// writes and closes the same and is what it is held against.
func BenchmarkNewSite(b *testing.B) {
	files := incidents(archive, "a")
	for b.Loop() {
		b.StopTimer()
		target := open(b, filepath.Join(b.TempDir(), "public"))
		b.StartTimer()
		publishAll(b, target, files)
	}
}

func BenchmarkBareFiles(b *testing.B) {
	files := incidents(archive, "a")
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		os.Mkdir(filepath.Join(dir, "incidents"), 0o755)
		b.StartTimer()
		err := each(files, func(f publish.File) error { return os.WriteFile(filepath.Join(dir, f.Path), f.Body, 0o644) })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnchangedSite hashes 10,000 files and finds that none is to be written.
func BenchmarkUnchangedSite(b *testing.B) {
	files := incidents(archive, "a")
	target := open(b, filepath.Join(b.TempDir(), "public"))
	publishAll(b, target, files)
	for b.Loop() {
		if report := publishAll(b, target, files); report.Unchanged != archive {
			b.Fatal(report)
		}
	}
}

// BenchmarkUpdate publishes 20 changed files with 10,000 in place.
func BenchmarkUpdate(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "public")
	publishAll(b, open(b, dir), incidents(archive, "a"))
	ctx, n := context.Background(), 0
	for b.Loop() {
		n++
		b.StopTimer()
		files := incidents(20, fmt.Sprint(n))
		target, err := disk.Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		s, err := publish.Begin(ctx, target, publish.Options{At: publishtest.At})
		if err != nil {
			b.Fatal(err)
		}
		if err := each(files, s.Put); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Finish(ctx); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		target.Close()
		b.StartTimer()
	}
}

// BenchmarkBareReplace replaces 42 files by renaming: as many as BenchmarkUpdate
// does, with the parts of the manifest. BenchmarkBareSync syncs them as well.
func BenchmarkBareReplace(b *testing.B) { bareReplace(b, false) }

func BenchmarkBareSync(b *testing.B) { bareReplace(b, true) }

func bareReplace(b *testing.B, sync bool) {
	dir := b.TempDir()
	files := incidents(42, "a")
	for b.Loop() {
		for i, f := range files {
			temp, err := os.Create(filepath.Join(dir, "temp"))
			if err != nil {
				b.Fatal(err)
			}
			temp.Write(f.Body)
			if sync {
				temp.Sync()
			}
			temp.Close()
			if err := os.Rename(temp.Name(), filepath.Join(dir, fmt.Sprint(i))); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkNewFiles is the target alone, without hashing and the manifest.
func BenchmarkNewFiles(b *testing.B) {
	files, ctx := incidents(archive, "a"), context.Background()
	for b.Loop() {
		b.StopTimer()
		target := open(b, filepath.Join(b.TempDir(), "public"))
		if err := target.Claim(ctx, 1); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := each(files, func(f publish.File) error { return target.Write(ctx, 1, f.Path, f.Body) }); err != nil {
			b.Fatal(err)
		}
	}
}
