package generator_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
	"tidings/themes"
)

// hostile is text that breaks out of what is not escaped.
var hostile = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'+alert(1)+'`, `javascript:alert(1)`,
	`</title><script>`, "a\x00b\xff\xfe", "\u202egnp.exe", `QZaZQ {{.Title}} QZ`, `&lt;b&gt; & &amp;`, "a\nb\tc",
	`--><svg onload=x>`, `]]>`, `${x} \u003c`, `http://evil.example/?refresh=0;url=x`, "0; url=javascript:alert(1)",
}

// evil makes a world whose every text is hostile.
func evil(t *testing.T) *world {
	w := newWorld(t, 4)
	for i := range w.config.Layout.Components {
		c := &w.config.Layout.Components[i]
		c.Name, c.Description = hostile[i], hostile[i+4]
		c.Link = "javascript:alert(1)"
	}
	for i := range w.config.Layout.Groups {
		w.config.Layout.Groups[i].Name = hostile[i]
	}
	w.config.Site.Name = hostile[0]
	w.config.Site.Accent = `red;}</style><script>`
	for i, text := range hostile {
		at := now.Add(-time.Duration(i) * time.Hour)
		id := fmt.Sprintf("e%d", i)
		w.incidents[id] = &status.Incident{
			ID: id, Title: text, Components: map[string]status.Status{"c0": status.MajorOutage, text: status.PartialOutage},
			Updates: []status.Update{
				{ID: "1", At: at, State: status.Investigating, Body: text, Edited: now},
				{ID: text, At: at.Add(time.Minute), State: status.State(i % 5), Body: "[x](" + text + ") " + text, Lang: map[string]string{"de": text}},
			},
		}
		w.maintenance[id] = &status.Maintenance{ID: id, Title: text, Starts: at, Ends: at.Add(30 * time.Minute), Updates: []status.Update{{ID: "1", At: at, State: status.Scheduled, Body: text}}}
	}
	w.maintenance["next"] = &status.Maintenance{ID: "next", Title: hostile[1], Starts: now.Add(time.Hour), Ends: now.Add(2 * time.Hour), Updates: []status.Update{{ID: "1", At: now, State: status.Scheduled, Body: hostile[0]}}}
	for i := range 60 { // so that the hostile titles are listed by hours as well
		id := fmt.Sprintf("f%d", i)
		w.incidents[id] = &status.Incident{ID: id, Title: hostile[i%len(hostile)], Updates: []status.Update{{ID: "1", At: now.Add(-time.Duration(i) * time.Minute), State: status.Resolved, Body: "x"}}}
	}
	return w
}

// TestCutPagesAreTheTemplates holds that cutting the built-in incident page
// changes no byte of it.
func TestCutPagesAreTheTemplates(t *testing.T) {
	samples := newWorld(t, 12)
	samples.fill(900, 1)
	for name, w := range map[string]*world{"samples": samples, "hostile": evil(t)} {
		for _, variant := range []func(){func() {}, func() { w.config.Site.Languages = []string{"en", "ar"} }, func() { w.files = true }, func() { w.config.Site.URL = "https://a.example/sub path/x" }} {
			variant()
			cut := full(t, w.input(t))
			plain := w.clone()
			plain.theme = sameTheme(t)
			if diff := cmp.Diff(full(t, plain.input(t)), cut); diff != "" {
				t.Fatalf("%s: templates (-) and cut pages (+) differ:\n%s", name, diff)
			}
		}
	}
}

// sameTheme is the built-in theme given as an overlay, so that it is not cut.
func sameTheme(t *testing.T) *themes.Theme {
	t.Helper()
	overlay := fstest.MapFS{}
	for _, name := range []string{"layouts/incident.html", "layouts/list.html", "partials/entry.html"} {
		src, err := themes.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		overlay[name] = &fstest.MapFile{Data: src}
	}
	theme, err := themes.Load(overlay)
	if err != nil {
		t.Fatal(err)
	}
	return theme
}

func TestThemeErrorNamesFileAndLine(t *testing.T) {
	w := newWorld(t, 2)
	w.fill(1, 1)
	theme, err := themes.Load(fstest.MapFS{"layouts/incident.html": {Data: []byte("\n{{.Nope}}")}})
	if err != nil {
		t.Fatal(err)
	}
	w.theme = theme
	_, err = try(w.input(t), status.Scope{All: true})
	if err == nil || !strings.Contains(err.Error(), "layouts/incident.html:2") {
		t.Errorf("got %v", err)
	}
}
