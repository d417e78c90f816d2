package message

import (
	"testing"
	"time"
)

// TestWriting holds how each language writes numbers, times and lists.
func TestWriting(t *testing.T) {
	const short, long, days = 20 * time.Second, 72 * time.Minute, 50 * time.Hour
	for lang, want := range map[string][]string{
		"en": {"99.93\u00a0%", "100\u00a0%", "12.5\u00a0%", "1,234", "12,345", "less than a minute", "1 h 12 min", "2 days 2 h", "A, B and C"},
		"de": {"99,93\u00a0%", "100\u00a0%", "12,5\u00a0%", "1.234", "12.345", "weniger als eine Minute", "1\u00a0Std. 12\u00a0Min.", "2\u00a0Tage 2\u00a0Std.", "A, B und C"},
		"fr": {"99,93\u202f%", "100\u202f%", "12,5\u202f%", "1\u202f234", "12\u202f345", "moins d’une minute", "1\u00a0h 12\u00a0min", "2\u00a0jours 2\u00a0h", "A, B et C"},
		"es": {"99,93\u00a0%", "100\u00a0%", "12,5\u00a0%", "1234", "12.345", "menos de un minuto", "1\u00a0h 12\u00a0min", "2\u00a0días 2\u00a0h", "A, B y C"},
		"pt": {"99,93%", "100%", "12,5%", "1.234", "12.345", "menos de um minuto", "1\u00a0h 12\u00a0min", "2\u00a0dias 2\u00a0h", "A, B e C"},
		"ja": {"99.93%", "100%", "12.5%", "1,234", "12,345", "1 分未満", "1 時間 12 分", "2 日 2 時間", "A、B、C"},
		"zh": {"99.93%", "100%", "12.5%", "1,234", "12,345", "不到 1 分钟", "1 小时 12 分钟", "2 天 2 小时", "A、B和C"},
		"ar": {
			"\u206699.93%\u2069", "\u2066100%\u2069", "\u206612.5%\u2069", "1,234", "12,345",
			"أقل من دقيقة", "ساعة واحدة و12 دقيقة", "يومان وساعتان", "A و\u2068B\u2069 و\u2068C\u2069",
		},
	} {
		w := load(t, lang)
		got := []string{
			w.Percent(0.9993), w.Percent(1), w.ShortPercent(0.125), w.Integer(1234), w.Integer(12345),
			w.Duration(short), w.Duration(long), w.Duration(days), w.List("A", "B", "C"),
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", lang, got[i], want[i])
			}
		}
	}
}

func TestDate(t *testing.T) {
	at := time.Date(2026, 3, 5, 9, 7, 0, 0, time.UTC)
	for lang, want := range map[string][]string{
		"en-GB": {"5 Mar 2026, 09:07 UTC", "Thursday, 5 March 2026", "March 2026"},
		"de":    {"5.\u00a0März 2026, 09:07 UTC", "Donnerstag, 5.\u00a0März 2026", "März 2026"},
		"fr":    {"5\u00a0mars 2026, 09:07 UTC", "Jeudi 5\u00a0mars 2026", "Mars 2026"},
		"es":    {"5\u00a0mar 2026, 09:07 UTC", "Jueves, 5\u00a0de\u00a0marzo de 2026", "Marzo de 2026"},
		"pt":    {"5\u00a0de\u00a0mar. de 2026, 09:07 UTC", "Quinta-feira, 5\u00a0de\u00a0março de 2026", "Março de 2026"},
		"ja":    {"2026年3月5日 09:07 UTC", "2026年3月5日(木)", "2026年3月"},
		"zh":    {"2026年3月5日 09:07 UTC", "2026年3月5日 星期四", "2026年3月"},
		"ar":    {"5\u00a0مارس 2026، \u206609:07\u00a0UTC\u2069", "الخميس، 5\u00a0مارس 2026", "مارس 2026"},
	} {
		w := load(t, lang)
		for i, key := range []string{"moment", "day", "month"} {
			if got := w.Date(key, at); got != want[i] {
				t.Errorf("%s %s: got %q, want %q", lang, key, got, want[i])
			}
		}
	}
	first := at.AddDate(0, 0, -4)
	if got, want := load(t, "fr").Date("date", first), "1er\u00a0mars 2026"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	nameless := at.In(time.FixedZone("+03", 3*3600))
	if got, want := load(t, "en").Date("clock", nameless), "12:07 UTC+03"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNumber(t *testing.T) {
	w := load(t, "de")
	for n, want := range map[float64]string{0: "0", 0.29 * 100: "29", -1234.5: "-1.234,5", 0.33333: "0,3333", 100: "100"} {
		if got := w.Number(n); got != want {
			t.Errorf("%v: got %q, want %q", n, got, want)
		}
	}
	en := load(t, "en")
	if got, want := en.Percent(0.999999)+" "+en.Percent(0), "99.99\u00a0% 0.00\u00a0%"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := en.Integer(-12)+" "+en.Integer(-1000), "-12 -1,000"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSentences(t *testing.T) {
	if got, want := load(t, "en").Sentences("A.", "", "B."), "A. B."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := load(t, "ja").Sentences("甲。", "乙。"), "甲。乙。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := load(t, "en").List(); got != "" {
		t.Errorf("a list of nobody is %q", got)
	}
}
