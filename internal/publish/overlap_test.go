package publish_test

import (
	"errors"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

// TestASessionThatBeganWhileAnotherWasWriting begins a publish while an older
// one is under way. Whether that one then finishes or stops, what the newer one
// found at its beginning is no longer true, and it must not build on it.
func TestASessionThatBeganWhileAnotherWasWriting(t *testing.T) {
	for name, after := range map[string]error{"the older one finishes": nil, "the older one stops": publishtest.ErrKilled} {
		t.Run(name, func(t *testing.T) {
			target, site := seeded(t, 5)
			var newer *publish.Session
			older := &publishtest.Watch{Target: target, Before: func(n int) error {
				switch n {
				case 2:
					newer = begin(t, target, publish.Options{At: publishtest.At})
				case 4:
					return after
				}
				return nil
			}}
			site["incidents/i0001.html"], site["incidents/i0002.html"], site["incidents/i0003.html"] = "1", "2", "3"
			_, err := site.Part(t.Context(), older, "incidents/i0001.html", "incidents/i0002.html", "incidents/i0003.html")
			if !errors.Is(err, after) {
				t.Fatal(err)
			}
			err = newer.Put(publish.File{Path: "history/2026-11.html", Body: []byte("month")})
			if !errors.Is(err, publish.ErrFenced) {
				t.Errorf("the newer publish goes on: %v", err)
			}
		})
	}
}

// TestWhatARivalWritesIsNotSomebodyElses plans a publish over what another one
// is making at that moment: the reason to stop is the rival, not its files.
func TestWhatARivalWritesIsNotSomebodyElses(t *testing.T) {
	target, site := seeded(t, 5)
	var newer *publish.Session
	older := &publishtest.Watch{Target: target, Before: func(n int) error {
		switch n {
		case 1:
			newer = begin(t, target, publish.Options{At: publishtest.At, Whole: true, MaxDeletions: 1})
		case 3:
			if err := newer.Expect(t.Context(), names("incidents/new1.html")); !errors.Is(err, publish.ErrFenced) || errors.Is(err, publish.ErrForeign) {
				t.Errorf("the newer publish: %v", err)
			}
		}
		return nil
	}}
	site["incidents/new1.html"], site["incidents/new2.html"] = "1", "2"
	if _, err := site.Part(t.Context(), older, "incidents/new1.html", "incidents/new2.html"); err != nil {
		t.Fatal(err)
	}
	site.Check(t, target)
}
