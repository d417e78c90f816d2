package message

import "testing"

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
		{w.Count("history.entries", 1234567), "1,234,567 entries"},
		{w.Text("no.such.key"), "⟨no.such.key⟩"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestUnknownLanguageFallsBack(t *testing.T) {
	for _, lang := range []string{"xx", "", "../en", "xx-YY"} {
		if w := load(t, lang); w.Text("nav.history") != "History" || w.Lang != lang || w.Name != lang {
			t.Errorf("%q: got %q in %q", lang, w.Text("nav.history"), w.Lang)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, lang := range Languages() {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Load(lang); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestFixed(t *testing.T) {
	en, de, es := load(t, "en"), load(t, "de"), load(t, "es")
	for _, tt := range []struct{ got, want string }{
		{en.Fixed(1234.5, 2), "1,234.50"}, {de.Fixed(1234.5, 2), "1.234,50"}, {es.Fixed(1234.5, 1), "1234,5"},
		{en.Fixed(0.005, 2), "0.01"}, {en.Fixed(-0.001, 2), "0.00"}, {en.Fixed(-0.1, 1), "-0.1"},
		{en.Fixed(2.5, 0), "2"}, {en.Fixed(-12, 0), "-12"}, {en.Fixed(1e15, 0), "1,000,000,000,000,000"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
