package build

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/repo"
	"tidings/internal/theme"
	"tidings/themes"
)

// base is everything of the content but incidents and maintenances.
type base struct {
	config      *config.Config
	theme       *themes.Theme
	known       repo.Known
	fingerprint string // of the files that it was read from
}

// read reads it as it is at a time. Of the fingerprint that is said to have passed, the last build
// found no mistake in the configuration.
func (b *base) read(ctx context.Context, dir, passed string, at time.Time) (problems []content.Problem, err error) {
	before, _ := fingerprint(dir) // what is wrong with the folder, reading it says
	load := repo.Load
	if before == passed {
		load = repo.LoadPassed
	}
	if b.config, problems, err = load(dir, at); err != nil || len(problems) > 0 {
		return problems, err
	}
	b.known = repo.Known{Components: repo.Components(b.config.Layout), Zone: b.config.Site.Zone}
	if b.theme, problems, err = theme.ReadFolder(ctx, dir, b.config); err != nil || len(problems) > 0 {
		return problems, err
	}
	b.fingerprint, err = fingerprint(dir)
	if before == passed && b.fingerprint != passed { // edited meanwhile
		return b.read(ctx, dir, "", at)
	}
	return nil, err
}

// fingerprint sums up names, sizes and times of all content files that are
// neither an incident nor a maintenance.
func fingerprint(dir string) (string, error) {
	sum := fnv.New64a()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path[len(dir):], string(filepath.Separator))
		if d.IsDir() {
			if name == "incidents" || name == "maintenance" || (name != "" && d.Name()[0] == '.') {
				return fs.SkipDir
			}
			return nil
		}
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			fmt.Fprintf(sum, "%s\x00%d\x00%d\x00", name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	return fmt.Sprintf("%016x", sum.Sum64()), err
}
