package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"tidings/test/browser/chromium"
	"tidings/test/wait"
)

// patience is how long anything may take before it counts as never.
const patience = wait.Long

// lens are the questions that tests ask of a page.
//
//go:embed testdata/lens.js
var lens string

// visitor is somebody who looks at the site with a tab of their own.
type visitor struct {
	*testing.T
	tab  *chromium.Tab
	site *site
	// reported is the page of the incident that was reported, in the dashboard.
	reported string
	planned  string // the page of the maintenance that was planned
	// The pages of a component and a metric that were made, and of a webhook.
	made, measured, delivered string
}

// start starts the browser for one test.
func start(t *testing.T) *chromium.Browser {
	t.Helper()
	program, err := chromium.Find()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	b, err := chromium.Start(ctx, program, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// visit opens a tab that looks at pages in one way.
func visit(t *testing.T, b *chromium.Browser, s *site, look chromium.Look) *visitor {
	t.Helper()
	v := &visitor{T: t, site: s}
	v.do("open a tab", func(ctx context.Context) (err error) {
		v.tab, err = b.Open(ctx)
		return err
	})
	t.Cleanup(func() { v.do("close the tab", v.tab.Close) })
	v.look(look)
	return v
}

// do gives a step the patience there is, and ends the test where it fails.
func (v *visitor) do(what string, step func(context.Context) error) {
	v.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := step(ctx); err != nil {
		v.Fatalf("%s: %v", what, err)
	}
}

func (v *visitor) look(l chromium.Look) {
	v.Helper()
	v.do("look", func(ctx context.Context) error { return v.tab.Set(ctx, l) })
}

// open shows a page of the site.
func (v *visitor) open(path string) {
	v.Helper()
	v.do("open "+path, func(ctx context.Context) error { return v.tab.Visit(ctx, v.site.url+path) })
}

func (v *visitor) press(key string) {
	v.Helper()
	v.do("press "+key, func(ctx context.Context) error { return v.tab.Press(ctx, key) })
}

// eval evaluates a script in the page.
func (v *visitor) eval(script string, into any) {
	v.Helper()
	v.do("evaluate "+script[:min(len(script), 120)], func(ctx context.Context) error { return v.tab.Eval(ctx, script, into) })
}

// ask asks the page a question of testdata/lens.js.
func ask[T any](v *visitor, question string, about ...any) (answer T) {
	v.Helper()
	args := []byte("[]")
	if len(about) > 0 {
		var err error
		if args, err = json.Marshal(about); err != nil {
			v.Fatal(err)
		}
	}
	v.eval("("+lens+")."+question+"(..."+string(args)+")", &answer)
	return answer
}

// none fails for each answer to a question that asks for what is wrong.
func (v *visitor) none(what, question string, about ...any) {
	v.Helper()
	for _, wrong := range ask[[]string](v, question, about...) {
		v.Errorf("%s: %s", what, wrong)
	}
}

// tool is a file of an npm package that the tests use.
func tool(t *testing.T, path string) string {
	t.Helper()
	file := filepath.Join("node_modules", filepath.FromSlash(path))
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("%v: run `make tools`", err)
	}
	return file
}
