package letter_test

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/notify/eml"
	"tidings/internal/notify/letter"
	"tidings/internal/status"
	"tidings/test/letters"
	"tidings/themes"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// facts are an incident and a maintenance.
type facts struct {
	incident    *status.Incident
	maintenance *status.Maintenance
}

func (f facts) Incident(context.Context, string) (*status.Incident, error) {
	if f.incident == nil {
		return nil, status.ErrNotFound
	}
	return f.incident, nil
}

func (f facts) Maintenance(context.Context, string) (*status.Maintenance, error) {
	if f.maintenance == nil {
		return nil, status.ErrNotFound
	}
	return f.maintenance, nil
}

func slow() *status.Incident {
	return &status.Incident{ID: "slow", Title: "API answers slowly", Impact: status.ImpactMinor,
		Components: map[string]status.Status{"api": status.DegradedPerformance},
		Updates: []status.Update{
			{ID: "1", At: noon, State: status.Investigating, Body: "We see **slow** answers.", Lang: map[string]string{"de": "Wir sehen **langsame** Antworten."}},
			{ID: "2", At: noon.Add(time.Hour), State: status.Identified, Body: "It is the <b>cache</b>. [Bad](javascript:alert(1))"}}}
}

func config1() *config.Config {
	berlin, _ := time.LoadLocation("Europe/Berlin")
	return &config.Config{
		Site:   config.Site{Name: "Ferrywell", URL: "https://status.example.com", Zone: berlin, Languages: []string{"en", "de", "ar"}},
		Layout: status.Layout{Components: []status.Component{{ID: "api", Name: "API"}, {ID: "web", Name: "Website"}}},
	}
}

func writer(t *testing.T, c *config.Config, f facts) *letter.Writer {
	t.Helper()
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &letter.Writer{Now: func() letter.Setting {
		return letter.Setting{Config: c, Theme: theme, Facts: f, Layout: func(context.Context) (status.Layout, error) { return c.Layout, nil }}
	},
		Time: func() time.Time { return noon }, Link: func(s contacts.Subscriber) string { return "m" + s.ID }}
}

func reader(t *testing.T, w contacts.Wish) contacts.Subscriber {
	t.Helper()
	a, err := contacts.ParseAddress("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return contacts.Subscriber{ID: "abc", Address: a, State: contacts.Active, Wish: w}
}

func events(subject string, ids ...string) []notify.Owed {
	o := notify.Owed{Subject: subject}
	for i, id := range ids {
		o.Events = append(o.Events, notify.Event{Number: i + 1, Update: id})
	}
	return []notify.Owed{o}
}

// read gives a letter the way through MIME and back.
func read(t *testing.T, l notify.Letter, err error) letters.Letter {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	source, err := eml.Bytes(l.(*letter.Letter), noon)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(source), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
	m, err := letters.Read(string(source))
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	kept, err := letter.ReadMessage(strings.NewReader(string(source)))
	if err != nil || kept.Subject != m.Subject || kept.Text != m.Text || kept.HTML != m.HTML || kept.To != l.(*letter.Letter).To.Reveal() || !kept.Date.Equal(noon) {
		t.Errorf("read back as %+v, %v", kept, err)
	}
	return m
}

// A component that has retired meanwhile is still called by its name.
func TestARetiredComponentIsCalledByItsName(t *testing.T) {
	c := config1()
	c.Layout = status.Layout{Components: c.Layout.Components[1:], Retired: []status.Component{{ID: "api", Name: "Payments of old", Retired: "2026-11-01"}}}
	planned := &status.Maintenance{ID: "work", Title: "Work", Starts: noon, Ends: noon.Add(time.Hour), Components: []string{"api"},
		Updates: []status.Update{{ID: "1", At: noon.Add(-time.Hour), State: status.Scheduled, Body: "Soon."}}}
	w := writer(t, c, facts{incident: slow(), maintenance: planned})
	for subject, want := range map[string]string{"incident/slow": "Payments of old: Degraded performance", "maintenance/work": "Payments of old"} {
		l, err := w.Write(t.Context(), reader(t, contacts.Wish{}), subject, events("", "1")[0].Events)
		if m := read(t, l, err); !strings.Contains(m.Text, want) {
			t.Errorf("the letter about %s does not name %s:\n%s", subject, want, m.Text)
		}
	}
}

func TestNewsInTheReadersLanguageAndTime(t *testing.T) {
	w := writer(t, config1(), facts{incident: slow()})
	for _, test := range []struct {
		wish    contacts.Wish
		subject string
		text    []string
		html    []string
	}{
		{contacts.Wish{}, "[Degraded performance] API answers slowly",
			[]string{"API: Degraded performance", "22 Nov 2026, 13:00 CET", "22 Nov 2026, 14:00 CET", "We see **slow** answers.", "https://status.example.com/incidents/slow", "https://status.example.com/subscriptions/mabc"},
			[]string{"<strong>slow</strong>", "&lt;b&gt;cache", `lang="en" dir="ltr"`}},
		{contacts.Wish{Language: "de", Zone: "America/New_York"}, "[Eingeschränkte Leistung] API answers slowly",
			[]string{"Wir sehen **langsame** Antworten.", "07:00 EST", "https://status.example.com/de/incidents/slow"},
			[]string{`<div lang="en"><p>It is`}},
		{contacts.Wish{Language: "xx", Zone: "Nowhere/At-All"}, "[Degraded performance] API answers slowly", []string{"13:00 CET"}, nil},
		{contacts.Wish{Language: "ar"}, "", []string{"https://status.example.com/ar/incidents/slow"}, []string{`dir="rtl"`}},
	} {
		l, err := w.Write(t.Context(), reader(t, test.wish), "incident/slow", events("", "1", "2")[0].Events)
		m := read(t, l, err)
		if test.subject != "" && m.Subject != test.subject {
			t.Errorf("%v: subject %q, want %q", test.wish, m.Subject, test.subject)
		}
		for _, want := range test.text {
			if !strings.Contains(m.Text, want) {
				t.Errorf("%v: the text lacks %q:\n%s", test.wish, want, m.Text)
			}
		}
		for _, want := range test.html {
			if !strings.Contains(m.HTML, want) {
				t.Errorf("%v: the HTML lacks %q:\n%s", test.wish, want, m.HTML)
			}
		}
		if strings.Contains(m.HTML, "javascript:") || strings.Contains(m.HTML, "<img") || strings.Contains(m.HTML, "<b>") {
			t.Errorf("%v: the HTML holds what it must not:\n%s", test.wish, m.HTML)
		}
	}
}

func TestOnlyWhatIsOwedIsTold(t *testing.T) {
	w := writer(t, config1(), facts{incident: slow()})
	l, err := w.Write(t.Context(), reader(t, contacts.Wish{}), "incident/slow", events("", "2")[0].Events)
	if m := read(t, l, err); strings.Contains(m.Text, "slow** answers") || !strings.Contains(m.Text, "cache") {
		t.Errorf("told:\n%s", m.Text)
	}
	if l, err := writer(t, config1(), facts{}).Write(t.Context(), reader(t, contacts.Wish{}), "incident/slow", events("", "2")[0].Events); l != nil || err != nil {
		t.Errorf("of what is gone: %v, %v; want nothing", l, err)
	}
}

func TestHeaders(t *testing.T) {
	w := writer(t, config1(), facts{incident: slow()})
	l, err := w.Write(t.Context(), reader(t, contacts.Wish{}), "incident/slow", events("", "1")[0].Events)
	first := read(t, l, err)
	l, err = w.Write(t.Context(), reader(t, contacts.Wish{}), "incident/slow", []notify.Event{{Number: 2, Update: "2"}})
	second := read(t, l, err)
	for name, want := range map[string]string{
		"From": `"Ferrywell" <status@status.example.com>`, "To": "<ann@example.com>", "Auto-Submitted": "auto-generated", "Precedence": "bulk",
		"List-Id": "<status.example.com>", "List-Unsubscribe": "<https://status.example.com/subscriptions/mabc>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Content-Language": "en", "User-Agent": "", "Date": "Sun, 22 Nov 2026 12:00:00 +0000",
	} {
		if got := first.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if a, b := first.Header.Get("References"), second.Header.Get("References"); a == "" || a != b || first.Header.Get("In-Reply-To") != a {
		t.Errorf("threads %q and %q", a, b)
	}
	if a, b := first.Header.Get("Message-Id"), second.Header.Get("Message-Id"); a == "" || a == b {
		t.Errorf("ids %q and %q", a, b)
	}
}

func TestNothingCanBeSmuggledIntoAHeader(t *testing.T) {
	evil := "Ok\r\nBcc: victim@example.com\r\n\r\n<script>\u202e\x00\u2028" + strings.Repeat("long ", 2000)
	c := config1()
	c.Site.Name = evil
	inc := slow()
	inc.Title, inc.Updates[0].Body = evil, evil
	c.Layout.Components[0].Name = evil
	inc.Updates[0].Lang = map[string]string{"de": evil}
	work := &status.Maintenance{ID: "db", Title: evil, Components: []string{"api"}, Updates: []status.Update{{ID: "1", At: noon, State: status.Scheduled, Body: evil}}}
	w := writer(t, c, facts{incident: inc, maintenance: work})
	w.From = mail.Address{Name: evil, Address: "status@example.com"}
	var all []letters.Letter
	for _, wish := range []contacts.Wish{{}, {Language: "de"}, {Language: evil, Zone: evil}} {
		to := reader(t, wish)
		l, err := w.Write(t.Context(), to, "incident/slow", events("", "1")[0].Events)
		planned, err2 := w.Write(t.Context(), to, "maintenance/db", events("", "1")[0].Events)
		digest, err3 := w.Digest(t.Context(), to, append(events("incident/slow", "1"), events("maintenance/db", "1")...))
		confirm, err4 := w.Confirm(to.Address, wish.Language, "ctoken")
		known, err5 := w.Known(to, evil)
		trial, err6 := w.Test(to.Address)
		all = append(all, read(t, l, err), read(t, planned, err2), read(t, digest, err3), read(t, confirm, err4), read(t, known, err5), read(t, trial, err6))
	}
	for _, m := range all {
		if m.Header.Get("Bcc") != "" || len(m.Header["To"]) != 1 || strings.ContainsAny(m.Subject, "\r\n\x00\u202e") {
			t.Errorf("headers %v", m.Header)
		}
		if strings.Contains(m.HTML, "<script>") {
			t.Errorf("HTML %s", m.HTML)
		}
	}
}

func TestTheEndAndMaintenance(t *testing.T) {
	inc := slow()
	inc.Updates = append(inc.Updates, status.Update{ID: "3", At: noon.Add(90 * time.Minute), State: status.Resolved, Body: "Over."})
	m := &status.Maintenance{ID: "db", Title: "Database", Starts: noon.Add(24 * time.Hour), Ends: noon.Add(26 * time.Hour), Components: []string{"api"},
		Updates: []status.Update{{ID: "1", At: noon, State: status.Scheduled, Body: "We move it."}}}
	w := writer(t, config1(), facts{incident: inc, maintenance: m})
	for _, test := range []struct {
		owed    []notify.Owed
		subject string
		text    string
	}{
		{events("incident/slow", "3"), "[Resolved] API answers slowly", "Resolved · 1 h 30 min"},
		{events("maintenance/db", "1"), "[Scheduled] Database", "23 Nov 2026, 13:00 CET"},
		{events("maintenance/db", "remind@2026-11-22T12:00:00Z"), "[Reminder] Database", "23 Nov 2026, 13:00 CET"},
		{append(events("incident/slow", "3"), events("maintenance/db", "1")...), "2 more matters at Ferrywell", "We move it."},
	} {
		l, err := w.Digest(t.Context(), reader(t, contacts.Wish{}), test.owed)
		if got := read(t, l, err); got.Subject != test.subject || !strings.Contains(got.Text, test.text) {
			t.Errorf("%s: %q\n%s", test.subject, got.Subject, got.Text)
		}
	}
}

// Every language has words for every message: no key shows.
func TestAllLanguagesHaveTheirWords(t *testing.T) {
	c := config1()
	c.Site.Languages = message.Languages()
	w := writer(t, c, facts{incident: slow()})
	for _, lang := range message.Languages() {
		who := reader(t, contacts.Wish{Language: lang})
		news, err1 := w.Write(t.Context(), who, "incident/slow", events("", "1", "2")[0].Events)
		confirm, err2 := w.Confirm(who.Address, lang, "ctoken")
		known, err3 := w.Known(who, "")
		for _, m := range []letters.Letter{read(t, news, err1), read(t, confirm, err2), read(t, known, err3)} {
			if all := fmt.Sprint(m.Subject, m.Text, m.HTML); strings.ContainsAny(all, "⟨⟩") || strings.Contains(all, "{site}") {
				t.Errorf("%s: %s", lang, all)
			}
		}
	}
}

func TestConfirmationsHoldNoListHeaders(t *testing.T) {
	w := writer(t, config1(), facts{})
	l, err := w.Confirm(reader(t, contacts.Wish{}).Address, "de", "ctoken")
	m := read(t, l, err)
	if m.Header.Get("List-Id") != "" || m.Header.Get("List-Unsubscribe") != "" || m.Header.Get("Content-Language") != "de" ||
		!strings.Contains(m.Text, "https://status.example.com/subscriptions/ctoken") {
		t.Errorf("%v\n%s", m.Header, m.Text)
	}
}
