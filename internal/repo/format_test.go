package repo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tidings/internal/status"
)

// Pieces from which awkward texts are put together.
var pieces = []string{
	"a", "We see errors.", " ", "\n", "\n\n", "  ", "\t", "---", "---\n", "```", "```\n", "~~~~", "# ", "## ", "### ", "2026-11-22T10:04:00Z",
	" resolved", "resolved", "2026-11-22", ": ", " #", "\"", "'", "\\", "é", "\u00a0", "\u0085", "\u2028", "\ufeff", "😀", "{{component}}", "*", "&x", "|",
}

func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if rapid.Bool().Draw(t, "random") {
			return clean(rapid.String().Draw(t, "text"))
		}
		return strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces"), "")
	})
}

func anyTitle() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		title := strings.NewReplacer("\n", "", "\t", "", "\u007f", "").Replace(anyText().Draw(t, "title"))
		title = strings.TrimSpace(title)
		if runes := []rune(title); len(runes) > 200 {
			title = strings.TrimSpace(string(runes[:200]))
		}
		return "T" + title
	}).Filter(func(s string) bool { return s == strings.TrimSpace(s) && len([]rune(s)) <= 200 })
}

func anyID() *rapid.Generator[string] {
	return rapid.StringMatching(`[a-z0-9][a-z0-9-]{2,20}`).Filter(func(id string) bool { return refuseID(id) == "" })
}

func anyStatuses(t *rapid.T) map[string]status.Status {
	m := rapid.MapOfN(anyID(), rapid.SampledFrom([]status.Status{status.Operational, status.Unknown, status.MajorOutage}), 0, 4).Draw(t, "components")
	if len(m) == 0 {
		return nil
	}
	return m
}

func anyTime(t *rapid.T, from int64) time.Time {
	return time.Unix(from+rapid.Int64Range(0, 1e6).Draw(t, "seconds"), rapid.SampledFrom([]int64{0, 0, 5e8, 1}).Draw(t, "nanoseconds")).UTC()
}

func anyUpdates(t *rapid.T, states []status.State) []status.Update {
	at := int64(1.7e9)
	updates := make([]status.Update, rapid.IntRange(1, 4).Draw(t, "updates"))
	for i := range updates {
		at += 1e6 + 1
		u := status.Update{ID: fmt.Sprint(i + 1), At: anyTime(t, at), State: rapid.SampledFrom(states).Draw(t, "state"), Body: anyText().Draw(t, "body")}
		if i > 0 && updates[i-1].State == status.Postmortem {
			u.State = status.Postmortem
		}
		if rapid.Bool().Draw(t, "block") {
			u.ID = fmt.Sprintf("u%d", i)
			u.Components, u.Edited = anyStatuses(t), anyTime(t, at)
			if !u.State.Ends() {
				u.Next = u.At.Add(time.Hour)
			}
			u.Lang = map[string]string{"de": anyText().Draw(t, "german"), "pt-BR": "x"}
		}
		updates[i] = u
		at += 1e6
		if rapid.Bool().Draw(t, "has a past") {
			addPast(t, &updates[i], states, at)
		}
	}
	return updates
}

// addPast gives an update earlier texts, or takes its own out.
func addPast(t *rapid.T, u *status.Update, states []status.State, at int64) {
	if rapid.Bool().Draw(t, "redacted") {
		u.Redacted, u.Body, u.Lang = anyTime(t, at), "", nil
	}
	last := rapid.SampledFrom([]time.Time{{}, time.Unix(at, 0).UTC()}).Draw(t, "the first text is not known")
	for range rapid.IntRange(0, 3).Draw(t, "earlier") {
		at += 1e6 + 1
		e := status.Earlier{From: last, Until: anyTime(t, at), At: u.At, State: rapid.SampledFrom(states).Draw(t, "earlier state")}
		if u.Redacted.IsZero() {
			e.Body = anyText().Draw(t, "earlier body")
			e.Lang = rapid.SampledFrom([]map[string]string{nil, {"de": "früher", "pt-BR": "\"y\""}}).Draw(t, "earlier languages")
		}
		if rapid.Bool().Draw(t, "dated anew") {
			e.At = anyTime(t, at)
		}
		u.Earlier = append(u.Earlier, e)
		at += 1e6
		last, u.Edited = e.Until, e.Until
	}
}

func anyTitles(t *rapid.T, impact status.Impact) (all []status.EarlierTitle) {
	at := int64(1.7e9)
	for range rapid.IntRange(0, 2).Draw(t, "earlier titles") {
		at += 1e6 + 1
		all = append(all, status.EarlierTitle{Until: anyTime(t, at), Title: anyTitle().Draw(t, "earlier title"), Impact: impact})
	}
	return all
}

func TestIncidentSurvivesFormatAndParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &status.Incident{
			ID: anyID().Draw(t, "id"), Title: anyTitle().Draw(t, "title"), Impact: status.ImpactMajor, Components: anyStatuses(t),
			Updates: anyUpdates(t, []status.State{status.Investigating, status.Resolved, status.Postmortem}),
			Origin:  status.Origin{Kind: status.OriginContent, Ref: "incidents/x.md"},
			Earlier: anyTitles(t, status.ImpactMinor),
		}
		src := FormatIncident(want)
		got, problems := ParseIncident("incidents/x.md", src, nil)
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s\n%s", problems, diff, src)
		}
	})
}

func TestMaintenanceSurvivesFormatAndParse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		starts := anyTime(t, 1.8e9)
		want := &status.Maintenance{
			ID: anyID().Draw(t, "id"), Title: anyTitle().Draw(t, "title"), Starts: starts, Ends: starts.Add(time.Hour),
			Components: slices.Sorted(maps.Keys(anyStatuses(t))),
			Updates:    anyUpdates(t, []status.State{status.Scheduled, status.InProgress, status.Verifying}),
			Origin:     status.Origin{Kind: status.OriginContent, Ref: "maintenance/x.md"},
			Reminder:   time.Duration(rapid.IntRange(0, 90000).Draw(t, "reminder")) * time.Second,
			Earlier:    anyTitles(t, status.ImpactNone),
			Tell:       rapid.SampledFrom([]status.Tell{nil, {"begin": false}, {"announce": true, "remind": false, "begin": true, "end": false}}).Draw(t, "tell"),
		}
		last := &want.Updates[len(want.Updates)-1]
		last.State = rapid.SampledFrom([]status.State{status.Scheduled, status.Completed, status.Cancelled}).Draw(t, "ends")
		last.Next = time.Time{}
		if rapid.Bool().Draw(t, "plans anew") {
			last.Plan = status.Plan{Starts: starts.Add(time.Minute), Ends: starts.Add(3 * time.Hour)}
		}
		want.Replan()
		src := FormatMaintenance(want)
		got, problems := ParseMaintenance("maintenance/x.md", src, nil)
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s\n%s", problems, diff, src)
		}
	})
}

func TestFormatReadsWell(t *testing.T) {
	inc := &status.Incident{
		ID: "api-slow", Title: "API answers slowly", Impact: status.ImpactMinor,
		Components: map[string]status.Status{"web": status.Operational, "api": status.DegradedPerformance},
		Updates: []status.Update{
			{ID: "1", At: time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC), State: status.Investigating, Body: "We see **slow answers** on the API."},
			{ID: "2", At: time.Date(2026, 11, 22, 10, 31, 0, 0, time.UTC), State: status.Resolved, Body: "## Cause\n\nA bad cache node.",
				Components: map[string]status.Status{"api": status.Operational}},
		},
	}
	want := `---
id: api-slow
title: API answers slowly
impact: minor
components:
  api: degraded_performance
  web: operational
---

## 2026-11-22T10:04:00Z investigating

We see **slow answers** on the API.

## 2026-11-22T10:31:00Z resolved
---
components:
  api: operational
---

## Cause

A bad cache node.
`
	if diff := cmp.Diff(want, string(FormatIncident(inc))); diff != "" {
		t.Error(diff)
	}
}
