package repo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tidings/internal/status"
)

// What a person wrote, with a hand of their own.
const byHand = `---
# the nightly job again
title:    "API answers slowly"
impact: minor
components: {api: degraded_performance}
---
## 2026-11-22T11:04:00+01:00 investigating
We see **slow answers**.

## 2026-11-22T10:31:00Z identified
A bad cache node.
`

const posted = `
## 2026-11-22T10:40:00Z monitoring
---
components:
  api: operational
---

Replaced.
`

func TestMerge(t *testing.T) {
	edited := strings.Replace(byHand, "A bad cache node.", "A bad node of the cache.", 1)
	theirs := "\n## 2026-11-22T10:35:00Z identified\nBy hand.\n"
	for name, test := range map[string]struct{ base, ours, theirs, want, clash string }{
		"a new update is appended":            {byHand, byHand + posted, byHand, byHand + posted, ""},
		"nothing is new":                      {byHand, byHand, byHand, byHand, ""},
		"a file without a last line end":      {byHand, byHand + posted, strings.TrimSuffix(byHand, "\n"), byHand + posted, ""},
		"what says the same is left alone":    {byHand, formatted(t, byHand), byHand, byHand, ""},
		"edits of both at different places":   {byHand, byHand + posted, edited, edited + posted, ""},
		"our edit of an old update":           {byHand, edited, byHand, strings.Replace(byHand, "identified\nA bad cache node.", "identified\n\nA bad node of the cache.", 1), ""},
		"their deletion":                      {byHand + posted, byHand + posted, byHand, byHand, ""},
		"our deletion":                        {byHand + posted, byHand, byHand + posted, byHand, ""},
		"a text that they deleted comes back": {byHand + posted, byHand + strings.Replace(posted, "Replaced", "Replaced it", 1), byHand, byHand + strings.Replace(posted, "Replaced", "Replaced it", 1), ""},
		"both edit one update": {byHand, edited, strings.Replace(byHand, "A bad cache node.", "A dead cache node.", 1),
			strings.Replace(byHand, "A bad cache node.", "A dead cache node.", 1), "A bad node of the cache."},
		"both add one": {byHand, byHand + posted, byHand + theirs,
			byHand + "\n## 2026-11-22T10:35:00Z identified\n---\nid: \"3-again-2\"\n---\n\nBy hand.\n" + strings.Replace(posted, "---\ncomponents", "---\nid: \"3\"\ncomponents", 1), ""},
		"a new file":     {"", byHand, "", byHand, ""},
		"a deleted file": {byHand, byHand + posted, "", byHand + posted, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, clashes, problems := Merge(status.AboutIncident, "incidents/x.md", src(test.base), src(test.ours), src(test.theirs), Known{})
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Error(diff)
			}
			if test.clash == "" && len(clashes) > 0 || test.clash != "" && (len(clashes) != 1 || !strings.Contains(clashes[0].Ours, test.clash)) {
				t.Errorf("clashes: %q", clashes)
			}
		})
	}
}

func src(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

func formatted(t *testing.T, text string) string {
	t.Helper()
	inc, problems := ParseIncident("incidents/x.md", []byte(text), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return string(FormatIncident(inc))
}

func TestMergeKeepsLineEnds(t *testing.T) {
	crlf := "\ufeff" + strings.ReplaceAll(byHand, "\n", "\r\n")
	got, _, problems := Merge(status.AboutIncident, "incidents/x.md", []byte(crlf), []byte(byHand+posted), []byte(crlf), Known{})
	if want := crlf + strings.ReplaceAll(posted, "\n", "\r\n"); string(got) != want || len(problems) > 0 {
		t.Errorf("%v\n%q", problems, got)
	}
}

func TestMergeOfMaintenance(t *testing.T) {
	const loose = "---\ntitle: New disks\nstarts: 2026-12-01T02:00:00Z\nends: 2026-12-01T04:00:00Z\nannounced: 2026-11-22T10:00:00Z\n---\nWe move to new disks.\n"
	m, problems := ParseMaintenance("maintenance/x.md", []byte(loose), nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m.Updates = append(m.Updates, status.Update{ID: "2", At: m.Starts, State: status.InProgress, Body: "Begun."})
	ours := FormatMaintenance(m)
	theirs := strings.Replace(loose, "New disks", "Newer disks", 1)
	got, clashes, problems := Merge(status.AboutMaintenance, "maintenance/x.md", []byte(loose), ours, []byte(theirs), Known{})
	if len(problems)+len(clashes) > 0 {
		t.Fatal(problems, clashes)
	}
	for _, want := range []string{"title: Newer disks", "We move to new disks.", "2026-12-01T02:00:00Z in_progress", "Begun."} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is lost:\n%s", want, got)
		}
	}
}

func TestMergeRefusesWhatItCannotRead(t *testing.T) {
	if _, _, problems := Merge(status.AboutIncident, "incidents/x.md", []byte(byHand), []byte(byHand+posted), []byte("no front matter"), Known{}); len(problems) != 1 || problems[0].Path != "incidents/x.md" {
		t.Errorf("got %v", problems)
	}
}

// Whatever two sides do to a file, each text of both is in the merged file or
// in a clash, unless the other side deleted what this one left alone.
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := &status.Incident{ID: "x", Title: "T", Impact: status.ImpactMajor, Updates: plainUpdates(t)}
		ours, theirs := changed(t, base, "ours"), changed(t, base, "theirs")
		merged, clashes, problems := Merge(status.AboutIncident, "incidents/x.md", FormatIncident(base), FormatIncident(ours), FormatIncident(theirs), Known{})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		found := string(merged)
		for _, c := range clashes {
			found += c.Ours
		}
		for _, side := range []*status.Incident{ours, theirs} {
			for _, u := range side.Updates {
				if said(base, u.Body) || strings.Contains(found, u.Body) {
					continue
				}
				t.Fatalf("%q is lost:\n%s\nclashes %q", u.Body, merged, clashes)
			}
		}
		again, _, _ := Merge(status.AboutIncident, "incidents/x.md", merged, merged, merged, Known{})
		if string(again) != string(merged) {
			t.Fatalf("merged again it becomes\n%s", again)
		}
	})
}

func plainUpdates(t *rapid.T) []status.Update {
	at := time.Unix(1.7e9, 0).UTC()
	list := make([]status.Update, rapid.IntRange(1, 4).Draw(t, "updates"))
	for i := range list {
		list[i] = status.Update{ID: string(rune('1' + i)), At: at.Add(time.Duration(i) * time.Hour), State: status.Investigating, Body: word(rapid.StringMatching(`base [a-z]{8}`).Draw(t, "body"))}
	}
	return list
}

// changed edits, deletes and adds updates.
func changed(t *rapid.T, base *status.Incident, by string) *status.Incident {
	next := *base
	next.Updates = nil
	fresh := func() string { return rapid.StringMatching(by+` [a-z]{8}`).Draw(t, "text") }
	for _, u := range base.Updates {
		switch rapid.IntRange(0, 5).Draw(t, by) {
		case 0:
			u.Body = fresh()
		case 1:
			if len(next.Updates) > 0 {
				continue
			}
		}
		next.Updates = append(next.Updates, u)
	}
	last := next.Updates[len(next.Updates)-1].At
	for n := range rapid.IntRange(0, 2).Draw(t, "new") {
		last = last.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
		next.Updates = append(next.Updates, status.Update{ID: "n" + string(rune('1'+n)), At: last, State: status.Investigating, Body: fresh()})
	}
	return &next
}

func said(inc *status.Incident, body string) bool {
	for _, u := range inc.Updates {
		if u.Body == body {
			return true
		}
	}
	return false
}
