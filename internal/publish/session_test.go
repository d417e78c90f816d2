package publish_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

func begin(t testing.TB, target publish.Target, o publish.Options) *publish.Session {
	t.Helper()
	s, err := publish.Begin(t.Context(), target, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// seeded is a target with a sample site of n incidents.
func seeded(t testing.TB, n int) (*publishtest.Memory, publishtest.Site) {
	t.Helper()
	target, site := &publishtest.Memory{}, publishtest.Sample(n, "a")
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	return target, site
}

func names(paths ...string) map[string]struct{} {
	out := map[string]struct{}{}
	for _, path := range paths {
		out[path] = struct{}{}
	}
	return out
}

func TestTooManyDeletions(t *testing.T) {
	for _, c := range []struct {
		files, deleted int
		share          float64
		ok             bool
	}{
		{30, 20, 0, true}, {30, 21, 0, false}, {300, 30, 0, true}, {300, 31, 0, false},
		{300, 60, 0.2, true}, {300, 61, 0.2, false}, {300, 300, 1, true}, {5, 5, 0, true},
	} {
		t.Run(fmt.Sprintf("%d of %d at %v", c.deleted, c.files, c.share), func(t *testing.T) {
			for _, whole := range []bool{true, false} {
				deletions(t, c.files, c.deleted, c.share, whole, c.ok)
			}
		})
	}
}

func deletions(t *testing.T, files, deleted int, share float64, whole, ok bool) {
	site, gone, kept := publishtest.Site{}, []string{}, names()
	for i := range files {
		path := fmt.Sprintf("incidents/%03d.html", i)
		site[path] = path
		if i < deleted {
			gone = append(gone, path)
		} else {
			kept[path] = struct{}{}
		}
	}
	var target publishtest.Memory
	if _, err := site.Whole(t.Context(), &target); err != nil {
		t.Fatal(err)
	}
	watched := &publishtest.Watch{Target: &target}
	s := begin(t, watched, publish.Options{At: publishtest.At, Whole: whole, MaxDeletions: share})
	var err error
	if whole {
		err = s.Expect(t.Context(), kept)
	} else {
		err = s.Remove(gone...)
	}
	if ok != (err == nil) || err != nil && !errors.Is(err, publish.ErrTooManyDeletions) {
		t.Errorf("whole %v: %v", whole, err)
	}
	if len(watched.Changes()) > 0 {
		t.Errorf("whole %v: planning did %q", whole, watched.Changes())
	}
}

func TestPathsThatNoSiteHas(t *testing.T) {
	for _, path := range []string{
		"", ".", "..", "/index.html", "../x", "a/../b", "a//b", "a/", "./a", "a\\b", "a\x00b", "a\nb", `a"b`, "a\xffb", "a\x7fb",
		"manifest.json", "manifest", "manifest/api.json", ".tidings", ".tidings/fence", ".tidings-1.tmp", "api.json/x",
	} {
		var target publishtest.Memory
		s := begin(t, &target, publish.Options{At: publishtest.At})
		if err := s.Put(publish.File{Path: path, Body: []byte("x")}); err == nil {
			t.Errorf("%q was put", path)
		}
		if err := begin(t, &target, publish.Options{Whole: true}).Expect(t.Context(), names(path)); err == nil {
			t.Errorf("%q was expected", path)
		}
		if _, err := s.Finish(t.Context()); err == nil || len(target.Files()) > 0 {
			t.Errorf("a publish with %q ended with %v, %v", path, err, target.Files())
		}
	}
	for _, path := range []string{"a.html", "größe.html", "a b.html", "a/b/c/d.json", "x.json", ".well-known/security.txt", "a~b'&<.html"} {
		if err := publish.CheckPath(path); err != nil {
			t.Error(err)
		}
	}
}

func TestASessionIsUsedAsItShould(t *testing.T) {
	ctx, page := t.Context(), publish.File{Path: "a.html", Body: []byte("a")}
	for name, use := range map[string]func(s *publish.Session) error{
		"put before expect": func(s *publish.Session) error { return s.Put(page) },
		"nothing expected":  func(s *publish.Session) error { _, err := s.Finish(ctx); return err },
		"twice the same": func(s *publish.Session) error {
			return errors.Join(s.Expect(ctx, names("a.html")), s.Put(page), s.Put(page))
		},
		"expected, not made": func(s *publish.Session) error {
			_, err := s.Finish(ctx)
			return errors.Join(s.Expect(ctx, names("a.html")), err)
		},
	} {
		var target publishtest.Memory
		s := begin(t, &target, publish.Options{Whole: true})
		if err := use(s); err == nil {
			t.Errorf("%s is allowed", name)
		}
		if _, err := s.Finish(ctx); err == nil {
			t.Errorf("%s: the session finished", name)
		}
		if _, ok := target.Files()[publish.ManifestPath]; ok {
			t.Errorf("%s: a manifest was written", name)
		}
	}
}

func TestAFailedWriteKeepsTheOldEntryPoints(t *testing.T) {
	target, site := seeded(t, 5)
	broken := errors.New("broken")
	watched := &publishtest.Watch{Target: target, Before: func(n int) error {
		if n == 2 {
			return broken
		}
		return nil
	}}
	s := begin(t, watched, publish.Options{At: publishtest.At})
	s.Put(publish.File{Path: "index.html", Body: []byte("new"), Entry: true})
	s.Put(publish.File{Path: "incidents/i0001.html", Body: []byte("new")})
	s.Put(publish.File{Path: "incidents/i0002.html", Body: []byte("new")})
	if _, err := s.Finish(t.Context()); !errors.Is(err, broken) {
		t.Errorf("the publish ends with %v", err)
	}
	if got := target.Files()["index.html"]; got != site["index.html"] {
		t.Errorf("the home page is %q", got)
	}
}

func TestManyGoroutinesPut(t *testing.T) {
	var target publishtest.Memory
	site := publishtest.Sample(1200, "a")
	s := begin(t, &target, publish.Options{At: publishtest.At})
	var group sync.WaitGroup
	for path := range site {
		group.Go(func() {
			if err := s.Put(site.File(path)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	report, err := s.Finish(t.Context())
	if err != nil || report.Written != len(site) {
		t.Errorf("%+v, %v", report, err)
	}
	site.Check(t, &target)
}

func TestAClockThatJumpsBack(t *testing.T) {
	target, site := seeded(t, 3)
	s := begin(t, target, publish.Options{At: publishtest.At.Add(-48 * time.Hour)})
	if err := s.Put(publish.File{Path: "index.html", Body: []byte("later"), Entry: true}); err != nil {
		t.Fatal(err)
	}
	site["index.html"] = "later"
	if report, err := s.Finish(t.Context()); err != nil || report.Sequence != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	site.Check(t, target)
}

func TestAStoppedPublish(t *testing.T) {
	target, site := seeded(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := publish.Begin(ctx, target, publish.Options{At: publishtest.At})
	if err != nil {
		t.Fatal(err)
	}
	s.Put(publish.File{Path: "index.html", Body: []byte("new"), Entry: true})
	cancel()
	if _, err := s.Finish(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	site.Check(t, target)
}

func TestASessionThatBeganBeforeAnotherEndedIsRefused(t *testing.T) {
	target, site := seeded(t, 3)
	early := begin(t, target, publish.Options{At: publishtest.At})
	site["index.html"] = "newer"
	if _, err := site.Part(t.Context(), target, "index.html"); err != nil {
		t.Fatal(err)
	}
	err := early.Put(publish.File{Path: "incidents/i0001.html", Body: []byte("older")})
	if !errors.Is(err, publish.ErrFenced) {
		t.Errorf("the earlier session: %v", err)
	}
	site.Check(t, target)
}

// counted counts what is read of a target.
type counted struct {
	publish.Target
	mu    sync.Mutex
	reads []string
	bytes int
}

func (c *counted) Read(ctx context.Context, path string) ([]byte, error) {
	body, err := c.Target.Read(ctx, path)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads, c.bytes = append(c.reads, path), c.bytes+len(body)
	return body, err
}

func TestTheCostOfAnUpdateDoesNotGrowWithTheSite(t *testing.T) {
	for _, n := range []int{600, 20_000} {
		target, _ := seeded(t, n)
		reads := &counted{Target: target}
		s := begin(t, reads, publish.Options{At: publishtest.At})
		for _, path := range []string{"incidents/i0001.html", "incidents/new.html", "history/2026-11.html", "index.html"} {
			if err := s.Put(publish.File{Path: path, Body: []byte("new"), Entry: path == "index.html"}); err != nil {
				t.Fatal(err)
			}
		}
		report, err := s.Finish(t.Context())
		if err != nil || report.Written != 4 || report.Parts != 4 {
			t.Errorf("with %d incidents: %+v, %v", n, report, err)
		}
		if len(reads.reads) > 8 || reads.bytes > 50_000 {
			t.Errorf("with %d incidents, %d bytes were read: %s", n, reads.bytes, strings.Join(reads.reads, " "))
		}
	}
}

// TestAPartThatAnInterruptedPublishChanged has a publish stop between the parts
// and manifest.json, in a folder that the next one has nothing to do with.
func TestAPartThatAnInterruptedPublishChanged(t *testing.T) {
	target, site := seeded(t, 3)
	files := target.Files()
	files["manifest/incidents.json"] = "{}"
	target.Restore(files)
	if err := target.Claim(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if err := target.Write(t.Context(), 2, "manifest/incidents.json", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	site["index.html"] = "new"
	if _, err := site.Part(t.Context(), target, "index.html"); !errors.Is(err, publish.ErrUnfinished) {
		t.Errorf("a part was published over a damaged manifest: %v", err)
	}
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	site.Check(t, target)
}

// TestASiteDeletedWhileItIsPlanned has somebody delete the site between the look
// at it and the first write: no other publisher is to blame, and the whole site mends it.
func TestASiteDeletedWhileItIsPlanned(t *testing.T) {
	target, site := seeded(t, 3)
	s, err := publish.Begin(t.Context(), target, publish.Options{At: publishtest.At})
	if err != nil {
		t.Fatal(err)
	}
	target.Restore(map[string]string{})
	err = s.Put(publish.File{Path: "index.html", Body: []byte("new")})
	if err == nil {
		_, err = s.Finish(t.Context())
	}
	if !errors.Is(err, publish.ErrUnfinished) || errors.Is(err, publish.ErrFenced) {
		t.Errorf("got %v", err)
	}
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	site.Check(t, target)
}
