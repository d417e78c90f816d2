package triage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store/memory"
)

var moment = time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC)

// A body that makes a parser panic costs its own delivery and nothing else,
// and its reason names the line without showing the body.
func TestPanicOfAParserIsContained(t *testing.T) {
	signals, err := contained(func() ([]status.Signal, error) {
		var body []byte
		return nil, errorOf(body[7])
	})
	if signals != nil || err == nil || !strings.Contains(err.Error(), "please report this") {
		t.Errorf("contained = %v, %v", signals, err)
	}
}

func errorOf(byte) error { return nil }

func TestNobodyElsesTextIsExpanded(t *testing.T) {
	got := expand("{{component}} is down; {{title}} stays", "API {{component}}")
	if want := "API {{component}} is down; {{title}} stays"; got != want {
		t.Errorf("expand = %q, want %q", got, want)
	}
}

func says(id string, keys ...string) Reading {
	x := Reading{Delivery: inbox.Delivery{ID: id}}
	for _, k := range keys {
		x.told = append(x.told, status.Told{Signal: status.Signal{Source: "s", Key: k}})
	}
	return x
}

// What is said of one key stays in order; what has no key in common goes together.
func TestWavesKeepTheOrderOfEachKey(t *testing.T) {
	var got []string
	for _, wave := range waves([]Reading{says("1", "a"), says("2", "b"), says("3"), says("4", "c", "a"), says("5", "c"), says("6", "b")}) {
		line := ""
		for _, x := range wave {
			line += x.Delivery.ID
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"123", "4", "56"}, got); diff != "" {
		t.Errorf("waves (-want +got):\n%s", diff)
	}
	if n := len(waves(make([]Reading, waveSize+1))); n != 2 {
		t.Errorf("%d waves for one delivery more than a wave holds", n)
	}
}

// A delivery of which anything was not understood is one for an operator to see;
// what was understood of it counts.
func TestWhatWasNotUnderstoodIsQuarantined(t *testing.T) {
	firing := status.Told{
		Signal: status.Signal{Source: "s", Key: "a", Kind: status.Firing, At: moment, Received: moment},
		Effect: &status.Effect{Component: "api", Status: status.MajorOutage},
	}
	puzzle := status.Told{Signal: status.Signal{Source: "s", Key: "b", Kind: status.Puzzle}}
	for name, c := range map[string]struct {
		reading Reading
		state   string
		api     status.Status
	}{
		"all of it":      {Reading{told: []status.Told{firing}}, inbox.Done, status.MajorOutage},
		"a part of it":   {Reading{told: []status.Told{firing, puzzle}}, inbox.Quarantined, status.MajorOutage},
		"nothing at all": {Reading{puzzle: errors.New("it is no JSON")}, inbox.Quarantined, status.Operational},
	} {
		board := status.NewBoard(memory.New(time.Now), time.UTC)
		end, err := Rules{Board: board}.Record(t.Context(), c.reading, "1")
		if err != nil || end.State != c.state || (end.Reason == "") != (c.state == inbox.Done) {
			t.Errorf("%s was understood: %+v, %v; want %s", name, end, err, c.state)
		}
		view, err := board.View(t.Context(), status.Layout{Components: []status.Component{{ID: "api"}}}, moment)
		if err != nil || view.States[0].Status != c.api {
			t.Errorf("%s was understood: the component is %v, %v; want %v", name, view.States[0].Status, err, c.api)
		}
	}
}

func TestWhatWasNotUnderstoodIsSaidInWords(t *testing.T) {
	for want, n := range map[string][2]int{
		"it says of its alerts neither that they fire nor that they are over, so it changes nothing": {1, 1},
		"1 of its 3 signals was not understood; the others count":                                    {1, 3},
		"2 of its 3 signals were not understood; the others count":                                   {2, 3},
	} {
		if got := puzzled(n[0], n[1]); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// What was made of a signal without its sender's having said so stands beside what
// became of it.
func TestOutcomeSaysWhatWasSupposed(t *testing.T) {
	effect := &status.Effect{Component: "api", Status: status.MajorOutage}
	for want, c := range map[string]struct {
		told status.Told
		zone string
	}{
		"":                {status.Told{Effect: effect}, "Europe/Berlin"},
		"no rule matched": {status.Told{}, ""},
		"its times name no zone and were read as UTC: time_zone of the source says which":                            {status.Told{Signal: status.Signal{Zoneless: true}, Effect: effect}, ""},
		"no rule matched; its times name no zone and were read as Europe/Berlin: time_zone of the source says which": {status.Told{Signal: status.Signal{Zoneless: true}}, "Europe/Berlin"},
		"its times are ahead of ours, and when it was received counts":                                               {status.Told{Signal: status.Signal{Skewed: true}, Effect: effect}, ""},
	} {
		if got := result(c.told, c.zone).Note; got != want {
			t.Errorf("the note is %q, want %q", got, want)
		}
	}
}

// A rule that names a component which has retired meanwhile opens nothing.
func TestARuleForARetiredComponentChangesNothing(t *testing.T) {
	c := &config.Config{Sources: []config.Source{{ID: "s", Kind: "generic", Rules: []config.Rule{{Match: map[string]string{}, Component: "fax"}}}},
		Layout: status.Layout{Components: []status.Component{{ID: "fax", Name: "Fax", Retired: "2026-11-22"}}}}
	firing := inbox.Delivery{Source: "s", Received: moment, Body: []byte(`{"key":"k","status":"firing"}`)}
	for day, want := range map[status.Date]bool{"2026-11-21": true, "2026-11-22": false} {
		x := Rules{Config: c.On(day)}.Read(firing)
		if told, err := x.Told(); err != nil || len(told) != 1 || (told[0].Effect != nil) != want {
			t.Errorf("on %s: %+v, %v", day, told, err)
		}
	}
}

// The zone of a source is what its times are read by.
func TestATimeIsReadInTheZoneOfItsSource(t *testing.T) {
	c := &config.Config{Sources: []config.Source{{ID: "s", Kind: "generic", TimeZone: "Europe/Berlin"}}}
	x := Rules{Config: c}.Read(inbox.Delivery{Source: "s", Received: moment.Add(time.Minute), Body: []byte(`{"key":"k","status":"firing","at":"2026-11-22T11:04:00"}`)})
	told, err := x.Told()
	if err != nil || len(told) != 1 || !told[0].Signal.At.Equal(moment) {
		t.Errorf("it is at %+v, %v; want %v", told, err, moment)
	}
}
