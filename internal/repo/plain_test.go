package repo

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"tidings/internal/content"
)

// What a folder of its files would hide makes a commit one that is looked at as it is.
func TestWhatAFolderOfACommitWouldHide(t *testing.T) {
	link := func(to string) *fstest.MapFile { return &fstest.MapFile{Mode: fs.ModeSymlink, Data: []byte(to)} }
	bytes := func(n int) *fstest.MapFile { return &fstest.MapFile{Data: []byte(strings.Repeat("x", n))} }
	for name, test := range map[string]struct {
		file  *fstest.MapFile
		plain bool
	}{
		"incidents/deep/another.md":       {bytes(10), true},
		"incidents/mistake.md":            {bytes(0), true}, // which whoever reads it names
		"incidents/inside.md":             {link("a.md"), true},
		"incidents/outside.md":            {link("../../b.md"), false},
		"incidents/nowhere.md":            {link("b.md"), false},
		"incidents/folder.md":             {link("../sources"), false},
		"incidents/.hidden":               {link("b.md"), true},
		"incidents/.git/config":           {link("b.md"), true},
		"incidents/long.md":               {bytes(MaxFile + 1), false},
		"sources/outside.yaml":            {link("../../b.yaml"), false},
		"pages/pipe.md":                   {&fstest.MapFile{Mode: fs.ModeNamedPipe}, false},
		"themes/assets/photo.jpg":         {bytes(MaxFile + 1), true},
		"themes/assets/film.mp4":          {bytes(maxThemeFile + 1), false},
		"themes/assets/pointer.jpg":       {&fstest.MapFile{Data: append([]byte(pointerMark), " of a file\n"...)}, false},
		"incident/misnamed.md":            {bytes(10), false},
		"elsewhere/anything/of/somebody":  {link("nowhere"), true},
		"maintenance/2026/another one.md": {bytes(10), true},
	} {
		files := fstest.MapFS{"site.yaml": bytes(10), "incidents/a.md": bytes(10), "sources/a.yaml": bytes(10), name: test.file}
		plain, err := (&Commit{Files: files}).Plain(t.Context())
		if err != nil || plain != test.plain {
			t.Errorf("with %s it is plain: %v, want %v; %v", name, plain, test.plain, err)
		}
	}
	if plain, err := (&Commit{Problem: &content.Problem{}}).Plain(t.Context()); plain || err != nil {
		t.Errorf("a commit without content is plain: %v, %v", plain, err)
	}
	away := errors.New("the host is away")
	absent := Commit{Files: fstest.MapFS{}, Load: func(context.Context) error { return away }}
	if _, err := absent.Plain(t.Context()); !errors.Is(err, away) {
		t.Errorf("with bytes that are not here: %v", err)
	}
}
