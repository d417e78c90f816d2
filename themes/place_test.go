package themes

import (
	"io"
	"strings"
	"testing"
	"testing/fstest"
)

func TestMistakesHaveAPlace(t *testing.T) {
	for _, x := range []struct {
		file, src string
		line      int
		says      string
	}{
		{"layouts/home.html", "one\n{{if}}", 2, "missing value for if"},
		{"partials/entry.html", "one\n{{nothing}}", 2, `function "nothing" not defined`},
		{"layouts/home.html", "one\n two {{.Nope}}", 2, "can't evaluate field Nope"},
		{"layouts/home.html", "one\n{{template \"partials/none.html\"}}", 2, `no such template "partials/none.html"`},
		{"layouts/home.html", "one\n<a href='{{.X}}", 1, "ends in a non-text context"},
		{"layouts/home.html", "one\n<script>{{if .X}}'{{end}}</script>", 2, "branches end in different contexts"},
		{"layouts/home.html", "{{template \"layouts/home.html\" .}}", 1, "depth"},
	} {
		theme, err := Load(fstest.MapFS{x.file: {Data: []byte(x.src)}})
		if err == nil {
			err = theme.Execute(io.Discard, x.file, struct{ X string }{"x"})
		}
		if err == nil {
			t.Errorf("%q is no mistake", x.src)
			continue
		}
		m := Locate(err)
		if m.File != x.file || m.Line != x.line || m.Column < 1 || !strings.Contains(m.Message, x.says) || strings.Contains(m.Message, "struct") {
			t.Errorf("%q: got %+v from %v", x.src, m, err)
		}
	}
}

func TestAMistakeOfAWholeFileNamesIt(t *testing.T) {
	_, err := Load(fstest.MapFS{"layouts/homepage.html": {}})
	if m := Locate(err); m.File != "layouts/homepage.html" || m.Line != 1 || !strings.Contains(m.Message, "replaces nothing") {
		t.Errorf("got %+v", m)
	}
}
