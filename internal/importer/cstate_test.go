package importer

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"
)

// posts imports a site of one system, API, and some posts.
func posts(t *testing.T, files map[string]string) *Page {
	t.Helper()
	fsys := fstest.MapFS{"config.yml": {Data: []byte("title: Eggs\nbaseURL: https://eggs.example.com/\ntimeZone: Europe/Berlin\nparams:\n  systems:\n    - {name: API, category: None, link: 'http://x'}\n    - {name: API}\n    - name: 'Web: all'\n  customTabs: [{name: Docs, link: 'https://example.com/docs'}, {name: Bad, link: 'javascript:x'}]\n")}}
	for name, text := range files {
		fsys["content/issues/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	page, err := CState(fsys)
	if err != nil {
		t.Fatal(err)
	}
	flawless(t, page.Files())
	return page
}

func TestPosts(t *testing.T) {
	for _, tt := range []struct{ name, post, holds, note string }{
		{"naive dates are in the site's zone", "date: 2025-07-01 12:00:00\nseverity: down\naffected: [API]\n---\nIt is down.", "impact: major\ncomponents:\n  api: major_outage\n---\n\n## 2025-07-01T10:00:00Z investigating\n\nIt is down.", ""},
		{"dates with a zone", "date: 2025-07-01T12:00:00+00:00\nseverity: notice\n---\nx", "## 2025-07-01T12:00:00Z investigating", ""},
		{"oldest first", "date: 2025-07-01T12:00:00Z\nresolved: true\nresolvedWhen: 2025-07-01T13:00:00Z\nseverity: disrupted\n---\n*Investigating* - a {{< track \"2025-07-01T12:00:00Z\" >}}\n\n**Resolved** - b {{< track \"2025-07-01T13:00:00Z\" >}}", "12:00:00Z investigating\n\na\n\n## 2025-07-01T13:00:00Z resolved\n\nb\n", ""},
		{"several paragraphs", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\n*Monitoring* - b\n\nmore {{< track \"2025-07-01T13:00:00Z\" >}}\n\nfirst {{< track \"2025-07-01T12:00:00Z\" >}}", "investigating\n\nfirst\n\n## 2025-07-01T13:00:00Z monitoring\n\nb\n\nmore\n", ""},
		{"front matter alone", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\n", "investigating\n---\nbody: \"\"", ""},
		{"HTML and comments", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\n<!-- hint -->a<br>b <a href=\"https://example.com\">c</a> <b>d</b>", "a\\\nb [c](https://example.com) **d**", ""},
		{"shortcode", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\na {{< youtube x >}} b", "a  b", "a shortcode is left out: {{< youtube x >}}"},
		{"bad date", "date: soon\n---\nx", "", `its date "soon" cannot be read`},
		{"impossible date", "date: 2025-02-30 10:00:00\n---\nx", "", "cannot be read"},
		{"draft", "date: 2025-07-01\ndraft: true\n---\nx", "", "it is a draft"},
		{"bad YAML", "date: [\n---\nx", "", "its front matter cannot be read"},
		{"unknown system and severity", "date: 2025-07-01\nseverity: dire\naffected: [Nosuch]\n---\nx", "impact: minor", `component "Nosuch" is not on the page`},
		{"update before the start", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\nx {{< track \"2025-06-01T12:00:00Z\" >}}", "## 2025-06-01T12:00:00Z", "it starts with its update"},
		{"unreadable track", "date: 2025-07-01T12:00:00Z\nseverity: down\n---\nx {{< track \"noon\" >}}", "## 2025-07-01T12:00:00Z", `the time "noon"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := posts(t, map[string]string{"one.md": "---\ntitle: Post\n" + tt.post})
			if tt.note != "" {
				noted(t, page, tt.note)
			}
			files := page.Files()[2:]
			switch {
			case tt.holds == "" && len(files) > 0:
				t.Errorf("imported:\n%s", files[0].Body)
			case tt.holds != "" && (len(files) == 0 || !strings.Contains(string(files[0].Body), tt.holds)):
				t.Errorf("got %d files, notes %v\n%s", len(files), page.Notes, txtar.Format(archive(page, files)))
			}
		})
	}
}

func TestMaintenanceOnlyWhenItSaysSo(t *testing.T) {
	page := posts(t, map[string]string{
		"planned.md": "---\ntitle: Planned maintenance\ndate: 2025-07-01T12:00:00Z\nresolvedWhen: 2025-07-01T14:00:00Z\ninformational: true\naffected: [API]\n---\nWe work.",
		"vague.md":   "---\ntitle: Maintenance soon\ndate: 2025-07-01T12:00:00Z\ninformational: true\n---\nx",
		"broken.md":  "---\ntitle: Maintenance broke it\ndate: 2025-07-01T12:00:00Z\nresolvedWhen: 2025-07-01T14:00:00Z\nresolved: true\nseverity: down\n---\nx",
	})
	if len(page.Maintenances) != 1 || page.Maintenances[0].ID != "planned" || page.Maintenances[0].Components[0] != "api" {
		t.Errorf("maintenances: %v", page.Maintenances)
	}
	if len(page.Incidents) != 2 {
		t.Errorf("incidents: %v", page.Incidents)
	}
	noted(t, page, "vague.md: it speaks of a maintenance but not of when that ends")
}

func TestOddCStateSites(t *testing.T) {
	page := posts(t, map[string]string{"Ünï çödé!.md": "---\ntitle: x\ndate: 2025-07-01\n---\nx", "toml.md": "+++\ntitle='x'\n+++\n", "notes.txt": "", "_index.md": "x"})
	for _, want := range []string{"toml.md: not imported: it has no front matter", "notes.txt: not read", `link "http://x" is left out`, `system API: left out`, `tab "Bad"`, `category "" is not among`} {
		noted(t, page, want)
	}
	for name, fsys := range map[string]fstest.MapFS{
		"there is no config.yml": {"x": {}}, "is not the configuration": {"config.yml": {Data: []byte("title: [")}},
	} {
		if _, err := CState(fsys); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
}

func TestLanguageWithoutWords(t *testing.T) {
	page, err := CState(fstest.MapFS{"config.yml": {Data: []byte("title: Eieren\nbaseURL: https://eieren.example.com/\ndefaultContentLanguage: nl\nparams:\n  systems: [{name: API}]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	flawless(t, page.Files())
	if page.Site.Languages[0] != "en" || !strings.Contains(page.Notes[0].String(), `the language "nl"`) {
		t.Errorf("the page speaks %v: %v", page.Site.Languages, page.Notes)
	}
}
