package generator_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html/atom"

	"tidings/internal/status"
)

// TestGroupsOpenAsTheirModeSays holds each mode, with a sick component in the
// group and without one.
func TestGroupsOpenAsTheirModeSays(t *testing.T) {
	for _, x := range []struct {
		mode string
		sick bool
		open bool
	}{
		{"", false, false}, {"", true, true}, {"auto", false, false}, {"auto", true, true},
		{"open", false, true}, {"open", true, true}, {"folded", false, false}, {"folded", true, false},
	} {
		w := newWorld(t, 10)
		w.config.Layout.Groups[1].Mode = x.mode
		if x.sick {
			w.say("c3", status.DegradedPerformance)
		}
		var open []bool
		for _, n := range elements(parse(t, "index.html", full(t, w.input(t))["index.html"])) {
			if n.DataAtom == atom.Details {
				is := false
				for _, a := range n.Attr {
					is = is || a.Key == "open"
				}
				open = append(open, is)
			}
		}
		if len(open) != 5 || open[1] != x.open || open[0] || open[4] {
			t.Errorf("%+v: open are %v", x, open)
		}
	}
}

// TestALongTitleStaysWithinItsPage holds that a title of ten thousand characters,
// which an import or an older file may have, breaks no page.
func TestALongTitleStaysWithinItsPage(t *testing.T) {
	w := newWorld(t, 3)
	long := strings.Repeat("Tailback ", 1111) + "\u202edesrever"
	w.incidents["long"] = &status.Incident{ID: "long", Title: long, Updates: []status.Update{{ID: "1", At: now, State: status.Investigating, Body: "We look."}}}
	site := full(t, w.input(t))
	for _, name := range []string{"index.html", "incidents/long.html", "history/2026-11.html"} {
		text := textOf(parse(t, name, site[name]))
		if !strings.Contains(text, "Tailback Tailback") || strings.Contains(site[name], "\u202e") {
			t.Errorf("%s lost the title, or lets it turn what follows", name)
		}
	}
}
