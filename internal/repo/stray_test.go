package repo

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestNamesThatWereMeantForOthers(t *testing.T) {
	for name, want := range map[string]string{
		"incident/a.md": "incidents", "Incidents/a.md": "incidents", "incidents.md": "incidents", "incidents.yaml": "incidents", "inicdents/a.md": "incidents",
		"maintenances/a.md": "maintenance", "maintenance.yml": "maintenance", "page/a.md": "pages", "theme/x": "themes", "source/a.yaml": "sources",
		"channels.yaml": "channels", "template/a.md": "templates", "component.yaml": "components.yaml", "components/a.yaml": "components.yaml",
		"components.json": "components.yaml", "componets.yml": "components.yaml", "site.yml": "site.yaml", "Site.yaml": "site.yaml", "sites.yaml": "site.yaml",

		"README.md": "", "readme.txt": "", "LICENSE": "", ".git/config": "", ".github/x": "", "Makefile": "", "site.yaml~": "", "site.css": "",
		"images/a.png": "", "resources/a": "", "docs/a.md": "", "notes.md": "", "site.yaml": "", "incidents/a.md": "", "themes/default/x": "",
	} {
		got := Strays(fstest.MapFS{name: {Data: []byte("x")}})
		top, _, _ := strings.Cut(name, "/")
		switch {
		case want == "" && len(got) > 0:
			t.Errorf("%s: %s", name, got[0])
		case want != "" && (len(got) != 1 || got[0].Path != top || !strings.Contains(got[0].Message, `"`+want+`"`)):
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
}

func TestUnreadNames(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{"site.yaml", "incidents/a.md", "incident/a.md", "README.md", ".git/x", "notes.md", "drafts/a.md", "x.bak"} {
		files[name] = &fstest.MapFile{}
	}
	if diff := cmp.Diff([]string{"drafts", "notes.md"}, slices.Sorted(slices.Values(Unread(files)))); diff != "" {
		t.Errorf("unread (-want +got):\n%s", diff)
	}
}
