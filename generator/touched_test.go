package generator_test

import (
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"tidings/generator"
	"tidings/internal/status"
)

// TestTheHomePagesAreMadeFirst holds what a publisher relies on that puts them
// in place while all else is still being made: no page that they lead to and
// that may be new comes later. What was there before keeps nobody waiting.
func TestTheHomePagesAreMadeFirst(t *testing.T) {
	w := newWorld(t, 5)
	w.fill(60, 1)
	w.config.Site.Languages = []string{"en", "de"}
	inc := w.incidents["open0"]
	day := status.DateOf(inc.Started(), w.config.Site.Zone)
	for name, scope := range map[string]status.Scope{
		"a signal":   {Current: true, Components: []string{"c1"}},
		"an update":  {Current: true, Incidents: []string{inc.ID}, Components: []string{"c1", "c2"}, Days: []status.Date{day}},
		"a new day":  {Midnight: true},
		"old things": {Incidents: []string{"i000007"}},
	} {
		t.Run(name, func(t *testing.T) { firstMade(t, w, scope) })
	}
}

func firstMade(t *testing.T, w *world, scope status.Scope) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // two workers at once have no order
	var mu sync.Mutex
	made := map[string]bool{} // by path: whether it is an entry point
	var first map[string]bool // those made when the home pages may go
	in := w.input(t)
	in.HomeMade = func() error {
		mu.Lock()
		defer mu.Unlock()
		if first != nil {
			t.Error("the home pages are made twice")
		}
		first = maps.Clone(made)
		return nil
	}
	_, err := generator.Build(context.Background(), in, scope, func(f generator.File) error {
		mu.Lock()
		defer mu.Unlock()
		made[f.Path] = f.Entry
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, home := range []string{"index.html", "de/index.html"} {
		if _, ok := first[home]; !ok {
			t.Errorf("%s is not made first, but %q", home, slices.Sorted(maps.Keys(first)))
		}
	}
	for path, entry := range made {
		_, ok := first[path]
		home := strings.HasSuffix(path, "index.html") && entry
		told := !entry && (strings.Contains(path, "incidents/") || strings.Contains(path, "maintenance/"))
		if ok != (home || told) {
			t.Errorf("%s is made before the home pages may go: %t, want %t", path, ok, home || told)
		}
	}
}
