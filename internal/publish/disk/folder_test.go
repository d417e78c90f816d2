package disk_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

func TestVerifyFindsDamageAndHasItMended(t *testing.T) {
	dir, site := filepath.Join(t.TempDir(), "public"), publishtest.Sample(600, "a")
	target := open(t, dir)
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	target.Close()
	place(t, dir, "index.html", "") // as after a power failure
	place(t, dir, "incidents/i0007.html", "older")
	os.Remove(filepath.Join(dir, "incidents/i0009.html"))
	target = open(t, dir)
	damaged, err := target.Verify(t.Context())
	want := []string{"incidents/i0007.html", "incidents/i0009.html", "index.html"}
	if err != nil || !slices.Equal(damaged, want) {
		t.Fatalf("damaged: %q, %v; want %q", damaged, err, want)
	}
	report, err := site.Whole(t.Context(), target)
	if err != nil || report.Written != 3 {
		t.Fatalf("%+v, %v", report, err)
	}
	site.Check(t, target)
	if damaged, err := target.Verify(t.Context()); err != nil || len(damaged) > 0 {
		t.Errorf("after mending: %q, %v", damaged, err)
	}
}

func TestUncleanStops(t *testing.T) {
	dir, site := filepath.Join(t.TempDir(), "public"), publishtest.Sample(3, "a")
	unclean := func(want bool, when string) *disk.Target {
		t.Helper()
		target := open(t, dir)
		if target.Unclean() != want {
			t.Errorf("%s: unclean is %v", when, target.Unclean())
		}
		return target
	}
	first := unclean(false, "a new folder")
	if _, err := site.Whole(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	unclean(true, "while the first program runs, or after it was killed")
	first.Close()
	unclean(false, "after an orderly stop")
	place(t, dir, ".tidings/marker", "closed another-start-of-the-machine\n")
	careless := unclean(true, "after the machine was started again")
	site["index.html"] = "changed"
	if _, err := site.Part(t.Context(), careless, "index.html"); err != nil {
		t.Fatal(err)
	}
	careless.Close()
	restarted := unclean(true, "after a publish that looked nothing over")
	if _, err := restarted.Verify(t.Context()); err != nil || restarted.Unclean() {
		t.Errorf("after verifying: %v", err)
	}
	restarted.Close()
	unclean(false, "after it was verified")
}

func TestNoLinkLeadsOut(t *testing.T) {
	base := t.TempDir()
	dir, outside := filepath.Join(base, "public"), filepath.Join(base, "outside")
	place(t, outside, "i0001.html", "not ours")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "incidents")); err != nil {
		t.Fatal(err)
	}
	if _, err := publishtest.Sample(3, "a").Whole(t.Context(), open(t, dir)); err == nil {
		t.Error("a site was published through a link")
	}
	if body, err := os.ReadFile(filepath.Join(outside, "i0001.html")); string(body) != "not ours" {
		t.Errorf("the file outside is %q, %v", body, err)
	}
	if files, _ := os.ReadDir(outside); len(files) != 1 {
		t.Errorf("%d files are outside", len(files))
	}
}

func TestWhatStandsInTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		path, body string // put there before
		want       string // in the error
	}{
		"a file for a folder":   {"incidents", "file", "a file stands where a folder is needed"},
		"a folder for a file":   {"index.html/x", "file", "a folder where a file is"},
		"another manifest.json": {"manifest.json", `{"name":"Our app"}`, "manifest.json"},
		"a manifest folder":     {"manifest/incidents.json", "{}", "manifest/incidents.json would be replaced"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			place(t, dir, c.path, c.body)
			_, err := publishtest.Sample(3, "a").Whole(t.Context(), open(t, dir))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(c.path))); string(body) != c.body {
				t.Errorf("it is now %q, %v", body, err)
			}
			if _, err := os.Stat(filepath.Join(dir, "index.html")); name != "a folder for a file" && !os.IsNotExist(err) {
				t.Errorf("the home page was written: %v", err)
			}
		})
	}
}

func TestAFolderThatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "public")
	place(t, filepath.Dir(file), "public", "a file")
	if _, err := disk.Open(file); err == nil || !strings.Contains(err.Error(), "output folder") {
		t.Error(err)
	}
}

func TestANameThatIsTooLong(t *testing.T) {
	site := publishtest.Site{"index.html": "home", "incidents/" + strings.Repeat("x", 300) + ".html": "long"}
	_, err := site.Whole(t.Context(), open(t, t.TempDir()))
	if err == nil || !strings.Contains(err.Error(), "too long") {
		t.Error(err)
	}
}

func TestPrivateStateIsPrivate(t *testing.T) {
	dir := t.TempDir()
	if _, err := publishtest.Sample(1, "a").Whole(t.Context(), open(t, dir)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, ".tidings"))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
