package generator_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"tidings/generator"
	"tidings/internal/status"
)

// TestEntryPointsComeLast holds which files a publisher has to write after all
// others: what visitors and programs ask for by a fixed address, and nothing
// that there is one of per entry.
func TestEntryPointsComeLast(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(60, 1)
	var mu sync.Mutex
	entries := map[string]bool{}
	_, err := generator.Build(t.Context(), w.input(t), status.Scope{All: true}, func(f generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		entries[f.Path] = f.Entry
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"index.html", "404.html", "history.atom", "updates.json", "status.txt", "api/v2/summary.json", "sitemap.xml", "badge.svg"} {
		if !entries[path] {
			t.Errorf("%s is no entry point", path)
		}
	}
	for path, entry := range entries {
		if entry && (strings.HasPrefix(path, "incidents/") || strings.HasPrefix(path, "history/") || strings.HasPrefix(path, "components/")) {
			t.Errorf("%s is an entry point", path)
		}
	}
}

func TestBuildStopsAtTheFirstError(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(2000, 1)
	full := errors.New("disk full")
	var mu sync.Mutex
	calls := 0
	_, err := generator.Build(t.Context(), w.input(t), status.Scope{All: true}, func(generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		calls++
		return full
	})
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	if calls > 100 {
		t.Errorf("went on for %d files", calls)
	}
}

func TestBuildStopsWhenTold(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(200, 1)
	ctx, stop := context.WithCancel(t.Context())
	_, err := generator.Build(ctx, w.input(t), status.Scope{All: true}, func(generator.File) error {
		stop()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestMissingFactIsAnError holds that a list which names what the archive does
// not have stops a build, while an incident that a scope names may be gone.
func TestMissingFactIsAnError(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(10, 1)
	in := w.input(t)
	delete(w.incidents, "i000003")
	if _, err := try(in, status.Scope{All: true}); !errors.Is(err, status.ErrNotFound) || !strings.Contains(err.Error(), "i000003") {
		t.Errorf("got %v", err)
	}
	gone, err := try(w.input(t), status.Scope{Incidents: []string{"i000003"}})
	if err != nil || len(gone) != 1 || gone[0] != "incidents/i000003.html" {
		t.Errorf("got %v, %v", gone, err)
	}
}
