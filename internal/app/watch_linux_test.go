package app

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// during runs a loop of the program until the test ends.
func (e *edited) during(loop func(context.Context)) {
	ctx, stop := context.WithCancel(e.t.Context())
	var running sync.WaitGroup
	running.Go(func() { loop(ctx) })
	e.t.Cleanup(func() { stop(); running.Wait() })
}

func (e *edited) within(most time.Duration, what string, done func() bool) {
	e.t.Helper()
	for end := time.Now().Add(most); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			e.t.Fatalf("%s took more than %s", what, most)
		}
	}
}

// Where looking at the folder takes so long that it is looked at seldom, an
// edit is applied soon all the same, in a folder that is new as well.
func TestEditOfALargeFolderIsAppliedSoon(t *testing.T) {
	e := newEdited(t)
	e.during(e.App.watch)
	e.seen.took = time.Hour
	e.during(func(ctx context.Context) { e.follow(ctx, e.seen) })
	time.Sleep(contentPoll / 10) // the folders are watched by now
	if err := os.MkdirAll(filepath.Join(e.Content, "incidents/2026/11"), 0o755); err != nil {
		t.Fatal(err)
	}
	e.write("incidents/2026/11/soon.md", incidentFile("Text"))
	e.within(contentPollMax/2, "an edit", func() bool { return len(e.has("soon")) == 1 })
}

func TestWatchTellsOfWhatCountsOnly(t *testing.T) {
	e := newEdited(t)
	for _, dir := range []string{".git", "empty"} {
		if err := os.Mkdir(filepath.Join(e.Content, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	e.during(e.App.watch)
	rung := func() bool {
		time.Sleep(100 * time.Millisecond)
		select {
		case <-e.toContent:
			return true
		default:
			return false
		}
	}
	rung()
	e.write(".git/index", "not content")
	if _, err := e.Folder.Look(); err != nil {
		t.Fatal(err)
	}
	if rung() {
		t.Error("it tells of a hidden folder, or of its own reading")
	}
	for _, name := range []string{"incidents/before.md", "empty/first.md"} {
		if e.write(name, "changed"); !rung() {
			t.Errorf("%s changed untold", name)
		}
	}
}
