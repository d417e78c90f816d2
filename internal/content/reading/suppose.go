package reading

import (
	"bytes"
	"fmt"
	"io/fs"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/repo"
)

// Suppose is what the files of a configuration say where one of them has another
// text; the error of a wrong one is *content.Mistakes.
func Suppose(files fs.FS, path, text string) (*config.Config, error) {
	c, problems, err := repo.Config(replaced{files, path, []byte(text)}, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("reading the changed configuration: %w", err)
	}
	if len(problems) > 0 {
		return nil, &content.Mistakes{Problems: problems}
	}
	return c, nil
}

// replaced is a folder in which one file says something else.
type replaced struct {
	fs.FS
	path string
	text []byte
}

// Open implements fs.FS.
func (r replaced) Open(path string) (fs.File, error) {
	f, err := r.FS.Open(path)
	if err != nil || path != r.path {
		return f, err
	}
	return &retold{File: f, text: bytes.NewReader(r.text)}, nil
}

// retold is an open file that says something else.
type retold struct {
	fs.File
	text *bytes.Reader
}

// Read implements fs.File.
func (f *retold) Read(p []byte) (int, error) { return f.text.Read(p) }
