package repo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

const withRetired = `groups:
  - id: core
    name: Core
    components:
      - {id: api, name: API}
      - {id: old, name: Old API, since: 2024-01-01, retired: 2026-10-01}
components:
  - {id: web, name: Web}
`

// afterwards is after the day on which the component retires.
var afterwards = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// A component leaves the list of what is now, and what happened in its time stays.
func TestARetiredComponentIsOnlyNamedByThePast(t *testing.T) {
	incident := "---\ntitle: A\nimpact: minor\ncomponents: {old: major_outage}\n---\n## 2026-09-22T10:04:00Z resolved\nIt is well again.\n"
	dir := folder(t, map[string]string{"components.yaml": withRetired, "incidents/a.md": incident,
		"maintenance/b.md": "---\ntitle: B\nstarts: 2026-09-22T10:00:00Z\nends: 2026-09-22T11:00:00Z\ncomponents: [old]\n---\n"})
	if got := checked(t, dir); got != "" {
		t.Errorf("the past is refused: %s", got)
	}
	c, _, err := Load(dir, afterwards)
	if err != nil {
		t.Fatal(err)
	}
	want := status.Layout{
		Groups:     []status.Group{{ID: "core", Name: "Core"}},
		Components: []status.Component{{ID: "api", Name: "API", Group: "core"}, {ID: "web", Name: "Web"}},
		Retired:    []status.Component{{ID: "old", Name: "Old API", Group: "core", Since: "2024-01-01", Retired: "2026-10-01"}},
	}
	if diff := cmp.Diff(want, c.Layout); diff != "" {
		t.Errorf("layout (-want +got):\n%s", diff)
	}
}

func TestNothingThatIsNowNamesARetiredComponent(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a rule":             {"sources/a.yaml", "kind: generic\nauth: {type: bearer, secret: a}\nrules:\n  - {match: {s: x}, component: old}\n", `the component "old" is retired`},
		"a metric":           {"components.yaml", withRetired + "metrics:\n  - {id: m, name: M, component: old}\n", `the component "old" is retired`},
		"a day that is none": {"components.yaml", "components:\n  - {id: api, name: API}\n  - {id: old, name: Old, retired: 2026-02-30}\n", `"2026-02-30" is no day of the calendar`},
		"before it began":    {"components.yaml", "components:\n  - {id: api, name: API}\n  - {id: old, name: Old, since: 2026-01-02, retired: 2026-01-01}\n", "retired before it came into being, on 2026-01-02"},
		"its id again":       {"components.yaml", withRetired + "  - {id: old, name: Other}\n", `the id "old" is also that of the component in line 6`},
		"taken out":          {"incidents/a.md", "---\ntitle: A\nimpact: minor\ncomponents: {warehouse: major_outage}\n---\n## 2026-09-22T10:04:00Z resolved\nWell.\n", `(one that is no more stays in components.yaml, with "retired: 2026-11-01")`},
	} {
		files := map[string]string{"components.yaml": withRetired}
		files[c.file] = c.text
		if got := checkedAt(t, folder(t, files), afterwards); !strings.HasPrefix(got, c.file+":") || !strings.Contains(got, c.want) || strings.Count(got, "\n") != 1 {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

// Until its day a component is there like any other, and monitors may speak of it; a
// day begins when it does in the site's zone.
func TestAComponentIsThereUntilItsDay(t *testing.T) {
	dir := folder(t, map[string]string{
		"site.yaml":       "name: S\nurl: https://example.com\ntime_zone: Asia/Tokyo\n",
		"components.yaml": withRetired,
		"sources/a.yaml":  "kind: generic\nauth: {type: bearer, secret: a}\nrules:\n  - {match: {s: x}, component: old}\n",
	})
	before, after := time.Date(2026, 9, 30, 14, 59, 0, 0, time.UTC), time.Date(2026, 9, 30, 15, 0, 0, 0, time.UTC)
	if got := checkedAt(t, dir, before); got != "" {
		t.Errorf("a minute before its day: %s", got)
	}
	if got := checkedAt(t, dir, after); !strings.Contains(got, `sources/a.yaml:4:32: the component "old" is retired`) {
		t.Errorf("on its day: %s", got)
	}
	c, _, err := Load(dir, before)
	if err != nil || len(c.Layout.Components) != 3 || len(c.Layout.Retired) != 0 {
		t.Errorf("a minute before its day there are %v and %v, %v", c.Layout.Components, c.Layout.Retired, err)
	}
}
