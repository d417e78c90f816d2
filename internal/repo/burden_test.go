package repo

import (
	"strings"
	"testing"
)

// Every text that a file brings is bounded, and the line is named.
func TestTextsThatTakeLongToReadAreNamed(t *testing.T) {
	links := strings.Repeat("![x](", 6000)
	for name, c := range map[string]struct{ file, text, want string }{
		"an update": {"incidents/a.md", "---\ntitle: A\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\nWe look.\n\n" + links + "\n",
			"incidents/a.md:8:1: too many signs [ stand together"},
		"a body in a block": {"incidents/a.md", "---\ntitle: A\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\n---\nbody: |\n  " + links + "\n---\n",
			"incidents/a.md:7:7: line 1 of the text: too many signs ["},
		"another language": {"incidents/a.md", "---\ntitle: A\nimpact: minor\n---\n## 2026-11-22T10:04:00Z investigating\n---\nlang:\n  de: '" + strings.Repeat("> ", 200) + "'\n---\nWe look.\n",
			"incidents/a.md:8:7: line 1 of the text: quotes and lists stand more than 100 deep"},
		"a template": {"templates/a.md", "---\ntitle: A\nimpact: minor\n---\n## investigating\n" + strings.Repeat("> ", 200) + "x\n",
			"templates/a.md:6:1: quotes and lists stand more than 100 deep"},
		"a page": {"pages/about.md", "---\ntitle: A\n---\n\n" + strings.Repeat("a|", 200) + "\n" + strings.Repeat("-|", 200) + "\n" + strings.Repeat("a\n", 200),
			"pages/about.md:105:1: the tables have more than 20000 cells"},
	} {
		if got := checked(t, folder(t, map[string]string{c.file: c.text})); !strings.HasPrefix(got, c.want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}
