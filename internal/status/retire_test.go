package status

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A component is there until the day on which it retires, and its place among
// the others stays.
func TestAComponentRetiresOnItsDay(t *testing.T) {
	files := Layout{
		Components: []Component{{ID: "api"}, {ID: "soon", Retired: "2026-11-24"}, {ID: "web"}},
		Retired:    []Component{{ID: "old", Retired: "2026-01-01"}},
	}
	if diff := cmp.Diff(files, files.On("2026-11-23")); diff != "" {
		t.Errorf("the day before (-want +got):\n%s", diff)
	}
	want := Layout{
		Components: []Component{{ID: "api"}, {ID: "web"}},
		Retired:    []Component{{ID: "old", Retired: "2026-01-01"}, {ID: "soon", Retired: "2026-11-24"}},
	}
	for _, day := range []Date{"2026-11-24", "2027-01-01"} {
		if diff := cmp.Diff(want, files.On(day)); diff != "" {
			t.Errorf("on %s (-want +got):\n%s", day, diff)
		}
	}
	if len(files.Components) != 3 {
		t.Error("the layout of the files was changed")
	}
	for _, x := range []struct {
		after, by Date
		want      bool
	}{{"2026-11-22", "2026-11-23", false}, {"2026-11-23", "2026-11-24", true}, {"2026-11-23", "2027-01-01", true}, {"2026-11-24", "2026-11-25", false}} {
		if got := want.Retires(x.after, x.by); got != x.want || got != files.Retires(x.after, x.by) {
			t.Errorf("after %s and by %s: %t", x.after, x.by, got)
		}
	}
}
