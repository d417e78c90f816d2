package generator_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tidings/internal/status"
	"tidings/themes"
)

// TestThemeMayShowRowsAsItLikes holds that a home page of one's own shows each
// line where it puts it, with the built-in partials.
func TestThemeMayShowRowsAsItLikes(t *testing.T) {
	w := newWorld(t, 6)
	w.fill(20, 1)
	w.incidents["today"] = &status.Incident{ID: "today", Title: "Twice told", Updates: []status.Update{{ID: "1", At: now.Add(-time.Hour), State: status.Resolved, Body: "x"}}}
	all := `{{range .Blocks}}{{range .Components}}{{template "partials/component.html" .}}{{end}}{{end}}{{range .Days}}{{range .Entries}}{{template "partials/entry.html" .}}{{end}}{{end}}`
	theme, err := themes.Load(fstest.MapFS{"layouts/home.html": {Data: []byte(all + all)}, "layouts/component.html": {Data: []byte(`{{range .Entries}}{{template "partials/entry.html" .}}{{end}}{{range .Entries}}{{template "partials/entry.html" .}}{{end}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	w.theme = theme
	page := full(t, w.input(t))["index.html"]
	if half := page[:len(page)/2]; page != half+half || strings.Count(page, "Twice told") != 2 || strings.Count(page, `href="components/c5"`) != 2 {
		t.Errorf("got:\n%s", page)
	}
}
