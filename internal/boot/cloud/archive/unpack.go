package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// unpack writes the files of an archive into a folder, with their times, by which it
// is seen what has changed. No path leads out of it.
func unpack(packed []byte, dir string) error {
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return fmt.Errorf("%s is no zip archive: %w", archiveKey, err)
	}
	left := int64(maxContent)
	for _, f := range files.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if !filepath.IsLocal(f.Name) || !f.Mode().IsRegular() {
			return fmt.Errorf("%q cannot be a file of the content", f.Name)
		}
		n, err := unpackFile(f, filepath.Join(dir, filepath.FromSlash(f.Name)), left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

func unpackFile(f *zip.File, path string, most int64) (n int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, err
	}
	from, err := f.Open()
	if err != nil {
		return 0, fmt.Errorf("reading %q: %w", f.Name, err)
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(to, io.LimitReader(from, most+1))
	if err = errors.Join(err, to.Close()); err != nil {
		return n, fmt.Errorf("unpacking %q: %w", f.Name, err)
	}
	if n > most {
		return n, fmt.Errorf("the content is longer than %d bytes", maxContent)
	}
	// An unpacked file is as old as its sum: whether it has changed is told by size and
	// time, and archives may give all their files the same.
	as := time.Unix(int64(f.CRC32), 0)
	return n, os.Chtimes(path, as, as)
}
