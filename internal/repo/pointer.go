package repo

import (
	"bytes"
	"io/fs"

	"tidings/internal/content"
)

// pointerMark is how a file begins that Git LFS keeps elsewhere.
var pointerMark = []byte("version https://git-lfs.github.com/spec/")

// maxPointer bounds the bytes of such a file.
const maxPointer = 1024

const pointed = "this is a pointer of Git LFS and not the file itself: keep what the page is made of out of LFS (git lfs untrack, then git lfs migrate export)"

func isPointer(src []byte) bool { return len(src) <= maxPointer && bytes.HasPrefix(src, pointerMark) }

// pointers are the files of the theme that would be published as pointers.
func pointers(fsys fs.FS) (found []content.Problem) {
	_ = fs.WalkDir(fsys, "themes", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // whoever reads the theme says it
		}
		info, err := fs.Stat(fsys, path)
		if err != nil || !info.Mode().IsRegular() || info.Size() > maxPointer {
			return nil
		}
		if src, err := fs.ReadFile(fsys, path); err == nil && isPointer(src) {
			found = append(found, content.Whole(path, pointed))
		}
		return nil
	})
	return found
}
