package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/repo"
)

// write writes a new file that has passed the check of its kind, and prints where.
func (p *program) write(content string, asJSON bool, path string, src []byte, check func(string, []byte, map[string]struct{}) []content.Problem) error {
	known, err := knownComponents(content)
	if err != nil {
		return err
	}
	if problems := check(path, src, known); len(problems) > 0 {
		return hinted{errors.New(problems[0].Message), "nothing was written"}
	}
	full := filepath.Join(content, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return fmt.Errorf("making a folder for the file: %w", err)
	}
	if err := writeNew(full, src); err != nil {
		return err
	}
	return p.wrote(asJSON, full)
}

// wrote prints the path of a file that was written.
func (p *program) wrote(asJSON bool, path string) error {
	if asJSON {
		return p.json(map[string]string{"file": path})
	}
	_, err := fmt.Fprintln(p.stdout, path)
	return err
}

// writeNew writes a file that is not there yet.
func writeNew(path string, src []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return hinted{fmt.Errorf("%s is there already", path), "give another id with --id"}
	}
	if err != nil {
		return fmt.Errorf("writing the file: %w", err)
	}
	_, err = f.Write(src)
	return errors.Join(err, f.Close())
}

func knownComponents(content string) (map[string]struct{}, error) {
	c, err := folderConfig(content)
	if err != nil {
		return nil, err
	}
	known := make(map[string]struct{}, len(c.Layout.Components))
	for _, comp := range c.Layout.Components {
		known[comp.ID] = struct{}{}
	}
	return known, nil
}

// folderConfig reads the valid configuration of a folder that is written to.
func folderConfig(content string) (*config.Config, error) {
	if err := onlyFolder(content); err != nil {
		return nil, err
	}
	c, problems, err := repo.Load(content, time.Time{})
	if err != nil {
		return nil, contentMissing(err, content)
	}
	return c, firstOf(problems)
}
