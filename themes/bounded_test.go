package themes

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoopsEnd holds that a template which would loop or write for ever is
// stopped, and that the mistake has its place.
func TestLoopsEnd(t *testing.T) {
	for name, src := range map[string]string{
		"empty":     "one\n{{range 1000000000000}}{{end}}",
		"nested":    "one\n{{range 100000}}{{range 100000}}{{end}}{{end}}",
		"trimmed":   "one\n{{- range 1000000000000 -}} x {{- end}}",
		"braces":    "one\n{{range $i := 1000000000000}}{{if eq \"}}\" `}}`}}{{end}}{{end}}",
		"else":      "one\n{{with .X}}{{else}}{{range 1000000000000}}{{end}}{{end}}",
		"defined":   "{{define \"x\"}}\n{{range 1000000000000}}{{end}}{{end}}{{template \"x\" .}}",
		"script":    "one\n<script>{{range 1000000000000}}f();{{end}}</script>",
		"long page": "one\n{{range 900000}}" + strings.Repeat("long ", 100) + "{{end}}",
	} {
		theme, err := Load(fstest.MapFS{"layouts/page.html": {Data: []byte(src)}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		err = theme.Execute(io.Discard, "layouts/page.html", struct{ X string }{})
		if !errors.Is(err, errEndless) && !errors.Is(err, errTooLong) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if m := Locate(err); m.Message != errEndless.Error() && m.Message != errTooLong.Error() || errors.Is(err, errEndless) && (m.File != "layouts/page.html" || m.Line != 2) {
			t.Errorf("%s: got %+v of %v", name, m, err)
		}
	}
}

// TestCountingChangesNoPage holds that loops make what they would make uncounted.
func TestCountingChangesNoPage(t *testing.T) {
	for src, want := range map[string]string{
		"a {{- range 3 -}} x {{- end}} b":                       "axxx b",
		"{{range $i := 2}}\n{{$i}}{{else}}none{{end}}":          "\n0\n1",
		"{{range .}} {{.}}\n{{- break}}{{end}}":                 " a",
		"<a title=\"{{range .}}{{.}} {{end}}\">{{range .}}</a>": "",
		"{{range $x := .}}{{with $x}}{{.}}{{end}}{{end}}":       "ab",
	} {
		theme, err := Load(fstest.MapFS{"layouts/page.html": {Data: []byte(src)}})
		if want == "" {
			if err == nil {
				t.Errorf("%q parses", src)
			}
			continue
		}
		var b strings.Builder
		if err != nil || theme.Execute(&b, "layouts/page.html", []string{"a", "b"}) != nil || b.String() != want {
			t.Errorf("%q makes %q, want %q (%v)", src, b.String(), want, err)
		}
	}
}
