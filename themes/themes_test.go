package themes

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOverlayReplacesFileByFile(t *testing.T) {
	theme, err := Load(fstest.MapFS{
		"layouts/page.html": {Data: []byte(`<title>{{.Title}}</title>`)},
		"assets/base.css":   {Data: []byte("a {\n  color: red; /* no */\n}\nb\nc{}")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := theme.Execute(&b, "layouts/page.html", map[string]string{"Title": "<x>"}); err != nil || b.String() != "<title>&lt;x&gt;</title>" {
		t.Errorf("got %q, %v", b.String(), err)
	}
	if got, want := theme.Style(), "a {color: red;}b\nc{}"; got != want {
		t.Errorf("style %q, want %q", got, want)
	}
	if theme.BuiltIn("layouts/page.html") || !theme.BuiltIn("layouts/home.html", "partials/head.html") {
		t.Error("does not know which files are its own")
	}
	if _, ok := theme.Asset("marks/operational.svg"); !ok {
		t.Error("lost an asset that the overlay does not replace")
	}
}

func TestErrorsNameFileAndLine(t *testing.T) {
	for name, src := range map[string]string{
		"layouts/home.html":     "one\n{{if}}",
		"partials/entry.html":   "one\n{{.A",
		"layouts/homepage.html": "",
	} {
		_, err := Load(fstest.MapFS{name: {Data: []byte(src)}})
		if err == nil || !strings.Contains(err.Error(), name) || (src != "" && !strings.Contains(err.Error(), name+":2")) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestPolicyNamesTheStyles(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	csp := theme.CSP(func(style string) string { return style + "extra{}" })
	if got := strings.Count(csp, "'sha256-"); got != 4 {
		t.Errorf("%d hashes in %s", got, csp)
	}
	for _, never := range []string{"unsafe", "http:", "https:", "*"} {
		if strings.Contains(csp, never) {
			t.Errorf("%q in %s", never, csp)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// TestEveryTemplateCanBeUsed holds that no file is forgotten, whether the theme
// is the built-in one or another lies over it.
func TestEveryTemplateCanBeUsed(t *testing.T) {
	for what, overlay := range map[string]fstest.MapFS{"built in": nil, "overlaid": {"layouts/page.html": {Data: []byte("x")}}} {
		theme, err := Load(overlay)
		if err != nil {
			t.Fatal(err)
		}
		for name := range theme.files {
			if _, ok := theme.layouts[name]; !ok && !strings.HasPrefix(name, "assets/") {
				t.Errorf("%s: %s cannot be used", what, name)
			}
		}
	}
}
