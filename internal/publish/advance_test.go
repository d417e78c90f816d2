package publish_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

// advanced publishes a page, the home page ahead, and a feed, and gives what
// was written by then and in the end.
func advanced(t *testing.T, target publish.Target) (ahead, all []string) {
	t.Helper()
	watched := &publishtest.Watch{Target: target}
	s := begin(t, watched, publish.Options{At: publishtest.At})
	put := func(path string, entry bool) {
		t.Helper()
		if err := s.Put(publish.File{Path: path, Body: []byte("new"), Entry: entry}); err != nil {
			t.Fatal(err)
		}
	}
	put("index.html", true)
	put("incidents/i0001.html", false)
	if err := s.Advance(); err != nil {
		t.Fatal(err)
	}
	ahead = slices.Clone(watched.Changes())
	put("history.atom", true)
	if _, err := s.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ahead, watched.Changes()
}

func TestTheHomePageCanGoAhead(t *testing.T) {
	target, _ := seeded(t, 5)
	ahead, all := advanced(t, target)
	if at := slices.IndexFunc(ahead, func(c string) bool { return strings.Contains(c, "index.html") }); at < 0 || !strings.Contains(ahead[at-1], "i0001") {
		t.Errorf("before the feed was made: %q", ahead)
	}
	home := slices.DeleteFunc(slices.Clone(all), func(c string) bool { return !strings.Contains(c, "index.html") })
	if len(home) != 1 {
		t.Errorf("the home page was written %d times: %q", len(home), all)
	}
	if got := target.Files(); got["index.html"] != "new" || got["history.atom"] != "new" {
		t.Errorf("home page %q, feed %q", got["index.html"], got["history.atom"])
	}
}

func TestNothingGoesAheadOfWhatIsToBeMended(t *testing.T) {
	target, _ := seeded(t, 5)
	if err := errors.Join(target.Claim(t.Context(), 50), target.Write(t.Context(), 50, "incidents/i0001.html", []byte("half"))); err != nil {
		t.Fatal(err)
	}
	ahead, all := advanced(t, target)
	if slices.ContainsFunc(ahead, func(c string) bool { return strings.Contains(c, "index.html") }) {
		t.Errorf("written ahead: %q", ahead)
	}
	if !slices.ContainsFunc(all, func(c string) bool { return strings.Contains(c, "index.html") }) {
		t.Errorf("in the end: %q", all)
	}
}

func TestNothingGoesAheadAfterAFailure(t *testing.T) {
	target, site := seeded(t, 5)
	broken := errors.New("broken")
	watched := &publishtest.Watch{Target: target, Before: func(n int) error {
		if n == 1 {
			return broken
		}
		return nil
	}}
	s := begin(t, watched, publish.Options{At: publishtest.At})
	s.Put(publish.File{Path: "index.html", Body: []byte("new"), Entry: true})
	s.Put(publish.File{Path: "incidents/i0001.html", Body: []byte("new")})
	if err := s.Advance(); !errors.Is(err, broken) {
		t.Errorf("it goes ahead with %v", err)
	}
	if got := target.Files()["index.html"]; got != site["index.html"] {
		t.Errorf("the home page is %q", got)
	}
}
