package message

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// TestLanguagesAreWhole holds that every language says all that the fallback
// does and nothing else, with the same placeholders.
func TestLanguagesAreWhole(t *testing.T) {
	en := load(t, Fallback)
	if len(Languages()) < 2 {
		t.Fatalf("there are only the languages %v", Languages())
	}
	for _, lang := range Languages() {
		w := load(t, lang)
		sameKeys(t, lang+" text", w.Texts, en.Texts)
		sameKeys(t, lang+" date", w.Dates, en.Dates)
		for key, forms := range en.Texts {
			counted := len(forms) > 1
			if got := w.Texts[key]; len(got) > 1 || counted {
				holdForms(t, w, key)
			}
			for form, text := range w.Texts[key] {
				got, want := holes(text), holes(forms["other"])
				if exact(w, form) && !slices.Contains(got, "n") {
					want = slices.DeleteFunc(want, func(hole string) bool { return hole == "n" })
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s: %s has placeholders %v, want %v", lang, key, got, want)
				}
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s: %s says nothing", lang, key)
				}
			}
		}
		holdNames(t, w)
		holdDates(t, w)
	}
}

func sameKeys[V any](t *testing.T, what string, got, want map[string]V) {
	t.Helper()
	for key := range want {
		if _, ok := got[key]; !ok {
			t.Errorf("%s %s is missing", what, key)
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			t.Errorf("%s %s is said by no page", what, key)
		}
	}
}

// holdForms holds that a text that counts has exactly the forms of its language.
func holdForms(t *testing.T, w *Words, key string) {
	t.Helper()
	got, want := slices.Sorted(maps.Keys(w.Texts[key])), slices.Sorted(slices.Values(pluralForms(w.Plural)))
	if !slices.Equal(got, want) {
		t.Errorf("%s: %s has the plural forms %v, want %v", w.Lang, key, got, want)
	}
}

// exact reports whether a form is that of a single number, which it may then
// say in a word.
func exact(w *Words, form string) bool {
	numbers := 0
	for n := range 1000 {
		if len(pluralForms(w.Plural)) > 1 && pluralForm(w.Plural, n) == form {
			numbers++
		}
	}
	return numbers == 1
}

func holdNames(t *testing.T, w *Words) {
	t.Helper()
	for _, list := range [][]string{w.Months[:], w.ShortMon[:], w.Days[:], w.ShortDays[:]} {
		if names := slices.Compact(slices.Sorted(slices.Values(list))); len(names) != len(list) || names[0] == "" {
			t.Errorf("%s: a name of a month or a day is missing or there twice: %q", w.Lang, list)
		}
	}
	if w.Name == "" || w.Decimal == "" || w.Group == "" || w.GroupFrom < 4 || w.Direction != "ltr" && w.Direction != "rtl" {
		t.Errorf("%s: a name, a direction or a way to write numbers is missing: %+v", w.Lang, w)
	}
}

// holdDates holds that a language's dates say as much as those of the fallback,
// in its own order and with long or short names as it likes.
func holdDates(t *testing.T, w *Words) {
	t.Helper()
	said := map[string][]string{
		"moment": {"HH", "MM", "d", "mon", "yyyy", "zone"}, "bare": {"HH", "MM", "d", "mon", "yyyy"},
		"clock": {"HH", "MM", "zone"}, "time": {"HH", "MM"}, "day": {"d", "day", "mon", "yyyy"},
		"date": {"d", "mon", "yyyy"}, "month": {"mon", "yyyy"}, "short": {"d", "mon"},
	}
	alike := strings.NewReplacer("month", "mon", "Month", "mon", "Day", "day", "wd", "day")
	for key, pattern := range w.Dates {
		var got []string
		for _, hole := range holes(pattern) {
			got = append(got, alike.Replace(hole))
		}
		if slices.Sort(got); !slices.Equal(got, said[key]) {
			t.Errorf("%s: the date %s says %v, want %v", w.Lang, key, got, said[key])
		}
	}
}

// holes lists the placeholders of a text in the order of the alphabet.
func holes(s string) (all []string) {
	for _, p := range parsePattern(s) {
		if p.field != literal {
			all = append(all, p.text)
		}
	}
	slices.Sort(all)
	return all
}

// TestPluralForms holds our rules to those of golang.org/x/text, which would
// bring 280 kB of tables into the program.
func TestPluralForms(t *testing.T) {
	names := map[plural.Form]string{
		plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
	}
	for _, lang := range Languages() {
		w, tag := load(t, lang), language.MustParse(lang)
		seen := map[string]struct{}{}
		for n := range 100_000 {
			want := names[plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)]
			if got := pluralForm(w.Plural, n); got != want {
				t.Fatalf("%s: %d has the form %s, want %s", lang, n, got, want)
			}
			seen[want] = struct{}{}
		}
		if got, want := slices.Sorted(slices.Values(pluralForms(w.Plural))), slices.Sorted(maps.Keys(seen)); !slices.Equal(got, want) {
			t.Errorf("%s: the forms are %v, want %v", lang, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	for lang, want := range map[string]bool{
		"de": true, "de-AT": true, "pt-BR": true, "pt": true, "zh": true, "zh-Hans": true, "zh-CN": true, "zh-Hans-HK": true,
		"zh-Hant": false, "zh-TW": false, "zh-HK": false, "zh-hant-tw": false,
		"nl": false, "": false, "../en": false, "en.json": false, "deu": false,
	} {
		if Known(lang) != want {
			t.Errorf("%q: known is %v", lang, !want)
		}
		if !want && load(t, lang).Text("nav.history") != "History" {
			t.Errorf("%q does not fall back", lang)
		}
	}
}

// pluralForms names the forms that a rule tells apart, "other" last.
func pluralForms(rule string) []string {
	switch rule {
	case "one", "zero-one":
		return []string{"one", "other"}
	case "arabic":
		return []string{"zero", "one", "two", "few", "many", "other"}
	case "none":
		return []string{"other"}
	}
	return nil
}
