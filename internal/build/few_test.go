package build_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/build"
)

// most is how many files of a language one publish may write, and how many of
// those that all languages share.
const most = 30

// shared are the files that there is one of for all languages.
var shared = regexp.MustCompile(`^(api/|sitemap|status\.txt$|maintenance\.ics$)|badge[^/]*\.svg$`)

// TestAPublishWritesFewFiles follows an incident on the sample site from its
// opening to its postmortem, and counts the files whose bytes each edit changes.
// Manifest documents are not counted.
func TestAPublishWritesFewFiles(t *testing.T) {
	for name, x := range map[string]struct {
		languages  string
		components [2]string
	}{
		"one component in a group":     {"[en]", [2]string{"invoicing", ""}},
		"one component outside any":    {"[en]", [2]string{"docs", ""}},
		"one component, two languages": {"[en, de]", [2]string{"api", ""}},
		"two components":               {"[en]", [2]string{"docs", "sandbox"}},
	} {
		t.Run(name, func(t *testing.T) { followed(t, x.languages, x.components) })
	}
}

func followed(t *testing.T, languages string, components [2]string) {
	content, out := t.TempDir(), t.TempDir()
	if err := os.CopyFS(content, os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(content, "site.yaml"), func(s string) string { return strings.Replace(s, "languages: [en]", "languages: "+languages, 1) })
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	as := func(o *build.Options) { o.AsOf = at }
	run(t, content, out, as)
	before := site(t, out)
	for _, said := range []struct{ state, status string }{
		{"investigating", "degraded_performance"}, {"identified", ""}, {"identified", "major_outage"}, {"monitoring", ""}, {"resolved", ""}, {"postmortem", ""},
	} {
		at = at.Add(10 * time.Minute)
		edit(t, filepath.Join(content, "incidents", "news.md"), func(s string) string { return more(s, at, said.state, said.status, components) })
		run(t, content, out, as)
		after := site(t, out)
		for lang, paths := range written(before, after) {
			t.Logf("%s %s: %d files of %s", said.state, said.status, len(paths), lang)
			if len(paths) > most {
				t.Errorf("%s %s writes %d files of %s, and %d at most are allowed:\n%s", said.state, said.status, len(paths), lang, most, strings.Join(paths, "\n"))
			}
		}
		before = after
	}
	if diff := cmp.Diff(whole(t, content, as), before); diff != "" {
		t.Errorf("a whole build (-) makes another site (+):\n%s", diff)
	}
}

// more is an incident with another update.
func more(file string, at time.Time, state, status string, components [2]string) string {
	var touched []string
	for _, id := range components {
		if id != "" {
			touched = append(touched, id+": "+status)
		}
	}
	list := "components: {" + strings.Join(touched, ", ") + "}\n"
	if file == "" {
		file, list = "---\ntitle: Slow\nimpact: major\n"+list+"---\n", ""
	} else if list = "---\n" + list + "---\n"; status == "" {
		list = ""
	}
	return fmt.Sprintf("%s\n## %s %s\n%sWe look into it.\n", file, at.Format(time.RFC3339), state, list)
}

// edit changes a file, or writes it where there is none.
func edit(t *testing.T, path string, change func(string) string) {
	t.Helper()
	was, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(string(was))), 0o644); err != nil {
		t.Fatal(err)
	}
}

// written are the files that differ, by the language that they belong to, or all.
func written(before, after map[string]string) map[string][]string {
	changed := map[string][]string{}
	for path, body := range after {
		if was, ok := before[path]; ok && was == body || strings.HasPrefix(path, "manifest") {
			continue
		}
		lang := "en"
		switch {
		case shared.MatchString(path):
			lang = "all languages"
		case strings.HasPrefix(path, "de/"):
			lang = "de"
		}
		changed[lang] = append(changed[lang], path)
	}
	for lang := range changed {
		slices.Sort(changed[lang])
	}
	return changed
}
