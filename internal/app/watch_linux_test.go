package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tidings/test/wait"
)

// during runs a loop of the program until the test ends.
func (e *edited) during(loop func(context.Context)) {
	ctx, stop := context.WithCancel(e.t.Context())
	var running sync.WaitGroup
	running.Go(func() { loop(ctx) })
	e.t.Cleanup(func() { stop(); running.Wait() })
}

// Where looking at the folder takes so long that it is looked at seldom, an
// edit is applied soon all the same, in a folder that is new as well. Each is made
// right after a look, so that without a watch all would take long: on a machine that
// has other things to do it is enough that one does not.
func TestEditOfALargeFolderIsAppliedSoon(t *testing.T) {
	e := newEdited(t)
	e.during(e.App.watch)
	e.seen.took = time.Hour
	e.during(func(ctx context.Context) { e.follow(ctx, e.seen) })
	var took []time.Duration
	for n := range 10 {
		id, began := fmt.Sprint("soon-", n), time.Now()
		if err := os.MkdirAll(filepath.Join(e.Content, "incidents", id, "11"), 0o755); err != nil {
			t.Fatal(err)
		}
		e.write("incidents/"+id+"/11/"+id+".md", incidentFile("Text"))
		wait.Until(t, func() bool { return len(e.has(id)) == 1 }, func() string { return id + " is not applied" })
		if took = append(took, time.Since(began)); took[n] < contentPollMax/2 {
			return
		}
	}
	t.Errorf("edits took %v", took)
}

func TestWatchTellsOfWhatCountsOnly(t *testing.T) {
	e := newEdited(t)
	for _, dir := range []string{".git", "empty"} {
		if err := os.Mkdir(filepath.Join(e.Content, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	e.during(e.App.watch)
	for _, name := range []string{"incidents/before.md", "empty/first.md"} {
		wait.Until(t, func() bool {
			e.write(name, "changed") // again: it may not be watched yet
			return e.toContent.rung()
		}, func() string { return name + " changed untold" })
	}
	told := func() bool {
		time.Sleep(100 * time.Millisecond)
		return e.toContent.rung()
	}
	for range 10 { // what was written before may still be told of
		told()
		e.write(".git/index", "not content")
		if _, err := e.Folder.Look(); err != nil {
			t.Fatal(err)
		}
		if !told() {
			return
		}
	}
	t.Error("it tells of a hidden folder, or of its own reading")
}
