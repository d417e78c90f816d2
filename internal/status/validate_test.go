package status

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/store/memory"
)

// What Validate says is what the board then says: the same error, or none.
func TestValidateSaysWhatTheBoardWillSay(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	said := func(state State, at ...time.Time) (all []Update) {
		for _, at := range at {
			all = append(all, Update{At: at, State: state, Body: "Text"})
		}
		return all
	}
	incident := func(change func(*Incident)) Fact {
		inc := Incident{ID: "slow", Title: "Slow", Updates: said(Investigating, now)}
		change(&inc)
		return Fact{Incident: &inc}
	}
	maintenance := func(change func(*Maintenance)) Fact {
		m := Maintenance{ID: "upgrade", Title: "Upgrade", Starts: now, Ends: now.Add(time.Hour), Updates: said(Scheduled, now)}
		change(&m)
		return Fact{Maintenance: &m}
	}
	for name, c := range map[string]struct {
		fact  Fact
		valid bool
	}{
		"an incident":                {incident(func(*Incident) {}), true},
		"a maintenance":              {maintenance(func(*Maintenance) {}), true},
		"no such id":                 {incident(func(i *Incident) { i.ID = "Slow!" }), false},
		"no update":                  {incident(func(i *Incident) { i.Updates = nil }), false},
		"updates in the wrong order": {incident(func(i *Incident) { i.Updates = said(Investigating, now, now.Add(-1)) }), false},
		"a state of a maintenance":   {incident(func(i *Incident) { i.Updates = said(Scheduled, now) }), false},
		"too large":                  {incident(func(i *Incident) { i.Updates[0].Body = strings.Repeat("x", maxItemValue) }), false},
		"ends before it starts":      {maintenance(func(m *Maintenance) { m.Ends = now.Add(-1) }), false},
		"a year too early":           {maintenance(func(m *Maintenance) { m.Starts = time.Date(1200, 1, 1, 0, 0, 0, 0, time.UTC) }), false},
		"an update of no time":       {maintenance(func(m *Maintenance) { m.Updates = said(Scheduled, time.Time{}) }), false},
	} {
		by := Actor{Kind: OriginContent, ID: "content"}
		err, put := Validate(by, c.fact), putFact(t.Context(), by, c.fact, now)
		if (err == nil) != c.valid || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: Validate says %v", name, err)
		}
		if (err == nil) != (put == nil) || err != nil && err.Error() != put.Error() {
			t.Errorf("%s: Validate says %v, the board %v", name, err, put)
		}
	}
	if err := Validate(Actor{}, Fact{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("nothing at all: %v", err)
	}
}

func putFact(ctx context.Context, by Actor, f Fact, at time.Time) (err error) {
	b := NewBoard(memory.New(func() time.Time { return at }), time.UTC)
	if f.Maintenance != nil {
		_, err = b.PutMaintenance(ctx, by, *f.Maintenance, at)
	} else {
		_, err = b.PutIncident(ctx, by, *f.Incident, at)
	}
	return err
}
