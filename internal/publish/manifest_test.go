package publish_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

func TestManifestIsAsDescribed(t *testing.T) {
	var target publishtest.Memory
	site := publishtest.Site{"index.html": "home", "api/v2/status.json": "{}", "api/v2/summary.json": "[]", "a b.html": "odd"}
	if _, err := site.Whole(t.Context(), &target); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"manifest.json": `{
 "format": "tidings/2",
 "sequence": 1,
 "published_at": "2026-11-22T10:04:00Z",
 "files": 4,
 "folders": {
  "api": {
   "part": "manifest/api.json",
   "sha256": "28a3c936a03d747ca04a95455ff62bd09e18dd3c6f2b01ab2f44a1cbc86793cf",
   "files": 2
  }
 },
 "root": {
  "a b.html": "990cb8ebd0afb7150da453a213036a92f2c05e091df0d803e62d257ea7796c27",
  "index.html": "4ea140588150773ce3aace786aeef7f4049ce100fa649c94fbbddb960f1da942"
 }
}
`,
		"manifest/api.json": `{
"v2/status.json":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
"v2/summary.json":"4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
}
`,
	}
	for path, document := range want {
		if diff := cmp.Diff(document, target.Files()[path]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func TestManifestKeepsToItsSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	source, err := os.Open("../../schemas/public/manifest.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if err := compiler.AddResource("manifest.json", source); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("manifest.json")
	part := compiler.MustCompile("manifest.json#/$defs/part")
	var target publishtest.Memory
	if _, err := publishtest.Sample(600, "a").Whole(t.Context(), &target); err != nil {
		t.Fatal(err)
	}
	for path, text := range target.Files() {
		s := part
		switch {
		case path == publish.ManifestPath:
			s = schema
		case !strings.HasPrefix(path, "manifest/"):
			continue
		}
		var value any
		if err := json.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(path, err)
		}
		if err := s.Validate(value); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestPartsFollowFromTheFiles publishes random changes in parts and holds what
// comes of it to a publish of the whole into an empty target.
func TestPartsFollowFromTheFiles(t *testing.T) {
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		site := publishtest.Sample(500, "a")
		var target publishtest.Memory
		if _, err := site.Whole(t.Context(), &target); err != nil {
			t.Fatal(err)
		}
		for range 12 {
			if _, err := site.Part(t.Context(), &target, change(random, site)...); err != nil {
				t.Fatal(err)
			}
			compare(t, &target, site)
		}
	}
}

// change makes, alters and deletes some files of the site.
func change(random *rand.Rand, site publishtest.Site) []string {
	paths := map[string]struct{}{}
	for range 1 + random.IntN(20) {
		folder := []string{"incidents", "history", "history/2026-11", "new", "de", "de/incidents"}[random.IntN(6)]
		path := fmt.Sprintf("%s/i%04d.html", folder, random.IntN(520))
		if _, ok := site[path]; ok && random.IntN(2) == 0 {
			delete(site, path)
		} else {
			site[path] = fmt.Sprint(random.Uint64())
		}
		paths[path] = struct{}{}
	}
	out := []string{}
	for path := range paths {
		out = append(out, path)
	}
	return out
}

func compare(t *testing.T, target *publishtest.Memory, site publishtest.Site) {
	t.Helper()
	var fresh publishtest.Memory
	if _, err := site.Whole(t.Context(), &fresh); err != nil {
		t.Fatal(err)
	}
	got, want := target.Files(), fresh.Files()
	got[publish.ManifestPath] = withoutSequence(t, got)
	want[publish.ManifestPath] = withoutSequence(t, want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the parts differ from those of a whole publish (-whole +parts):\n%.2000s", diff)
	}
}

func withoutSequence(t *testing.T, files map[string]string) string {
	t.Helper()
	m, err := publish.ParseManifest([]byte(files[publish.ManifestPath]))
	if err != nil {
		t.Fatal(err)
	}
	m.Sequence = 0
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestPartsOfASplitFolderAreFoundByTheHashOfTheStem(t *testing.T) {
	target, site := seeded(t, 600)
	files, found := target.Files(), 0
	for path := range site {
		folder, name, ok := strings.Cut(path, "/")
		if !ok || folder != "incidents" {
			continue
		}
		part := fmt.Sprintf("manifest/incidents/%x", sha256.Sum256([]byte(strings.TrimSuffix(name, ".html"))))[:len("manifest/incidents/00")] + ".json"
		line := fmt.Sprintf("%q:\"%x\"", name, sha256.Sum256([]byte(site[path])))
		if !strings.Contains(files[part], line) {
			t.Errorf("%s does not have %s", part, line)
		}
		found++
	}
	if found != 600 {
		t.Errorf("%d incidents were looked for", found)
	}
}

func TestDamagedManifests(t *testing.T) {
	for name, damage := range map[string]func(files map[string]string){
		"empty manifest":      func(f map[string]string) { f["manifest.json"] = "" },
		"cut manifest":        func(f map[string]string) { f["manifest.json"] = f["manifest.json"][:100] },
		"manifest of another": func(f map[string]string) { f["manifest.json"] = `{"name":"Our app","start_url":"/"}` },
		"path out of the folder": func(f map[string]string) {
			f["manifest.json"] = strings.ReplaceAll(f["manifest.json"], "manifest/api.json", "../api.json")
		},
		"empty part":       func(f map[string]string) { f["manifest/api.json"] = "" },
		"missing part":     func(f map[string]string) { delete(f, "manifest/api.json") },
		"empty split part": func(f map[string]string) { f["manifest/incidents/0a.json"] = "" },
		"hash that lies": func(f map[string]string) {
			before, after, _ := strings.Cut(f["manifest.json"], `"parts": "`)
			f["manifest.json"] = before + `"parts": "` + strings.Repeat("0f", 32) + after[64:]
		},
		"hash too few": func(f map[string]string) {
			before, after, _ := strings.Cut(f["manifest.json"], `"parts": "`)
			f["manifest.json"] = before + `"parts": "` + after[64:]
		},
		"part of nonsense": func(f map[string]string) { f["manifest/incidents/0a.json"] = `{"00":` },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := publishtest.Sample(600, "a"), publishtest.Sample(590, "b")
			delete(a, "only-a.html") // what is lost with manifest.json is which files of the top folder are ours
			var target publishtest.Memory
			if _, err := a.Whole(t.Context(), &target); err != nil {
				t.Fatal(err)
			}
			files := target.Files()
			damage(files)
			target.Restore(files)
			if damaged, err := publish.Audit(t.Context(), &target); err != nil || len(damaged) == 0 {
				t.Errorf("the audit finds %q, %v", damaged, err)
			}
			if _, err := b.Whole(t.Context(), &target); err != nil {
				t.Fatal(err)
			}
			b.Check(t, &target)
			if _, err := a.Whole(t.Context(), &target); err != nil {
				t.Fatal(err)
			}
			a.Check(t, &target)
		})
	}
}

// A site whose manifest is of the earlier form, where the hashes of parts were listed in
// a part of their own, is published whole once, with nothing left behind.
func TestAManifestOfTheEarlierForm(t *testing.T) {
	target, site := seeded(t, 600)
	files := target.Files()
	list := "{"
	for path, text := range files {
		if digits, ok := strings.CutPrefix(path, "manifest/incidents/"); ok {
			list += fmt.Sprintf("\n%q:\"%x\",", digits[:2], sha256.Sum256([]byte(text)))
		}
	}
	files["manifest/incidents.json"] = strings.TrimSuffix(list, ",") + "\n}\n"
	files["manifest/de.json"] = strings.Replace(files["manifest/de.json"], "{", fmt.Sprintf("{\n\"history/2026-11.html\":\"%x\",", sha256.Sum256([]byte(site["de/history/2026-11.html"]))), 1)
	delete(files, "manifest/de/history.json")
	form := regexp.MustCompile(`"files": 600,\s+"parts": "[0-9a-f]+"`)
	was := fmt.Sprintf(`"part": "manifest/incidents.json", "sha256": "%x", "files": 600, "split": true`, sha256.Sum256([]byte(files["manifest/incidents.json"])))
	files["manifest.json"] = form.ReplaceAllString(strings.Replace(files["manifest.json"], "tidings/2", "tidings/1", 1), was)
	target.Restore(files)
	if _, err := site.Part(t.Context(), target, "index.html"); !errors.Is(err, publish.ErrUnfinished) {
		t.Errorf("a part is published over it: %v", err)
	}
	p, err := publish.Begin(t.Context(), target, publish.Options{At: publishtest.At, Whole: true})
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]struct{}{}
	for path := range site {
		paths[path] = struct{}{}
	}
	if err := p.Expect(t.Context(), paths); err != nil {
		t.Fatal(err)
	}
	for path := range site {
		if err := p.Put(site.File(path)); err != nil {
			t.Fatal(err)
		}
	}
	if report, err := p.Finish(t.Context()); err != nil || report.Written != 0 || report.Deleted != 0 {
		t.Errorf("%+v, %v", report, err)
	}
	compare(t, target, site)
}

func FuzzParts(f *testing.F) {
	var target publishtest.Memory
	if _, err := publishtest.Sample(3, "a").Whole(context.Background(), &target); err != nil {
		f.Fatal(err)
	}
	for path, text := range target.Files() {
		if strings.HasPrefix(path, "manifest") {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte(`{"a":"b"}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		var target publishtest.Memory
		site := publishtest.Sample(3, "a")
		if _, err := site.Whole(t.Context(), &target); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"manifest.json", "manifest/api.json"} {
			files := target.Files()
			if files[path] == string(src) {
				continue
			}
			files[path] = string(bytes.Clone(src))
			var damaged publishtest.Memory
			damaged.Restore(files)
			damaged.Claim(t.Context(), 1)
			if _, err := site.Whole(t.Context(), &damaged); err == nil {
				site.Check(t, &damaged)
			}
		}
	})
}
