package repo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/repo/sitetest"
	"tidings/internal/status"
)

var someComponents = map[string]struct{}{"api": {}, "web": {}, "docs-2": {}}

// holdEqual fails when the quick reader and the full one read a file differently.
func holdEqual(t *testing.T, path, src string, known map[string]struct{}) {
	t.Helper()
	quickly, quickProblems := ParseIncident(path, []byte(src), known)
	fully, fullProblems := parseIncident(path, []byte(src), known, nil)
	if diff := cmp.Diff(fullProblems, quickProblems); diff != "" {
		t.Fatalf("problems (full -, quick +):\n%s\n%q", diff, src)
	}
	if diff := cmp.Diff(fully, quickly); diff != "" {
		t.Fatalf("incident (full -, quick +):\n%s\n%q", diff, src)
	}
}

// frontShapes are front matters on both sides of what the quick reader takes.
var frontShapes = []string{
	"title: API answers slowly\nimpact: minor\ncomponents: {api: degraded_performance}\n",
	"title: API answers slowly\nimpact: minor\ncomponents:\n  api: degraded_performance\n  docs-2: unknown\n",
	"impact: none\nid: my-own\ntitle: \"Quoted: with a colon\"\n",
	"title: 'Single #1'\nimpact: critical\nnotify: true\n",
	"title: Größe über alles\nimpact: major\n",
	"title: It's 5 o'clock [really], {yes} & so on\nimpact: major\n",
	"title: Slow\nimpact: major\n",
	"title: true\nimpact: major\n",
	"title: Yes no # comment\nimpact: major\n",
	"title: colon: inside\nimpact: major\n",
	"title: ends with colon:\nimpact: major\n",
	"title: spaces after  \nimpact: major\n",
	"title:  two before\nimpact: minor\n",
	"title: two\n  lines\nimpact: minor\n",
	"title: |\n  block text\nimpact: minor\n",
	"title: \"esc\\u0041ped\"\nimpact: minor\n",
	"title: \"half\nimpact: minor\n",
	"title: \"a\" b\nimpact: minor\n",
	"title: a\u00a0b c\nimpact: minor\n",
	"title: a\u2028b c\nimpact: minor\n",
	"title: a\u0085b c\nimpact: minor\n",
	"title: a b\ufeff\nimpact: minor\n",
	"title: Twice over\ntitle: Twice over\nimpact: minor\n",
	"title: Some words\nimpact: huge\n",
	"title: Some words\nimpact: \n",
	"title: Some words\n",
	"impact: minor\n",
	"",
	"# only a comment\n",
	"title: Some words\nimpact: minor\ncomponents: {}\n",
	"title: Some words\nimpact: minor\ncomponents:\n",
	"title: Some words\nimpact: minor\ncomponents: {api: operational, api: operational}\n",
	"title: Some words\nimpact: minor\ncomponents: {api: operational,web: operational}\n",
	"title: Some words\nimpact: minor\ncomponents: {appi: operational}\n",
	"title: Some words\nimpact: minor\ncomponents:\n  api: operational\n   web: operational\n",
	"title: Some words\nimpact: minor\ncomponents:\n  api: operational\nid: api-2\n",
	"title: Some words\nimpact: minor\nid: null\n",
	"title: Some words\nimpact: minor\nid: admin\n",
	"title: Some words\nimpact: minor\nid: 1e5\n",
	"title: Some words\nimpact: minor\nid: de\n",
	"title: Some words\nimpact: minor\nseverity: 2\n",
	"title: Some words\n\nimpact: minor\n",
	"title: Some words\nimpact: minor\n...\n",
	"title: *alias\nimpact: minor\n",
	"title: !!str 5\nimpact: minor\n",
}

func TestQuickReaderEqualsFullReader(t *testing.T) {
	body := "## 2026-11-22T10:04:00Z investigating\nWe look.\n\n## 2026-11-22T10:31:00Z resolved\nDone.\n"
	taken := 0
	for _, front := range frontShapes {
		holdEqual(t, "incidents/some-file.md", "---\n"+front+"---\n"+body, someComponents)
		if quickIncident(front, someComponents, &incidentKeys{}) {
			taken++
		}
	}
	if taken < 6 {
		t.Errorf("the quick reader took only %d of the shapes; it should take the common ones", taken)
	}
}

func TestQuickReaderTakesGeneratedFiles(t *testing.T) {
	for i := range 50 {
		text := sitetest.Incident(i, sitetest.Options{})
		front := strings.Split(text, "---\n")[1]
		if !quickIncident(front, nil, &incidentKeys{}) {
			t.Errorf("incident %d is left to the full reader:\n%s", i, front)
		}
	}
}

func FuzzQuickReader(f *testing.F) {
	for _, front := range frontShapes {
		f.Add("---\n" + front + "---\n## 2026-11-22T10:04:00Z investigating\nWe look.\n")
	}
	f.Add(sitetest.Incident(4, sitetest.Options{}))
	f.Add("---\ntitle: A b\nimpact: none\n---\n## 2026-11-22T10:04:00Z resolved\n---\nid: x\nbody: ''\n---\n```\n## 2026-11-22T10:04:00Z resolved\n")
	f.Fuzz(func(t *testing.T, src string) { holdEqual(t, "incidents/some-file.md", src, someComponents) })
}

var sink *status.Incident

func BenchmarkParseIncident(b *testing.B) {
	var sources [][]byte
	size := 0
	for i := range 64 {
		text := sitetest.Incident(i, sitetest.Options{})
		sources, size = append(sources, []byte(text)), size+len(text)
	}
	known := map[string]struct{}{}
	for i := range 50 {
		known[sitetest.ComponentID(i)] = struct{}{}
	}
	b.SetBytes(int64(size / len(sources)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		inc, problems := ParseIncident("incidents/some-file.md", sources[i%len(sources)], known)
		if len(problems) > 0 {
			b.Fatal(problems[0])
		}
		sink = inc
	}
}

func BenchmarkParseIncidentFully(b *testing.B) {
	src := []byte(sitetest.Incident(1, sitetest.Options{}))
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		sink, _ = parseIncident("incidents/some-file.md", src, nil, nil)
	}
}
