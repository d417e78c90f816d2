package message

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"
)

func load(t *testing.T, lang string) *Words {
	t.Helper()
	w, err := Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestText(t *testing.T) {
	w := load(t, "en")
	for _, tt := range []struct{ got, want string }{
		{w.Text("verdict.one.major_outage", "name", "API"), "API is down"},
		{w.Text("verdict.one.major_outage", "name", "{name} {"), "{name} { is down"},
		{w.Count("history.entries", 1), "1 entry"},
		{w.Count("history.entries", 0), "0 entries"},
		{w.Text("no.such.key"), "⟨no.such.key⟩"},
		{w.Duration(20 * time.Second), "less than a minute"},
		{w.Duration(72 * time.Minute), "1 h 12 min"},
		{w.Duration(2 * time.Hour), "2 h"},
		{w.Duration(50 * time.Hour), "2 days 2 h"},
		{w.Percent(1), "100 %"},
		{w.Percent(0.999999), "99.99 %"},
		{w.Percent(0.9993), "99.93 %"},
		{w.Percent(0), "0.00 %"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestDate(t *testing.T) {
	w := load(t, "en-GB")
	at := time.Date(2026, 3, 5, 9, 7, 0, 0, time.UTC)
	for key, want := range map[string]string{
		"moment": "5 Mar 2026, 09:07 UTC",
		"day":    "Thursday, 5 March 2026",
		"month":  "March 2026",
	} {
		if got := w.Date(key, at); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	nameless := at.In(time.FixedZone("+03", 3*3600))
	if got, want := w.Date("clock", nameless), "12:07 UTC+03"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnknownLanguageFallsBack(t *testing.T) {
	for _, lang := range []string{"xx", "", "../en", "xx-YY"} {
		if w := load(t, lang); w.Text("nav.history") != "History" || w.Lang != lang || w.Name != lang {
			t.Errorf("%q: got %q in %q", lang, w.Text("nav.history"), w.Lang)
		}
	}
}

// TestLanguagesAreWhole holds that every language has every text and date of
// the fallback, each with the same placeholders.
func TestLanguagesAreWhole(t *testing.T) {
	names, err := fs.Glob(files, "words/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no languages:", err)
	}
	en := load(t, Fallback)
	for _, name := range names {
		w, err := read(strings.TrimSuffix(strings.TrimPrefix(name, "words/"), ".json"))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, forms := range en.Texts {
			for _, form := range w.Texts[key] {
				if got, want := holes(form), holes(forms["other"]); got != want {
					t.Errorf("%s: %s has placeholders %s, want %s", name, key, got, want)
				}
			}
			if w.Texts[key]["other"] == "" {
				t.Errorf("%s: %s is missing", name, key)
			}
		}
		for key := range en.Dates {
			if len(w.patterns[key]) == 0 {
				t.Errorf("%s: date %s is missing", name, key)
			}
		}
	}
}

// holes lists the placeholders of a text in the order of the alphabet.
func holes(s string) string {
	var all []string
	for _, p := range parsePattern(s) {
		if p.field {
			all = append(all, p.text)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load("en"); err != nil {
			b.Fatal(err)
		}
	}
}
