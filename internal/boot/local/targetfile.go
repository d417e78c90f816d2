package local

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// targetFile names, in a data folder, where its site is published to, if not in the
// folder itself: so whoever looks after it knows where to look.
const targetFile = "target"

// rememberTarget writes down where serve publishes to.
func rememberTarget(data, target string) error {
	path := filepath.Join(data, targetFile)
	if target == "" {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if !strings.Contains(target, "://") {
		var err error
		if target, err = filepath.Abs(target); err != nil {
			return err
		}
	}
	if was, err := writtenDown(data, targetFile); err != nil || was == target {
		return err
	}
	return remember(path, target)
}

// publishedTo is where the site of a data folder is: where rememberTarget says, else
// in the folder; empty where there is none.
func publishedTo(data string) (string, error) {
	target, err := writtenDown(data, targetFile)
	if own := filepath.Join(data, siteFolder); err == nil && target == "" && exists(own) {
		return own, nil
	}
	return target, err
}
