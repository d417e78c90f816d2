package generator

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/themes"
)

// Bars that a Memo has counted are those that are counted anew, whatever of a
// component has changed since, and nothing but the trouble of now included.
func TestKeptBarsAreCountedBars(t *testing.T) {
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	conf := &config.Config{Site: config.Site{Name: "Acme", URL: "https://status.acme.example", Zone: time.UTC}}
	memo := &Memo{}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	down := status.Bar{Date: "2026-11-20", Worst: status.MajorOutage, Seconds: [6]int64{status.MajorOutage: 3600}}
	var last []bar
	for _, c := range []struct {
		name string
		at   time.Time
		now  status.Status
		bars []status.Bar
	}{
		{"well", at, status.Operational, []status.Bar{down}},
		{"trouble that has taken no time", at, status.MajorOutage, []status.Bar{down}},
		{"over", at, status.Operational, []status.Bar{down}},
		{"more of it", at, status.Operational, []status.Bar{down, {Date: "2026-11-22", Worst: status.PartialOutage, Seconds: [6]int64{status.PartialOutage: 60}}}},
		{"the next day", at.Add(24 * time.Hour), status.Operational, []status.Bar{down}},
	} {
		in := Input{Config: conf, Theme: theme, Live: true, View: &status.View{
			At: c.at, Zone: time.UTC, First: status.DateOf(c.at, time.UTC).AddDays(1 - status.BarDays), Bars: [][]status.Bar{c.bars},
			Layout: status.Layout{Components: []status.Component{{ID: "api", Name: "API"}}}, States: []status.ComponentState{{Status: c.now}},
		}}
		fresh, err := newBuilder(in)
		if err != nil {
			t.Fatal(err)
		}
		in.Memo = memo
		memo.prepare(in, status.Scope{Current: true})
		kept, err := newBuilder(in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(fresh.bars, kept.bars, cmp.AllowUnexported(bar{}, number{})); diff != "" {
			t.Errorf("%s (-counted +kept):\n%s", c.name, diff)
		}
		if cmp.Equal(last, fresh.bars, cmp.AllowUnexported(bar{}, number{})) {
			t.Errorf("%s: it makes no difference, so this shows nothing", c.name)
		}
		last = fresh.bars
	}
}
