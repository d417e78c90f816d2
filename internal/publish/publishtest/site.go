package publishtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/publish"
)

// Site is a site's files by path. Those called index.html, and feeds, are entry points.
type Site map[string]string

// At is the time of the test publishes.
var At = time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)

// File returns one file as it is put.
func (s Site) File(path string) publish.File {
	entry := strings.HasSuffix(path, "index.html") || strings.HasSuffix(path, ".atom")
	return publish.File{Path: path, Body: []byte(s[path]), Entry: entry}
}

// Whole publishes the whole site.
func (s Site) Whole(ctx context.Context, t publish.Target) (publish.Report, error) {
	p, err := publish.Begin(ctx, t, publish.Options{At: At, Whole: true, MaxDeletions: 1})
	if err != nil {
		return publish.Report{}, err
	}
	paths := map[string]struct{}{}
	for path := range s {
		paths[path] = struct{}{}
	}
	if err := p.Expect(ctx, paths); err != nil {
		return publish.Report{}, err
	}
	return s.put(ctx, p, slices.Sorted(maps.Keys(s)))
}

// Part publishes these paths of the site: those that it does not have are removed.
func (s Site) Part(ctx context.Context, t publish.Target, paths ...string) (publish.Report, error) {
	p, err := publish.Begin(ctx, t, publish.Options{At: At})
	if err != nil {
		return publish.Report{}, err
	}
	return s.put(ctx, p, paths)
}

func (s Site) put(ctx context.Context, p *publish.Session, paths []string) (publish.Report, error) {
	for _, path := range paths {
		var err error
		if _, ok := s[path]; ok {
			err = p.Put(s.File(path))
		} else {
			err = p.Remove(path)
		}
		if err != nil {
			return publish.Report{}, err
		}
	}
	return p.Finish(ctx)
}

// Check fails the test unless the target has exactly the site: every file, none
// that the site lacks among those once published, and a manifest that says so.
func (s Site) Check(t testing.TB, target publish.Reader, once ...string) {
	t.Helper()
	for path, want := range s {
		got, err := target.Read(t.Context(), path)
		if err != nil || string(got) != want {
			t.Errorf("%s holds %.40q, %v; want %.40q", path, got, err, want)
		}
	}
	for _, path := range once {
		if _, ok := s[path]; ok {
			continue
		}
		if body, err := target.Read(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %.40q, %v", path, body, err)
		}
	}
	s.checkManifest(t, target)
}

func (s Site) checkManifest(t testing.TB, target publish.Reader) {
	t.Helper()
	damaged, err := publish.Audit(t.Context(), target)
	if err != nil || len(damaged) > 0 {
		t.Errorf("the manifest does not tell the truth about %v, %v", damaged, err)
	}
	var m struct{ Files int }
	src, err := target.Read(t.Context(), publish.ManifestPath)
	if err == nil {
		err = json.Unmarshal(src, &m)
	}
	if err != nil || m.Files != len(s) {
		t.Errorf("the manifest lists %d files, %v; want %d", m.Files, err, len(s))
	}
}

// Sample makes a site of n incidents in the given version: the same paths with
// other bytes, and one path that only this version has.
func Sample(n int, version string) Site {
	s := Site{
		"index.html": "home " + version, "de/index.html": "Start " + version, "de/history/2026-11.html": "Monat " + version,
		"history.atom": "feed " + version, "api/v2/status.json": "status " + version,
		"history/2026-11.html": "month " + version, "assets/style.css": "body{}",
		"only-" + version + ".html": "once",
	}
	for i := range n {
		s[fmt.Sprintf("incidents/i%04d.html", i)] = fmt.Sprintf("incident %d %s", i, version)
	}
	return s
}
