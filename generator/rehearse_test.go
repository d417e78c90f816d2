package generator_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/test/effort"
	"tidings/themes"
)

// overlaid is the built-in theme with one file changed.
func overlaid(t testing.TB, file, old, now string) *themes.Theme {
	t.Helper()
	src, err := themes.Source(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(src), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	theme, err := themes.Load(fstest.MapFS{file: {Data: []byte(strings.Replace(string(src), old, now, 1))}})
	if err != nil {
		t.Fatal(err)
	}
	return theme
}

// TestRehearsalReachesEveryBranch holds that a mistake in any part of any
// template is found, those that are made only in some states of the site too.
func TestRehearsalReachesEveryBranch(t *testing.T) {
	for _, x := range []struct{ file, after string }{
		{"layouts/404.html", ""}, {"layouts/component.html", ""}, {"layouts/home.html", ""}, {"layouts/incident.html", ""},
		{"layouts/index.html", ""}, {"layouts/list.html", ""}, {"layouts/page.html", ""}, {"layouts/uptime.html", ""}, {"layouts/subscribe.html", ""},
		{"partials/affected.html", ""}, {"partials/component.html", ""}, {"partials/day.html", ""}, {"partials/entry.html", ""},
		{"partials/footer.html", ""}, {"partials/head.html", ""}, {"partials/header.html", ""}, {"partials/story.html", ""}, {"partials/update.html", ""}, {"partials/subscribe.html", ""}, {"partials/trap.html", ""},
		{"layouts/home.html", "{{- with .Open}}"}, {"layouts/home.html", "{{- with .Active}}"}, {"layouts/home.html", "{{- with .Upcoming}}"},
		{"layouts/home.html", "{{- if .Name}}"}, {"layouts/home.html", "{{range .Components}}"}, {"layouts/home.html", "{{- range .Days}}"},
		{"layouts/home.html", "</ul>\n{{- else}}"}, {"layouts/home.html", "{{- with .Produced}}"}, {"layouts/home.html", "{{- with .Next}}"}, {"layouts/home.html", "{{- with .Scale}}"},
		{"layouts/home.html", "{{- end}}\n{{- else}}"},
		{"layouts/component.html", "{{- if .Text}}"}, {"layouts/component.html", "{{- with .Link}}"}, {"layouts/component.html", "{{- range .}}"},
		{"layouts/component.html", "{{if .Href}}"}, {"layouts/component.html", "</a>{{else}}"}, {"layouts/component.html", "<tbody>\n{{- range .}}"}, {"layouts/component.html", "{{- range $i, $b := .Because}}"}, {"layouts/component.html", "{{- with .Months}}"},
		{"layouts/uptime.html", "{{- range .Rows}}"}, {"layouts/subscribe.html", "{{- range .Blocks}}"}, {"layouts/subscribe.html", "{{- if .Value}}"}, {"layouts/subscribe.html", "{{- range .Components}}"},
		{"partials/subscribe.html", "{{- with .Form}}"}, {"partials/subscribe.html", "{{- with .Notice}}"}, {"partials/channels.html", "{{- range .}}"}, {"layouts/subscribe.html", "{{- with .Notice}}"}, {"layouts/subscribe.html", "{{- with .Channels}}"},
		{"layouts/component.html", "{{range .Entries}}"}, {"layouts/component.html", "</ul>\n{{- else}}"},
		{"layouts/index.html", "{{- with .Note}}"}, {"layouts/index.html", "{{- range .Parts}}"}, {"layouts/index.html", "{{- else}}"}, {"layouts/index.html", "{{- with .Up}}"},
		{"partials/affected.html", "{{if .Href}}"}, {"partials/affected.html", "{{else}}"}, {"partials/affected.html", "{{with .Word}}"},
		{"layouts/metric.html", ""}, {"layouts/metric.html", "{{- else}}"}, {"layouts/metric.html", "{{- if .Component.Name}}"}, {"layouts/metric.html", "{{- with .Newest}}"},
		{"layouts/home.html", "{{- with .Metrics}}"}, {"layouts/component.html", "{{- with .Metrics}}"}, {"partials/metric.html", "{{- if .Text}}"},
		{"partials/chart.html", "{{- with .Limit}}"}, {"partials/chart.html", "{{- with .Rows}}"}, {"partials/chart.html", "{{if $.Ranged}}"}, {"partials/chart.html", "{{if not .Rows}}"},
		{"partials/update.html", "{{if .Edited}}"}, {"partials/component.html", "{{- if .Description}}"}, {"partials/head.html", "{{- with .Canonical}}"},
	} {
		theme := overlaid(t, x.file, x.after, x.after+"{{$.Nope}}")
		err := generator.Rehearse(t.Context(), nil, theme)
		if err == nil {
			t.Errorf("%s after %q: nothing was found", x.file, x.after)
			continue
		}
		if m := themes.Locate(err); m.File != x.file || !strings.Contains(m.Message, "Nope") {
			t.Errorf("%s after %q: got %+v", x.file, x.after, m)
		}
	}
}

// TestRehearsalTakesWhatIsRight holds that a theme without mistakes is taken
// for every site, what it says of that site's own components too.
func TestRehearsalTakesWhatIsRight(t *testing.T) {
	w := newWorld(t, 12)
	w.config.Site.Languages = []string{"en", "ar"}
	w.config.Layout.Components[0].Since = "2031-01-01"
	fifth := overlaid(t, "layouts/home.html", "</main>", "{{(index .Blocks 4).Name}}</main>")
	if err := generator.Rehearse(t.Context(), w.config, fifth); err != nil {
		t.Error(err)
	}
	one := newWorld(t, 1)
	for _, theme := range []*themes.Theme{sameTheme(t), w.theme} {
		for _, c := range []*config.Config{nil, one.config, w.config} {
			if err := generator.Rehearse(t.Context(), c, theme); err != nil {
				t.Error(err)
			}
		}
	}
	if err := generator.Rehearse(t.Context(), one.config, fifth); err == nil {
		t.Error("a page without a fifth group was made")
	}
}

// TestRehearsalIsQuick holds that it may be made before every build, against a
// build of the same on the same machine: how busy that is says nothing.
func TestRehearsalIsQuick(t *testing.T) {
	w, theme := newWorld(t, 1000), sameTheme(t)
	in := w.input(t)
	rehearsed := quickest(t, func() error { return generator.Rehearse(t.Context(), w.config, theme) })
	built := quickest(t, func() error {
		_, err := generator.Build(t.Context(), in, status.Scope{All: true}, func(generator.File) error { return nil })
		return err
	})
	if rehearsed > built {
		t.Errorf("it took %s, and a build of the whole site only %s", rehearsed, built)
	}
}

// quickest is the best of three.
func quickest(t *testing.T, do func() error) time.Duration {
	t.Helper()
	best := time.Hour
	for range 3 {
		best = min(best, effort.Of(t, func() {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}))
	}
	t.Log(best)
	return best
}
