package status_test

import (
	"context"
	"testing"
	"time"

	"tidings/internal/status"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var layout = status.Layout{Components: []status.Component{{ID: "api", Name: "API"}, {ID: "web", Name: "Website"}, {ID: "docs", Name: "Docs"}}}

func newBoard() *status.Board {
	return status.NewBoard(memory.New(func() time.Time { return noon }), time.UTC)
}

var person = status.Actor{Kind: status.OriginPerson, ID: "p1"}

func TestAnIncidentFromBeginningToEnd(t *testing.T) {
	b, ctx := newBoard(), context.Background()
	inc := status.Incident{
		ID: "slow", Title: "API answers slowly", Impact: status.ImpactMinor,
		Components: map[string]status.Status{"api": status.DegradedPerformance},
		Updates:    []status.Update{{At: noon.Add(-2 * time.Hour), State: status.Investigating, Body: "We look."}},
	}
	scope, err := b.PutIncident(ctx, person, inc, noon)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", scope)
	v, err := b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	if v.Worst != status.DegradedPerformance || v.States[0].Status != status.DegradedPerformance || len(v.Incidents) != 1 {
		t.Errorf("open: %+v", v)
	}
	inc.Updates = append(inc.Updates, status.Update{At: noon.Add(-time.Hour), State: status.Resolved, Body: "Done."})
	if _, err := b.PutIncident(ctx, person, inc, noon); err != nil {
		t.Fatal(err)
	}
	v, err = b.View(ctx, layout, noon)
	if err != nil {
		t.Fatal(err)
	}
	if v.Worst != status.Operational || len(v.Incidents) != 0 || len(v.Bars[0]) != 1 || v.Bars[0][0].Seconds[status.DegradedPerformance] != 3600 {
		t.Errorf("closed: %+v", v)
	}
	months, err := b.Months(ctx)
	if err != nil || len(months) != 1 || months[0].Entries != 1 {
		t.Errorf("months %v %v", months, err)
	}
	for d, err := range b.Days(ctx, "", "") {
		t.Logf("%+v %v", d, err)
	}
}
