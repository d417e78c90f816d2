package generator

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/themes"
)

// BenchmarkHome makes the home page alone: 50 components with 4 bad days each,
// two open incidents and a full list of what is over.
func BenchmarkHome(b *testing.B) {
	theme, err := themes.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 12, 40, 0, 0, time.UTC)
	v := &status.View{At: at, Zone: time.UTC, First: status.DateOf(at, time.UTC).AddDays(1 - status.BarDays), Worst: status.MajorOutage}
	day := &status.Day{Date: "2026-11-20"}
	for i := range 50 {
		v.Layout.Components = append(v.Layout.Components, status.Component{ID: fmt.Sprint("c", i), Name: fmt.Sprint("Component ", i), Group: fmt.Sprint("g", i/10)})
		v.States = append(v.States, status.ComponentState{Status: status.Status(max(0, i-44))})
		var bars []status.Bar
		for d := range 4 {
			bars = append(bars, status.Bar{Date: v.First.AddDays(i + d*9), Worst: status.PartialOutage, Seconds: [6]int64{status.PartialOutage: 600}})
		}
		v.Bars = append(v.Bars, bars)
	}
	for g := range 5 {
		v.Layout.Groups = append(v.Layout.Groups, status.Group{ID: fmt.Sprint("g", g), Name: fmt.Sprint("Group ", g)})
	}
	for i := range 2 {
		v.Incidents = append(v.Incidents, &status.Incident{ID: fmt.Sprint("i", i), Title: "Down", Components: map[string]status.Status{"c1": status.MajorOutage},
			Updates: []status.Update{{ID: "1", At: at, Body: "We look into it."}, {ID: "2", At: at, Body: "It is **bad**."}}})
	}
	for i := range pastEntries {
		day.Entries = append(day.Entries, status.Entry{Ref: status.Ref{About: status.AboutIncident, ID: fmt.Sprint("p", i), Started: at}, Title: "It was down", State: status.Resolved, Ended: at})
	}
	builder, err := newBuilder(Input{Config: &config.Config{Site: config.Site{Name: "Acme", URL: "https://status.acme.example", Zone: time.UTC}}, View: v, Theme: theme, Live: true})
	if err != nil {
		b.Fatal(err)
	}
	w := &worker{emit: func(File) error { return nil }}
	newest := &lists{recent: &recent{days: []*status.Day{day}}}
	b.ReportAllocs()
	for b.Loop() {
		if err := builder.locales[0].writeHome(b.Context(), w, newest.read); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNewBuilder is what every build costs before its first file.
func BenchmarkNewBuilder(b *testing.B) {
	theme, err := themes.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	in := Input{Config: &config.Config{Site: config.Site{Name: "Acme"}}, View: &status.View{Zone: time.UTC, First: "2026-08-25"}, Theme: theme}
	for b.Loop() {
		if _, err := newBuilder(in); err != nil {
			b.Fatal(err)
		}
	}
}
