package generator_test

import (
	"strings"
	"testing"

	"tidings/internal/status"
)

// TestADayThatOnlyMonitorsSawSaysSo holds that each bad day on a component's page
// has a reason, in every language.
func TestADayThatOnlyMonitorsSawSaysSo(t *testing.T) {
	w := newWorld(t, 1)
	w.config.Site.Languages = []string{"en", "de", "fr", "es", "pt", "ja", "zh", "ar"}
	in := w.input(t)
	bar := func(date status.Date, b status.Bar) status.Bar {
		b.Date, b.Worst, b.Seconds = date, status.MajorOutage, [6]int64{status.MajorOutage: 600}
		return b
	}
	in.View.Bars[0] = []status.Bar{
		bar("2026-11-18", status.Bar{Monitors: true}), bar("2026-11-19", status.Bar{People: true}),
		bar("2026-11-20", status.Bar{Monitors: true, People: true}), bar("2026-11-21", status.Bar{}),
	}
	site := full(t, in)
	for path, words := range map[string][2]string{
		"": {"Seen by monitoring", "Set by the team"}, "de/": {"Von der Überwachung erkannt", "Vom Team gesetzt"},
		"fr/": {"Détecté par la surveillance", "Indiqué par l’équipe"}, "es/": {"Detectado por la monitorización", "Indicado por el equipo"},
		"pt/": {"Detectado pelo monitoramento", "Definido pela equipe"}, "ja/": {"監視により検知", "担当者が設定"},
		"zh/": {"监控发现", "由团队设定"}, "ar/": {"رصدته المراقبة", "حدّده الفريق"},
	} {
		page := site[path+"components/c0.html"]
		for _, cell := range []string{"<td>" + words[0] + "</td>", "<td>" + words[1] + "</td>", "<td>" + words[0] + ", " + words[1] + "</td>", `<td><a href="../history">`} {
			if !strings.Contains(page, cell) {
				t.Errorf("%s: no %s in:\n%s", path, cell, page)
			}
		}
	}
}
