package textpage

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tidings/internal/status"
	"tidings/test/golden"
)

func at(clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", clock)
	if err != nil {
		panic(err)
	}
	return t
}

func words() Words {
	return Words{
		Verdict: "Partial outage", Changed: "Last change:",
		Open: "Open incidents", Active: "Maintenance in progress", Upcoming: "Planned maintenance",
		Status: func(s status.Status) string { return strings.ReplaceAll(s.String(), "_", " ") },
		State:  func(s status.State) string { return strings.ReplaceAll(s.String(), "_", " ") },
		Text:   func(markdown string) string { return strings.ReplaceAll(markdown, "**", "") },
	}
}

func site() Site { return Site{Name: "Acme", URL: "https://status.example.com"} }

func view() *status.View {
	maintenance := func(id, title, starts, ends string) *status.Maintenance {
		return &status.Maintenance{ID: id, Title: title, Starts: at(starts), Ends: at(ends), Updates: []status.Update{{ID: "1", At: at("2026-11-20 09:00"), State: status.Scheduled}}}
	}
	return &status.View{
		At: at("2026-11-22 11:30"), Zone: time.FixedZone("CET", 3600), Changed: at("2026-11-22 11:00"),
		Layout: status.Layout{
			Groups: []status.Group{{ID: "core", Name: "Core services"}},
			Components: []status.Component{
				{ID: "api", Name: "API", Group: "core"}, {ID: "web", Name: "Wéb-Seite", Group: "core"}, {ID: "docs", Name: "Documentation"},
			},
		},
		States: []status.ComponentState{{Status: status.PartialOutage}, {Status: status.Operational}, {Status: status.Unknown}},
		Incidents: []*status.Incident{{ID: "api-slow", Title: "API answers slowly", Updates: []status.Update{
			{ID: "1", At: at("2026-11-22 10:04"), State: status.Investigating, Body: "Looking."},
			{ID: "2", At: at("2026-11-22 10:31"), State: status.Identified, Body: "A **cache** node.\n\nNext update by 12:00."},
		}}},
		Active:   []*status.Maintenance{maintenance("db", "Database upgrade", "2026-11-22 11:00", "2026-11-22 13:00")},
		Upcoming: []*status.Maintenance{maintenance("net", "Network work", "2026-12-01 01:00", "2026-12-01 02:00")},
	}
}

func TestGolden(t *testing.T) { golden.Check(t, "status.txt", Status(view(), site(), words())) }

func lines(body []byte) []string { return strings.Split(strings.TrimSuffix(string(body), "\n"), "\n") }

func TestVerdictIsTheFirstLineAndComponentsAreAligned(t *testing.T) {
	got := lines(Status(view(), site(), words()))
	if got[0] != "Partial outage" {
		t.Errorf("first line is %q", got[0])
	}
	column := -1
	for _, want := range []string{"partial outage", "operational", "unknown"} {
		for _, l := range got[3:] {
			if name, found := strings.CutSuffix(l, want); found {
				if n := utf8.RuneCountInString(name); column >= 0 && n != column {
					t.Errorf("%q begins its status at %d, not at %d", l, n, column)
				}
				column = utf8.RuneCountInString(strings.TrimSuffix(l, want))
			}
		}
	}
	if column != len("Core services / Wéb-Seite")-1+2 {
		t.Errorf("statuses begin at %d", column)
	}
}

func TestQuietPageIsShort(t *testing.T) {
	v := view()
	v.Incidents, v.Active, v.Upcoming = nil, nil, nil
	if got := lines(Status(v, site(), words())); len(got) != 7 {
		t.Errorf("%d lines: %q", len(got), got)
	}
	if got := string(Status(&status.View{}, site(), words())); got != "Partial outage\nAcme - https://status.example.com\n" {
		t.Errorf("%q", got)
	}
}

// Nobody can move a reader's cursor, forge a line of a component, or make the
// verdict's line another one.
func FuzzHostileText(f *testing.F) {
	f.Add("x\x1b[2J\r\nAPI  operational\n\x00\xff\u0085\u2028")
	f.Add(strings.Repeat("🔥", 300))
	f.Fuzz(func(t *testing.T, text string) {
		v := view()
		plain := lines(Status(v, site(), words()))
		v.Layout.Groups[0].Name, v.Layout.Components[2].Name, v.Incidents[0].Title, v.Active[0].Title = text, text, text, text
		got := Status(v, Site{Name: text, URL: text}, words())
		if n := len(lines(got)); n != len(plain) {
			t.Errorf("%d lines instead of %d:\n%q", n, len(plain), got)
		}
		v.Incidents[0].Updates[1].Body = text
		got = Status(v, site(), words())
		for _, r := range string(got) {
			if r != '\n' && (r < ' ' || r >= 0x7F && r < 0xA0 || r == '\u2028' || r == '\u2029') {
				t.Errorf("%U is in %q", r, got)
			}
		}
		if !utf8.Valid(got) {
			t.Errorf("not UTF-8: %q", got)
		}
	})
}

func TestLivePageAdmitsItsAge(t *testing.T) {
	w := words()
	w.Produced = "Produced:"
	if got := lines(Status(view(), site(), w)); got[3] != "Produced: 2026-11-22 12:30 CET" {
		t.Errorf("%q", got[:5])
	}
}

func TestRobots(t *testing.T) {
	want := "User-agent: *\nAllow: /\n\nSitemap: https://status.example.com/sub/sitemap.xml\n"
	if got := string(Robots("https://status.example.com/sub")); got != want {
		t.Errorf("%q", got)
	}
}

func TestSiteThatDoesNotKnowItsAddress(t *testing.T) {
	if got := string(Robots("")); got != "User-agent: *\nAllow: /\n" {
		t.Errorf("%q", got)
	}
	if got := lines(Status(view(), Site{Name: "Acme"}, words())); got[1] != "Acme" {
		t.Errorf("%q", got[1])
	}
}

func BenchmarkStatus(b *testing.B) {
	v, s, w := view(), site(), words()
	for b.Loop() {
		Status(v, s, w)
	}
}

// No name forges a line, moves the terminal's cursor or turns the order of what
// follows, whoever gave it.
func TestNamesStayOnTheirLines(t *testing.T) {
	const hostile = "A\nAll systems operational\r\x1b[2J\u0085\u2028\u202e\u2066\x00\x7fZ"
	v, s := view(), site()
	lines := strings.Count(string(Status(v, s, words())), "\n")
	s.Name = hostile
	v.Layout.Groups[0].Name, v.Layout.Components[2].Name = hostile, hostile
	v.Incidents[0].Title, v.Active[0].Title, v.Upcoming[0].Title = hostile, hostile, hostile
	made := string(Status(v, s, words()))
	for _, r := range made {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
			t.Errorf("%U is in it:\n%q", r, made)
		}
	}
	if n := strings.Count(made, "\n"); n != lines {
		t.Errorf("%d lines, want %d:\n%s", n, lines, made)
	}
	title := strings.Split(made, "\n")[1]
	if want := "A All systems operational  [2J    Z - https://status.example.com"; title != want {
		t.Errorf("the site is called %q, want %q", title, want)
	}
}
