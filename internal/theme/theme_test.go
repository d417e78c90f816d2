package theme_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content"
	"tidings/internal/theme"
)

// folder makes a content folder with one file of a theme in it.
func folder(t *testing.T, name, text string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "themes", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMistakesAreProblemsWithTheirPlace(t *testing.T) {
	for _, x := range []struct {
		name, text string
		want       content.Problem
	}{
		{"layouts/home.html", "one\n{{nothing}}", content.Problem{Path: "themes/layouts/home.html", Line: 2, Column: 1, Message: `function "nothing" not defined`}},
		{"layouts/list.html", "one\n {{.Nope}}", content.Problem{Path: "themes/layouts/list.html", Line: 2, Column: 4, Message: `executing "layouts/list.html" at <.Nope>: can't evaluate field Nope`}},
		{"layouts/page.html", "one\n{{range 1000000000000}}{{end}}", content.Problem{Path: "themes/layouts/page.html", Line: 2, Column: 32, Message: "it goes round more than a million times: does the loop end?"}},
		{"layouts/home.html", "one\n{{template \"partials/none.html\" .}}", content.Problem{Path: "themes/layouts/home.html", Line: 2, Column: 12, Message: `no such template "partials/none.html"`}},
		{"layouts/home.html", "\n \n", content.Problem{Path: "themes/layouts/home.html", Line: 1, Column: 1, Message: "it is empty, and so would be what is made with it: fill it, or take it away for the built-in one"}},
		{"partials/footer.html", "caf\xe9", content.Problem{Path: "themes/partials/footer.html", Line: 1, Column: 1, Message: "it is not UTF-8: save the file as UTF-8"}},
		{"layouts/homepage.html", "", content.Problem{Path: "themes/layouts/homepage.html", Line: 1, Column: 1, Message: "it replaces nothing: there are layouts/404.html, layouts/badges.html, layouts/component.html, layouts/home.html, layouts/incident.html, layouts/index.html, layouts/list.html, layouts/metric.html, layouts/page.html, layouts/subscribe.html, layouts/uptime.html, mail/news.html, mail/news.txt, mail/note.html, mail/note.txt"}},
	} {
		got, problems, err := theme.ReadFolder(t.Context(), folder(t, x.name, x.text), nil)
		if got != nil || err != nil {
			t.Errorf("%s: got %v, %v", x.name, got, err)
		}
		if diff := cmp.Diff([]content.Problem{x.want}, problems); diff != "" {
			t.Errorf("%s:\n%s", x.name, diff)
		}
	}
}

func TestAThemeWithoutMistakesIsRead(t *testing.T) {
	for _, dir := range []string{t.TempDir(), folder(t, "layouts/home.html", "<h1>{{.Verdict}}</h1>"), folder(t, "assets/base.css", "a{}"), folder(t, "partials/footer.html", ""), folder(t, "assets/photo.jpg", "\xff\xd8")} {
		got, problems, err := theme.ReadFolder(t.Context(), dir, nil)
		if got == nil || len(problems) > 0 || err != nil {
			t.Errorf("got %v, %v, %v", got, problems, err)
		}
	}
}

// TestBeingStoppedIsNoMistake holds that a program which ends blames no theme.
func TestBeingStoppedIsNoMistake(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, problems, err := theme.ReadFolder(ctx, folder(t, "layouts/home.html", "{{.Nope}}"), nil)
	if !errors.Is(err, context.Canceled) || len(problems) > 0 {
		t.Errorf("got %v, %v", problems, err)
	}
}
