package build_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/build"
	"tidings/internal/lastbuild"
	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
	"tidings/internal/repo/sitetest"
)

var asOf = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// run builds content into out as one process would.
func run(t testing.TB, content, out string, change func(*build.Options)) build.Report {
	t.Helper()
	target, err := disk.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	o := build.Options{Content: content, Target: target, Memory: lastbuild.At(filepath.Join(out, ".tidings", "build")), AsOf: asOf}
	if change != nil {
		change(&o)
	}
	report, err := build.Run(context.Background(), o)
	if err != nil || len(report.Problems) > 0 {
		t.Fatal(err, report.Problems)
	}
	return report
}

// whole builds into memory, remembering nothing.
func whole(t *testing.T, content string, change func(*build.Options)) map[string]string {
	t.Helper()
	target := &publishtest.Memory{}
	o := build.Options{Content: content, Target: target, AsOf: asOf}
	change(&o)
	if report, err := build.Run(context.Background(), o); err != nil || len(report.Problems) > 0 {
		t.Fatal(err, report.Problems)
	}
	files := target.Files()
	delete(files, "manifest.json")
	return files
}

// site reads a built site, without what is private or counts publishes.
func site(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == ".tidings" {
				return fs.SkipDir
			}
			return nil
		}
		if path != "manifest.json" {
			b, err := os.ReadFile(filepath.Join(dir, path))
			files[path] = string(b)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func generate(t testing.TB, n int, o sitetest.Options) string {
	t.Helper()
	dir := t.TempDir()
	if err := sitetest.Generate(dir, n, o); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestBuildingTwiceGivesTheSameBytesAndThenNothing(t *testing.T) {
	content := generate(t, 300, sitetest.Options{Maintenance: 20})
	a, b := t.TempDir(), t.TempDir()
	first := run(t, content, a, nil)
	run(t, content, b, nil)
	if diff := cmp.Diff(site(t, a), site(t, b)); diff != "" {
		t.Errorf("two builds of the same content differ:\n%s", diff)
	}
	again := run(t, content, a, nil)
	if again.Written != 0 || again.Sequence != first.Sequence {
		t.Errorf("building again wrote %d files as sequence %d, first was %d", again.Written, again.Sequence, first.Sequence)
	}
}

const slow = "---\ntitle: Slow answers\nimpact: minor\n---\n## 2026-10-30T10:00:00Z investigating\nWe look.\n"

func write(t *testing.T, content, path, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(content, filepath.FromSlash(path)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOnlyOneBuildAtATime(t *testing.T) {
	content, out := generate(t, 3, sitetest.Options{}), t.TempDir()
	other := lastbuild.At(filepath.Join(out, ".tidings", "build"))
	if err := other.Lock(); err != nil {
		t.Fatal(err)
	}
	_, err := build.Run(t.Context(), build.Options{Content: content, Target: &publishtest.Memory{}, Memory: lastbuild.At(filepath.Join(out, ".tidings", "build")), AsOf: asOf})
	if !errors.Is(err, lastbuild.ErrBusy) {
		t.Errorf("beside another build: %v", err)
	}
	if err := other.Unlock(); err != nil {
		t.Fatal(err)
	}
	run(t, content, out, nil)
}

// What another program knew, or what is said of the whole site, is not gone on from.
func TestWhatTheLastBuildKnewIsForTheSameSiteAlone(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, content, out string, o *build.Options){
		"another program":       func(_ *testing.T, _, _ string, o *build.Options) { o.Program = "a newer one" },
		"another form of links": func(_ *testing.T, _, _ string, o *build.Options) { o.FileLinks = true },
		"an earlier moment":     func(_ *testing.T, _, _ string, o *build.Options) { o.AsOf = asOf.AddDate(0, -1, 0) },
		"another site.yaml": func(t *testing.T, content, _ string, _ *build.Options) {
			write(t, content, "site.yaml", "name: Renamed\nurl: https://status.example.com\n")
		},
		"a publish by somebody else": func(t *testing.T, content, out string, _ *build.Options) {
			write(t, content, "incidents/brief.md", slow)
			run(t, content, out, func(o *build.Options) { o.Memory = nil })
			if err := os.Remove(filepath.Join(content, "incidents", "brief.md")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			content, out := generate(t, 9, sitetest.Options{Components: 3}), t.TempDir()
			run(t, content, out, nil)
			if again := run(t, content, out, nil); again.Unchanged > 5 {
				t.Fatalf("with nothing changed %d files were made", again.Unchanged)
			}
			o := build.Options{AsOf: asOf}
			change(t, content, out, &o)
			report := run(t, content, out, func(into *build.Options) {
				into.Program, into.FileLinks, into.AsOf, into.MaxDeletions = o.Program, o.FileLinks, o.AsOf, 1
			})
			want := whole(t, content, func(into *build.Options) { into.FileLinks, into.AsOf = o.FileLinks, o.AsOf })
			if made := report.Written + report.Unchanged; made != pages(want) {
				t.Errorf("%d files were made, want all %d", made, pages(want))
			}
			if diff := cmp.Diff(want, site(t, out)); diff != "" {
				t.Errorf("the site is not that of the content:\n%s", diff)
			}
		})
	}
}

// pages counts a site's files without the documents that list them.
func pages(site map[string]string) (n int) {
	for path := range site {
		if !strings.HasPrefix(path, "manifest/") {
			n++
		}
	}
	return n
}

func TestContentOfTomorrowIsRefusedInWholeAndInPart(t *testing.T) {
	content, out := generate(t, 3, sitetest.Options{}), t.TempDir()
	run(t, content, out, nil)
	write(t, content, "incidents/slow.md", slow)
	for _, whole := range []bool{false, true} {
		target, err := disk.Open(out)
		if err != nil {
			t.Fatal(err)
		}
		defer target.Close()
		report, err := build.Run(t.Context(), build.Options{
			Content: content, Target: target, Memory: lastbuild.At(filepath.Join(out, ".tidings", "build")), AsOf: asOf, Whole: whole,
			Now: time.Date(2026, 10, 29, 0, 0, 0, 0, time.UTC),
		})
		if err != nil || len(report.Problems) == 0 || report.Written != 0 {
			t.Errorf("whole: %t: %+v, %v", whole, report, err)
		}
	}
}

func TestASecondFileWithAnIDIsRefusedAlsoWhenOnlyItIsNew(t *testing.T) {
	content, out := generate(t, 3, sitetest.Options{}), t.TempDir()
	write(t, content, "incidents/slow.md", slow)
	run(t, content, out, nil)
	before := site(t, out)
	write(t, content, "incidents/slower.md", strings.Replace(slow, "title", "id: slow\ntitle", 1))
	target, err := disk.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer target.Close()
	report, err := build.Run(t.Context(), build.Options{Content: content, Target: target, Memory: lastbuild.At(filepath.Join(out, ".tidings", "build")), AsOf: asOf})
	if err != nil || len(report.Problems) != 1 || !strings.HasPrefix(report.Problems[0].String(), "incidents/slower.md:2:5: the id \"slow\" is also that of incidents/slow.md") {
		t.Errorf("%v, %v", report.Problems, err)
	}
	if diff := cmp.Diff(before, site(t, out)); diff != "" {
		t.Errorf("the site is another:\n%s", diff)
	}
}

// Whoever names a file that there never was has changed another one.
func TestAWrongNameOfAChangedFileHidesNoChange(t *testing.T) {
	content, out := generate(t, 3, sitetest.Options{}), t.TempDir()
	run(t, content, out, nil)
	write(t, content, "incidents/slow.md", slow)
	run(t, content, out, func(o *build.Options) { o.Changed = []string{"incidents/sloow.md"} })
	if diff := cmp.Diff(whole(t, content, func(*build.Options) {}), site(t, out)); diff != "" {
		t.Errorf("the site is not that of the content:\n%s", diff)
	}
}

func TestAsOfShowsWhatWasKnownThen(t *testing.T) {
	content := generate(t, 0, sitetest.Options{Components: 3})
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(content, "incidents", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("slow.md", "---\ntitle: Slow answers\nimpact: minor\ncomponents: {c00: degraded_performance}\n---\n## 2026-10-30T10:00:00Z investigating\nWe look.\n\n## 2026-10-30T12:00:00Z resolved\nFound it.\n")
	write("later.md", "---\ntitle: Not yet\nimpact: minor\n---\n## 2026-10-31T10:00:00Z resolved\nA surprise.\n")
	files := whole(t, content, func(o *build.Options) { o.AsOf = time.Date(2026, 10, 30, 11, 0, 0, 0, time.UTC) })
	for _, path := range []string{"index.html", "incidents/slow.html", "api/v2/incidents.json", "history.atom"} {
		if !strings.Contains(files[path], "We look.") || strings.Contains(files[path], "Found it.") {
			t.Errorf("%s does not show the incident as it stood at eleven", path)
		}
	}
	write("slow.md", "---\ntitle: Slower answers\nimpact: minor\nearlier: [{until: 2026-10-30T13:00:00Z, title: Slow answers}]\n---\n## 2026-10-30T10:00:00Z investigating\n---\nearlier: [{until: 2026-10-30T14:00:00Z, body: We look.}]\n---\nWe looked.\n")
	for hour, says := range map[int][2]string{12: {"Slow answers", "We look."}, 13: {"Slower answers", "We look."}, 14: {"Slower answers", "We looked."}} {
		page := whole(t, content, func(o *build.Options) { o.AsOf = time.Date(2026, 10, 30, hour, 0, 0, 0, time.UTC) })["incidents/slow.html"]
		if !strings.Contains(page, ">"+says[0]+"</bdi></h1>") || !strings.Contains(page, "<p>"+says[1]+"</p>") || strings.Contains(page, "<details>") != (hour == 14) {
			t.Errorf("at %d the page does not say %q", hour, says)
		}
	}
	for path, body := range files {
		if strings.Contains(path, "later") || strings.Contains(body, "surprise") {
			t.Errorf("%s knows of the next day", path)
		}
	}
}

// steps is how many random changes are made; `make soak` makes more.
func steps() int {
	if os.Getenv("TIDINGS_SOAK") != "" {
		return 2000
	}
	return 50
}

func TestSoakIncrementalEqualsWhole(t *testing.T) {
	content := generate(t, 200, sitetest.Options{Maintenance: 12, Components: 9})
	out := t.TempDir()
	run(t, content, out, nil)
	rng := rand.New(rand.NewPCG(1, 2))
	now := asOf
	for step := range steps() {
		what, changed := mutate(t, rng, content, step, now)
		now = now.Add(time.Duration(rng.IntN(7)) * time.Hour)
		at := func(o *build.Options) { o.AsOf = now }
		named := func(o *build.Options) { at(o); o.Changed = changed }
		if rng.IntN(2) == 0 {
			run(t, content, out, at)
		} else {
			run(t, content, out, named)
		}
		if diff := differences(whole(t, content, at), site(t, out)); len(diff) > 0 {
			t.Fatalf("step %d (%s): the incremental build differs from the whole one:\n%s", step, what, strings.Join(diff, "\n"))
		}
	}
}

// differences names the files that differ, and where.
func differences(want, got map[string]string) (diff []string) {
	for path := range want {
		if _, ok := got[path]; !ok {
			diff = append(diff, path+" is missing")
		}
	}
	for path, g := range got {
		w, ok := want[path]
		if !ok {
			diff = append(diff, path+" should not be there")
			continue
		}
		n := 0
		for n < len(w) && n < len(g) && w[n] == g[n] {
			n++
		}
		if w != g {
			from := max(0, n-80)
			diff = append(diff, fmt.Sprintf("%s at byte %d:\n want %.200q\n  got %.200q", path, n, w[from:], g[from:]))
		}
	}
	slices.Sort(diff)
	return diff
}

// mutate makes one random edit and says what it was and which files it changed.
func mutate(t *testing.T, rng *rand.Rand, content string, step int, now time.Time) (what string, changed []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(content, "incidents", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	file := files[rng.IntN(len(files))]
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(src)
	switch rng.IntN(6) {
	case 5:
		what, text = "edit", editFirst(text, now.Add(time.Duration(rng.IntN(20)-6)*time.Hour), step)
	case 0:
		what, text = "new incident", fmt.Sprintf("---\ntitle: New trouble %d\nimpact: major\ncomponents: {c00: major_outage, c0%d: partial_outage}\n---\n## %s investigating\nWe look into it.\n", step, 1+rng.IntN(8), now.Add(-time.Hour).Format(time.RFC3339))
		if rng.IntN(2) == 0 {
			text += fmt.Sprintf("\n## %s resolved\nOver, later.\n", now.Add(time.Duration(rng.IntN(30))*time.Hour).Format(time.RFC3339))
		}
		file = filepath.Join(content, "incidents", fmt.Sprintf("new-%d.md", step))
	case 1:
		if strings.Contains(text, "Over, later") {
			return "nothing", []string{rel(content, file)}
		}
		state := []string{"monitoring", "resolved", "postmortem"}[rng.IntN(3)]
		if strings.Contains(text, " postmortem\n") { // after which there is nothing else
			state = "postmortem"
		}
		what, text = "update", text+"\n\n## "+now.Format(time.RFC3339)+" "+state+"\nMore is known, step "+fmt.Sprint(step)+".\n"
	case 2:
		what, text = "title", strings.Replace(text, "title: ", fmt.Sprintf("title: Edited %d ", step), 1)
	case 3:
		what, text = "components", strings.Replace(text, "components: {", fmt.Sprintf("components: {c0%d: degraded_performance, ", rng.IntN(9)), 1)
		if strings.Count(text, text[strings.Index(text, "components: {")+13:][:4]) > 1 {
			text = string(src)
		}
	case 4:
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		return "delete " + filepath.Base(file), []string{rel(content, file)}
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return what + " " + filepath.Base(file), []string{rel(content, file)}
}

// editFirst gives the first update another text, at a time that may be to come,
// and keeps what it said.
func editFirst(text string, at time.Time, step int) string {
	front, rest, ok := strings.Cut(text, "\n## ")
	heading, body, ok2 := strings.Cut(rest, "\n")
	if !ok || !ok2 || strings.HasPrefix(body, "---") {
		return text
	}
	block := fmt.Sprintf("---\nearlier: [{until: %s, body: What it said before %d.}]\n---\n", at.Format(time.RFC3339), step)
	return front + "\n## " + heading + "\n" + block + body
}

func rel(content, file string) string {
	name, _ := filepath.Rel(content, file)
	return filepath.ToSlash(name)
}
