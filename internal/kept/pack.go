package kept

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"tidings/internal/repo"
)

// ThemeFolder is where a theme is in a content folder.
const ThemeFolder = "themes"

// configured is what a content folder holds beside incidents and maintenances,
// which the board has, and the theme.
var configured = [...]string{"site.yaml", "components.yaml", "templates", "sources", "channels", "pages"}

// Pack reads the configuration and the theme of some content into one archive.
// What is read from the archive is one state of it, and can be kept.
func Pack(content, theme fs.FS) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range configured {
		if err := packTree(w, content, name, ""); err != nil {
			return nil, fmt.Errorf("reading the configuration: %w", err)
		}
	}
	if err := packTree(w, theme, ".", ThemeFolder+"/"); err != nil {
		return nil, fmt.Errorf("reading the theme: %w", err)
	}
	err := w.Close()
	return out.Bytes(), err
}

// packTree packs a file, or a folder with all that is below it, if it is there.
func packTree(w *zip.Writer, fsys fs.FS, name, prefix string) error {
	return fs.WalkDir(fsys, name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case path != name && repo.Ignored(d.Name()) && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || repo.Ignored(d.Name()):
			return nil
		}
		return packFile(w, fsys, path, prefix)
	})
}

func packFile(w *zip.Writer, fsys fs.FS, path, prefix string) error {
	info, err := fs.Stat(fsys, path) // what a link leads to
	if err != nil || !info.Mode().IsRegular() {
		return nil // the check of the content says what is wrong with it
	}
	src, err := fs.ReadFile(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // gone since its folder was read
	}
	if err != nil {
		return err
	}
	f, err := w.CreateHeader(&zip.FileHeader{Name: prefix + path}) // no times: equal files, equal bytes
	if err != nil {
		return err
	}
	_, err = f.Write(src)
	return err
}

// Files are the packed files, by their paths in the content folder.
func Files(packed []byte) (fs.FS, error) {
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return files, nil
}
