package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"tidings/internal/content"
	"tidings/internal/order"
	"tidings/internal/status"
)

// The folders of incidents and maintenances.
const (
	incidentsFolder   = "incidents"
	maintenanceFolder = "maintenance"
)

// Files lists the files of all incidents and maintenances, by path, without
// opening any. A problem names what cannot be read as one: a folder or a pipe
// with a file's name, a link to a folder or out of the content folder, a file
// that is too large or that does not end in ".md". Dotfiles and editors'
// backups are passed over. The error is for a content folder that cannot be read.
func Files(dir string) ([]content.File, []content.Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("the content folder cannot be opened: %w", err)
	}
	defer root.Close()
	var files []content.File
	var problems []content.Problem
	for _, top := range [...]struct{ folder, about string }{
		{incidentsFolder, status.AboutIncident},
		{maintenanceFolder, status.AboutMaintenance},
	} {
		if _, err := root.Lstat(top.folder); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		w := walk{dir: dir, root: root, about: top.about}
		w.folder(top.folder)
		files, problems = slices.Concat(files, w.files), slices.Concat(problems, w.problems)
	}
	if byPath := func(a, b content.File) int { return strings.Compare(a.Path, b.Path) }; !slices.IsSortedFunc(files, byPath) {
		order.By(files, byPath)
	}
	content.Sort(problems)
	return files, problems, nil
}
