package local

import (
	"fmt"
	"os"
	"path/filepath"
)

// apart makes sure that a site is not made among the files it is made from, and
// that these are not published with it.
func apart(content, out string) error {
	switch {
	case within(out, content):
		return fmt.Errorf("the site cannot be made in %s, which is the content folder %s or inside it: give another folder for the site", out, content)
	case within(content, out):
		return fmt.Errorf("the content folder %s is inside %s and would be published with the site: give another folder for the site", content, out)
	}
	return nil
}

// within reports whether a folder, which need not be there yet, is another one
// or below it, by whatever names and links the two are called.
func within(inner, outer string) bool {
	top, err := os.Stat(outer)
	if err != nil {
		return false
	}
	for dir := resolved(inner); ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && os.SameFile(info, top) {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// resolved follows the links of as much of a path as is there.
func resolved(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rest := ""
	for dir := path; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, rest)
		}
		rest = filepath.Join(filepath.Base(dir), rest)
	}
	return path
}
