package publishtest

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"tidings/internal/publish"
)

// Fixture is a target under test.
type Fixture struct {
	Target publish.Target
	// Again opens the same target as another program would.
	Again func() publish.Target
	// Place puts somebody else's file into it.
	Place func(path, body string)
}

type test = func(*testing.T, Fixture)

// Run holds a kind of target to what publish.Target promises.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	tests := promises(open)
	maps.Copy(tests, map[string]test{
		"a claim refuses an older one":            claims,
		"an overtaken publisher changes nothing":  overtaken,
		"a target remembers what was touched":     touched,
		"a heart beats beside the site":           beats,
		"a heart gives way to another publisher":  outbeaten,
		"a beat that stops anywhere harms nobody": func(t *testing.T, _ Fixture) { arrests(t, open) },
	})
	run(t, open, tests)
}

// RunAtomic holds a kind of target whose changes are all seen at once, when it is
// settled, to what is left of Run: others learn of a claim only then.
func RunAtomic(t *testing.T, open func(t *testing.T) Fixture) { run(t, open, promises(open)) }

// promises are those of every target.
func promises(open func(t *testing.T) Fixture) map[string]test {
	return map[string]test{
		"a site is published whole":               whole,
		"an unchanged site writes nothing":        unchanged,
		"a part is published":                     part,
		"somebody else's files stay":              foreign,
		"a paused publisher never goes backwards": func(t *testing.T, _ Fixture) { zombies(t, open) },
		"a publish that stops anywhere is mended": func(t *testing.T, _ Fixture) { interrupted(t, open) },
		"entry points follow what they refer to":  order,
		"a folder splits and joins":               split,
	}
}

func run(t *testing.T, open func(t *testing.T) Fixture, tests map[string]test) {
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func whole(t *testing.T, f Fixture) {
	a, b := Sample(20, "a"), Sample(15, "b")
	for _, site := range []Site{a, b, a} {
		if _, err := site.Whole(t.Context(), f.Target); err != nil {
			t.Fatal(err)
		}
		site.Check(t, f.Again(), both(a, b)...)
	}
}

func both(a, b Site) []string {
	return slices.Concat(slices.Collect(maps.Keys(a)), slices.Collect(maps.Keys(b)))
}

func unchanged(t *testing.T, f Fixture) {
	site := Sample(20, "a")
	first, err := site.Whole(t.Context(), f.Target)
	if err != nil {
		t.Fatal(err)
	}
	watched := &Watch{Target: f.Target}
	report, err := site.Whole(t.Context(), watched)
	if err != nil {
		t.Fatal(err)
	}
	if report.Written+report.Deleted+report.Parts != 0 || report.Unchanged != len(site) || report.Sequence != first.Sequence {
		t.Errorf("the second publish reports %+v", report)
	}
	if calls := watched.Changes(); len(calls) > 0 {
		t.Errorf("the second publish did %q", calls)
	}
}

func part(t *testing.T, f Fixture) {
	site := Sample(20, "a")
	if _, err := site.Whole(t.Context(), f.Target); err != nil {
		t.Fatal(err)
	}
	site["incidents/i0003.html"] = "changed"
	site["incidents/new.html"] = "new"
	delete(site, "incidents/i0004.html")
	report, err := site.Part(t.Context(), f.Target, "incidents/i0003.html", "incidents/new.html", "incidents/i0004.html", "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if report.Written != 2 || report.Deleted != 1 || report.Unchanged != 1 || report.Parts != 2 {
		t.Errorf("the report is %+v", report)
	}
	site.Check(t, f.Again(), "incidents/i0004.html")
}

func claims(t *testing.T, f Fixture) {
	other := f.Again()
	for _, step := range []struct {
		by  publish.Target
		seq uint64
		ok  bool
	}{{f.Target, 3, true}, {other, 3, false}, {other, 2, false}, {f.Target, 3, false}, {other, 4, true}, {f.Target, 3, false}} {
		err := step.by.Claim(t.Context(), step.seq)
		if step.ok != (err == nil) || err != nil && !errors.Is(err, publish.ErrFenced) {
			t.Errorf("claim %d: %v", step.seq, err)
		}
	}
}

func overtaken(t *testing.T, f Fixture) {
	ctx, other := t.Context(), f.Again()
	must(t, f.Target.Claim(ctx, 1))
	must(t, f.Target.Write(ctx, 1, "a/page.html", []byte("old")))
	must(t, other.Claim(ctx, 2))
	must(t, other.Write(ctx, 2, "a/page.html", []byte("new")))
	for name, err := range map[string]error{
		"write":  f.Target.Write(ctx, 1, "a/page.html", []byte("old")),
		"create": f.Target.Write(ctx, 1, "a/other.html", []byte("old")),
		"remove": f.Target.Remove(ctx, 1, "a/page.html"),
		"settle": f.Target.Settle(ctx, 1),
	} {
		if !errors.Is(err, publish.ErrFenced) {
			t.Errorf("%s by the older publisher: %v", name, err)
		}
	}
	if got, err := other.Read(ctx, "a/page.html"); string(got) != "new" || err != nil {
		t.Errorf("the page is %q, %v", got, err)
	}
	if _, err := other.Read(ctx, "a/other.html"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the older publisher made a file: %v", err)
	}
}

func touched(t *testing.T, f Fixture) {
	ctx := t.Context()
	must(t, f.Target.Claim(ctx, 1))
	must(t, f.Target.Write(ctx, 1, "b.html", nil))
	must(t, f.Target.Remove(ctx, 1, "a/a.html"))
	must(t, f.Target.Write(ctx, 1, "b.html", nil))
	state, err := f.Again().Recall(ctx)
	if err != nil || !slices.Equal(state.Touched, []string{"a/a.html", "b.html"}) || state.Changes != 3 || state.Sequence != 1 || state.Empty {
		t.Errorf("before settling: %+v, %v", state, err)
	}
	must(t, f.Target.Settle(ctx, 1))
	if state, err = f.Again().Recall(ctx); err != nil || len(state.Touched)+state.Changes > 0 {
		t.Errorf("after settling: %+v, %v", state, err)
	}
}

func foreign(t *testing.T, f Fixture) {
	ctx, site := t.Context(), Sample(3, "a")
	f.Place("CNAME", "status.example.com")
	f.Place("incidents/i0001.html", "mine")
	if _, err := site.Whole(ctx, f.Target); !errors.Is(err, publish.ErrForeign) || !strings.Contains(err.Error(), "incidents/i0001.html") {
		t.Fatalf("replacing somebody's file: %v", err)
	}
	if _, err := f.Again().Read(ctx, "index.html"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a refused publish wrote: %v", err)
	}
	delete(site, "incidents/i0001.html")
	for range 2 {
		if _, err := site.Whole(ctx, f.Target); err != nil {
			t.Fatal(err)
		}
	}
	site["incidents/i0001.html"] = "ours"
	if _, err := site.Part(ctx, f.Target, "incidents/i0001.html"); !errors.Is(err, publish.ErrForeign) {
		t.Errorf("replacing somebody's file in a part: %v", err)
	}
	for path, want := range map[string]string{"CNAME": "status.example.com", "incidents/i0001.html": "mine"} {
		if got, err := f.Again().Read(ctx, path); string(got) != want || err != nil {
			t.Errorf("%s is %q, %v", path, got, err)
		}
	}
}

func order(t *testing.T, f Fixture) {
	a, b := Sample(5, "a"), Sample(3, "b")
	if _, err := a.Whole(t.Context(), f.Target); err != nil {
		t.Fatal(err)
	}
	watched := &Watch{Target: f.Target}
	if _, err := b.Whole(t.Context(), watched); err != nil {
		t.Fatal(err)
	}
	calls := watched.Changes()
	want := []string{
		"write de/index.html", "write history.atom", "write index.html",
		"remove incidents/i0003.html", "remove incidents/i0004.html", "remove only-a.html",
	}
	at := slices.Index(calls, want[0])
	if at < 0 || len(calls) < at+len(want) || !slices.Equal(calls[at:at+len(want)], want) {
		t.Fatalf("entry points and deletions came as %q", calls)
	}
	for _, call := range calls[1:at] {
		if !strings.HasPrefix(call, "write ") || strings.HasPrefix(call, "write manifest") {
			t.Errorf("%q came before the entry points", call)
		}
	}
	if last := calls[len(calls)-2:]; !slices.Equal(last, []string{"write manifest.json", "settle"}) {
		t.Errorf("at last came %q", last)
	}
}

func split(t *testing.T, f Fixture) {
	ctx, site := context.Background(), Sample(512, "a")
	if _, err := site.Whole(ctx, f.Target); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"split", "split", "join", "split", "join"} {
		if step == "split" {
			site["incidents/more-"+string(rune('a'+len(site)%26))+".html"] = "one more"
		} else {
			maps.DeleteFunc(site, func(path, _ string) bool { return strings.HasPrefix(path, "incidents/more-") })
		}
		report, err := site.Part(ctx, f.Target, withMore(site)...)
		if err != nil {
			t.Fatal(step, err)
		}
		site.Check(t, f.Again())
		if step == "join" && report.Deleted == 0 {
			t.Errorf("nothing was deleted: %+v", report)
		}
		_, err = f.Again().Read(ctx, "manifest/incidents.json")
		if isSplit := errors.Is(err, fs.ErrNotExist); isSplit != (step == "split") {
			t.Errorf("after %s: manifest/incidents.json: %v", step, err)
		}
	}
}

// withMore are the site's paths and all that the steps above may have added.
func withMore(site Site) []string {
	paths := slices.Collect(maps.Keys(site))
	for c := 'a'; c <= 'z'; c++ {
		paths = append(paths, "incidents/more-"+string(c)+".html")
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
