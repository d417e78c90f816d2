package kept

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
)

// ThemeFolder is where a theme is in a content folder.
const ThemeFolder = "themes"

// configured is what a content folder holds beside incidents and maintenances,
// which the board has, and the theme.
var configured = [...]string{"site.yaml", "components.yaml", "templates", "sources", "channels", "pages"}

// Pack reads the configuration and the theme of some content into one archive,
// but for files of which ignored says so by their names. What is read from the archive is one state of it,
// and can be kept.
func Pack(content, theme fs.FS, ignored func(name string) bool) ([]byte, error) {
	var out bytes.Buffer
	w := packer{zip.NewWriter(&out), ignored}
	for _, name := range configured {
		if err := w.tree(content, name, ""); err != nil {
			return nil, fmt.Errorf("reading the configuration: %w", err)
		}
	}
	if err := w.tree(theme, ".", ThemeFolder+"/"); err != nil {
		return nil, fmt.Errorf("reading the theme: %w", err)
	}
	err := w.Close()
	return out.Bytes(), err
}

type packer struct {
	*zip.Writer
	ignored func(name string) bool
}

// tree packs a file, or a folder with all that is below it, if it is there.
func (w packer) tree(fsys fs.FS, name, prefix string) error {
	return fs.WalkDir(fsys, name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case path != name && w.ignored(d.Name()) && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || w.ignored(d.Name()):
			return nil
		}
		return w.file(fsys, path, prefix)
	})
}

func (w packer) file(fsys fs.FS, path, prefix string) error {
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
