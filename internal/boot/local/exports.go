package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"tidings/internal/backup"
	"tidings/internal/doctor"
	"tidings/internal/publish/s3"
)

// exportsIn looks for the newest export in a folder, or in a bucket that is written
// as s3://BUCKET/FOLDER.
func exportsIn(ctx context.Context, where string, getenv func(string) string) (*doctor.Exports, error) {
	found := &doctor.Exports{Place: where}
	see := func(name string, changed time.Time) {
		if at, ours := backup.MadeAt(name, changed); ours && at.After(found.Newest) {
			found.Newest = at
		}
	}
	if rest, is := strings.CutPrefix(where, bucketPrefix); is {
		return found, seeBucket(ctx, rest, getenv, see)
	}
	return found, seeFolder(where, see)
}

func seeFolder(dir string, see func(name string, changed time.Time)) error {
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("looking for exports: %w", err)
	}
	for _, f := range files {
		info, err := f.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // taken away meanwhile
		case err != nil:
			return fmt.Errorf("looking for exports: %w", err)
		}
		if info.Mode().IsRegular() && info.Size() > 0 {
			see(f.Name(), info.ModTime())
		}
	}
	return nil
}

func seeBucket(ctx context.Context, where string, getenv func(string) string, see func(name string, changed time.Time)) error {
	bucket, folder, conf, err := bucketIn(where, getenv)
	if err != nil {
		return err
	}
	all, err := s3.NewBucket(conf, bucket).Objects(ctx, folder)
	if err != nil {
		return fmt.Errorf("looking for exports in s3://%s, which must be in the region that AWS_REGION names: %w", where, err)
	}
	for _, o := range all {
		see(o.Key, o.Changed)
	}
	return nil
}
