package app

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"tidings/internal/content/reading"
	"tidings/internal/kept"
	"tidings/internal/publish"
	"tidings/internal/store/memory"
)

// published is a target on which a site was published at a time.
type published struct {
	publish.Target
	at time.Time
}

func (p published) Read(context.Context, string) ([]byte, error) {
	return fmt.Appendf(nil, `{"format":"tidings/2","sequence":1,"published_at":%q}`, p.at.Format(time.RFC3339)), nil
}

// TestAComponentRetiresWhileTheProgramRuns holds that a program which goes on over
// the day, one that starts on it, and one that only reads what others keep all
// see the component go at the same midnight, and that the site is made anew.
func TestAComponentRetiresWhileTheProgramRuns(t *testing.T) {
	now := time.Date(2026, 11, 23, 22, 59, 59, 0, time.UTC) // midnight in Berlin is a second away
	clock := func() time.Time { return now }
	files := maps.Clone(keptContent)
	files["site.yaml"] += "time_zone: Europe/Berlin\n"
	files["components.yaml"] += "  - {id: fax, name: Fax gateway, retired: 2026-11-24}\n"
	a := keeperAt(memory.New(clock), clock)
	files["themes/assets/logo.png"] = logo
	packed, err := reading.Folder(contentFolder(t, files)).Pack(t.Context())
	if err == nil {
		err = kept.Put(t.Context(), a.Store, packed)
	}
	if err != nil {
		t.Fatal(err)
	}
	follower := &kept.Follower{Store: a.Store, Now: clock}
	r, err := a.keptRules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a.rules.Store(r)
	a.Target = published{at: now}
	see := func(want int) {
		t.Helper()
		a.retire(now)
		c, err := follower.Config(t.Context())
		if err != nil || len(c.Layout.Components) != want || len(a.rules.Load().config.Layout.Components) != want {
			t.Errorf("%s: there are %v and %v, want %d, %v", now, a.rules.Load().config.Layout.Components, c.Layout.Components, want, err)
		}
	}
	see(2)
	if asked := a.asked.take(); !asked.Empty() || a.retiredSince(t.Context()) {
		t.Errorf("a second before midnight %+v is made anew", asked)
	}
	now = now.Add(time.Second)
	see(1)
	if asked := a.asked.take(); !asked.All || !a.retiredSince(t.Context()) {
		t.Errorf("at midnight %+v is made anew", asked)
	}
	again, err := a.keptRules(t.Context())
	if err != nil || len(again.config.Layout.Components) != 1 || len(again.config.Layout.Retired) != 1 {
		t.Errorf("a program that starts then has %+v, %v", again.config.Layout, err)
	}
	a.Target = published{at: now}
	see(1)
	if asked := a.asked.take(); !asked.Empty() || a.retiredSince(t.Context()) {
		t.Errorf("later that day %+v is made anew again", asked)
	}
}
