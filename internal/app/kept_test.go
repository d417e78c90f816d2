package app

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content/reading"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var keptContent = map[string]string{
	"site.yaml":            "name: First\nurl: https://status.example.com\nlogo: assets/logo.png\n",
	"components.yaml":      "components:\n  - {id: api, name: API}\n",
	"sources/monitor.yaml": "kind: generic\nauth: {type: bearer, secret: monitor}\nrules: []\n",
	"sources/.#lock.yaml":  "an editor's own",
	"incidents/one.md":     "the board has it",
}

func contentFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// packed is content whose logo is as large as a logo may be, in bytes that are
// no text.
func packed(t *testing.T, name string) []byte {
	t.Helper()
	files := maps.Clone(keptContent)
	files["site.yaml"] = strings.Replace(files["site.yaml"], "First", name, 1)
	files["themes/assets/logo.png"] = logo
	p, err := reading.Folder(contentFolder(t, files)).Pack(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var logo = strings.Repeat("\x89PNG\x00\xff", 150_000)

// faulty is a store whose updates fail once it has none left.
type faulty struct {
	store.Driver
	left int
}

func (f *faulty) Update(ctx context.Context, keys []store.Key, fn func(*store.Tx) error) error {
	if f.left == 0 {
		return store.ErrUnavailable
	}
	f.left--
	return f.Driver.Update(ctx, keys, fn)
}

func keeper(d store.Driver) *App { return keeperAt(d, time.Now) }

func keeperAt(d store.Driver, now func() time.Time) *App {
	return New(Parts{Store: d, Now: now, Log: slog.New(slog.DiscardHandler)})
}

// inForce is a keeper whose content is taken in.
func inForce(t *testing.T, d store.Driver) *App {
	t.Helper()
	a := keeper(d)
	if err := kept.Put(t.Context(), a.Store, packed(t, "First")); err != nil {
		t.Fatal(err)
	}
	r, err := a.keptRules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a.rules.Store(r)
	return a
}

func TestKeptConfigurationComesBackWhole(t *testing.T) {
	a := keeper(memory.New(time.Now))
	if _, err := a.keptRules(t.Context()); !errors.Is(err, kept.ErrNone) {
		t.Errorf("out of an empty store came %v", err)
	}
	if err := kept.Put(t.Context(), a.Store, packed(t, "First")); err != nil {
		t.Fatal(err)
	}
	r, err := a.keptRules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.config.Source("monitor"); !ok || r.config.Site.Name != "First" || len(r.config.Sources) != 1 || len(r.config.Layout.Components) != 1 {
		t.Errorf("got %+v", r.config)
	}
	if got, _ := r.theme.Asset("logo.png"); got != logo {
		t.Errorf("the logo has %d bytes, want %d", len(got), len(logo))
	}
}

// What doors without files go by is what the files said.
func TestWhatWasReadComesBackTheSame(t *testing.T) {
	files := maps.Clone(keptContent)
	files["themes/assets/logo.png"] = logo
	files["site.yaml"] += "time_zone: Europe/Berlin\nlanguages: [en, de]\n"
	files["templates/outage.md"] = "---\ntitle: \"{{component}} is down\"\nimpact: major\n---\n## investigating\nWe look.\n"
	files["sources/monitor.yaml"] = "kind: generic\nauth: {type: bearer, secret: monitor}\nrules:\n  - {match: {a: b}, component: api, status: major_outage, hold_down: 90s, incident: {template: outage}}\n"
	dir := contentFolder(t, files)
	want, _, err := repo.Load(dir, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	packed, err := reading.Folder(dir).Pack(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := keeper(memory.New(time.Now))
	if err := kept.Put(t.Context(), a.Store, packed); err != nil {
		t.Fatal(err)
	}
	got, err := (&kept.Follower{Store: a.Store}).Config(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	byName := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, got, byName); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if _, err := a.keptRules(t.Context()); err != nil {
		t.Errorf("pages cannot be made by the same archive: %v", err)
	}
}

// Whichever write is the last before the power goes, what is found is one whole
// version, and the next try leaves nothing of the others behind.
func TestKeptVersionsNeverMix(t *testing.T) {
	first, second := packed(t, "First"), packed(t, "Second")
	seen := map[string]bool{}
	for writes := 0; ; writes++ {
		d := &faulty{Driver: memory.New(time.Now), left: -1}
		a := keeper(d)
		if err := kept.Put(t.Context(), a.Store, first); err != nil {
			t.Fatal(err)
		}
		d.left = writes
		cut := kept.Put(t.Context(), a.Store, second)
		r, err := a.keptRules(t.Context())
		if err != nil {
			t.Fatalf("after %d writes: %v", writes, err)
		}
		seen[r.config.Site.Name] = true
		if cut == nil {
			break
		}
		d.left = -1
		if err := kept.Put(t.Context(), a.Store, second); err != nil {
			t.Fatal(err)
		}
		if r, err = a.keptRules(t.Context()); err != nil || r.config.Site.Name != "Second" {
			t.Errorf("tried again after %d writes: %v", writes, err)
		}
	}
	if !seen["First"] || !seen["Second"] {
		t.Errorf("seen %v", seen)
	}
}

func TestOldPiecesAreForgottenAndEqualOnesNotWritten(t *testing.T) {
	d := &faulty{Driver: memory.New(time.Now), left: -1}
	a := keeper(d)
	var last []byte
	for _, name := range []string{"First", "Second", "Third"} {
		last = packed(t, name)
		if err := kept.Put(t.Context(), a.Store, last); err != nil {
			t.Fatal(err)
		}
	}
	var pieces bytes.Buffer
	for q := (store.Query{Part: kept.Part}); ; {
		page, err := d.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range page.Items {
			pieces.Write(it.Value)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if !bytes.Equal(pieces.Bytes(), last) {
		t.Errorf("the store keeps %d bytes, want the %d of the last version", pieces.Len(), len(last))
	}
	d.left = 0
	if err := kept.Put(t.Context(), a.Store, packed(t, "Third")); err != nil {
		t.Errorf("what is kept already was written again: %v", err)
	}
}

func TestDamagedCopyIsNotTrusted(t *testing.T) {
	a := keeper(memory.New(time.Now))
	if err := kept.Put(t.Context(), a.Store, packed(t, "First")); err != nil {
		t.Fatal(err)
	}
	pieces, err := a.Store.List(t.Context(), store.Query{Part: kept.Part})
	if err != nil || len(pieces.Items) < 2 {
		t.Fatalf("%d pieces, %v", len(pieces.Items), err)
	}
	one := pieces.Items[1].Key
	if err := a.Store.Update(t.Context(), []store.Key{one}, func(tx *store.Tx) error { return tx.Put(one, []byte("damaged")) }); err != nil {
		t.Fatal(err)
	}
	if _, err := a.keptRules(t.Context()); err == nil {
		t.Error("a damaged copy was taken")
	}
}

// readEarlier is what another version of the program has kept: what it read has
// another form, or none.
func readEarlier(t *testing.T, packed []byte, form string) []byte {
	t.Helper()
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files.File {
		text, err := fs.ReadFile(files, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name, "config.json") {
			text = regexp.MustCompile(`^\{"form":\d+`).ReplaceAll(text, []byte(form))
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A new version of the program reads again, once, what an earlier one has read. Doors
// that read nothing go on by it meanwhile, if they can make something of it.
func TestContentIsReadAgainAfterAnUpgrade(t *testing.T) {
	for name, x := range map[string]struct {
		form    string
		refresh error
	}{
		"another form": {`{"form":0`, nil},
		"no form":      {`{`, kept.ErrEarlier}, // it is no JSON then
	} {
		d, main := memory.New(time.Now), &branch{}
		main.commit(committedFiles)
		main.takenBy(t, woken(t, d, main), true)
		v, err := kept.Current(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := kept.Get(t.Context(), d, v)
		if err != nil {
			t.Fatal(err)
		}
		if err := kept.Put(t.Context(), d, readEarlier(t, packed, x.form)); err != nil {
			t.Fatal(err)
		}
		if err := keeper(d).Refresh(t.Context()); !errors.Is(err, x.refresh) {
			t.Errorf("%s: a door that reads nothing says %v", name, err)
		}
		for round, applied := range []bool{true, false} {
			main.takenBy(t, woken(t, d, main), applied)
			if main.fetched != 2 {
				t.Errorf("%s, round %d: %d commits were fetched", name, round, main.fetched)
			}
		}
		if err := keeper(d).Refresh(t.Context()); err != nil {
			t.Errorf("%s: a door that reads nothing still says %v", name, err)
		}
		served := woken(t, d, main)
		var seen follower
		if err := errors.Join(served.recall(t.Context()), served.tryContent(t.Context(), &seen)); err != nil || main.fetched != 2 || served.SiteName() != "Site" {
			t.Errorf("%s: a start finds %q after %d fetches, %v", name, served.SiteName(), main.fetched, err)
		}
	}
}
