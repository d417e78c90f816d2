package app

import (
	"slices"
	"testing"
	"time"

	"tidings/internal/status"
)

// Each turn of a maintenance is told or not, as the site says, else the
// maintenance, whose word counts more; what somebody posts is told anyway.
func TestTheTurnsThatPeopleAreToldOf(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	all := []string{"put", status.VerbRemind, status.VerbBegin, status.VerbExtend, status.VerbEnd}
	for what, x := range map[string]struct {
		site, own status.Tell
		want      []string
	}{
		"nothing said":             {nil, nil, all},
		"none of the site's":       {status.Tell{"announce": false, "remind": false, "begin": false, "end": false}, nil, []string{status.VerbExtend}},
		"no begin":                 {status.Tell{"begin": false}, nil, []string{"put", status.VerbRemind, status.VerbExtend, status.VerbEnd}},
		"its own word counts more": {status.Tell{"begin": false, "announce": false}, status.Tell{"begin": true, "end": false}, []string{status.VerbRemind, status.VerbBegin, status.VerbExtend}},
	} {
		m := ofMaintenance(&status.Maintenance{Tell: x.own, Updates: []status.Update{{ID: "1", At: at, State: status.Scheduled}}})
		var got []string
		for _, verb := range all {
			before := m
			if verb == "put" {
				before = nil
			}
			if len(m.news(before, &status.Change{Verb: verb, At: at}, x.site)) > 0 {
				got = append(got, verb)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: told of %v, want %v", what, got, x.want)
		}
		posted := ofMaintenance(&status.Maintenance{Tell: x.own, Updates: append(slices.Clone(m.updates), status.Update{ID: "2", At: at, State: status.InProgress})})
		if len(posted.news(m, &status.Change{Verb: status.VerbBegin, At: at}, x.site)) != 1 {
			t.Errorf("%s: an update that somebody posts is not told", what)
		}
	}
	inc := ofIncident(&status.Incident{Updates: []status.Update{{ID: "1", At: at}}})
	if len(inc.news(nil, &status.Change{Verb: "put", At: at}, status.Tell{"announce": false, "begin": false})) != 1 {
		t.Error("the switches of maintenance keep an incident quiet")
	}
}
