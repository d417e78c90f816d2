package repo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

// The folders of incidents and maintenances.
const (
	incidentsFolder   = "incidents"
	maintenanceFolder = "maintenance"
)

// File is the content file of one incident or maintenance, as the folder lists it.
type File struct {
	Path    string // relative to the content folder, with slashes
	Size    int64
	ModTime time.Time
	About   string // status.AboutIncident or status.AboutMaintenance
}

// Files lists the files of all incidents and maintenances, by path, without
// opening any. A problem names what cannot be read as one: a folder or a pipe
// with a file's name, a link to a folder or out of the content folder, a file
// that is too large or that does not end in ".md". Dotfiles and editors'
// backups are passed over. The error is for a content folder that cannot be read.
func Files(dir string) ([]File, []Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, fmt.Errorf("the content folder cannot be opened: %w", err)
	}
	defer root.Close()
	var files []File
	var problems []Problem
	for folder, about := range map[string]string{incidentsFolder: status.AboutIncident, maintenanceFolder: status.AboutMaintenance} {
		if _, err := root.Lstat(folder); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		w := walk{root: root, about: about}
		w.folder(folder)
		files, problems = append(files, w.files...), append(problems, w.problems...)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(problems, compare)
	return files, problems, nil
}
