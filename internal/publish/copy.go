package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"tidings/internal/served"
)

// ErrNoSite says that a folder holds no whole site that Tidings has built.
var ErrNoSite = errors.New("publish: there is no built site")

// Copy publishes the site that was built into a folder, with everything that was
// laid beside it. Of o it takes MaxDeletions; the rest is as of the folder's manifest.
func Copy(ctx context.Context, from fs.FS, t Target, o Options) (Report, error) {
	m, err := builtIn(ctx, folderReader{from})
	if err != nil {
		return Report{}, err
	}
	paths, err := siteFiles(from)
	if err != nil {
		return Report{}, err
	}
	s, err := Begin(ctx, t, Options{At: m.PublishedAt, Whole: true, MaxDeletions: o.MaxDeletions})
	if err != nil {
		return Report{}, err
	}
	if err := s.Expect(ctx, paths); err != nil {
		return Report{}, err
	}
	for path := range paths {
		body, err := fs.ReadFile(from, path)
		if err == nil {
			err = s.Put(File{Path: path, Body: body, Entry: served.Entry(path)})
		}
		if err != nil {
			return Report{}, err
		}
	}
	return s.Finish(ctx)
}

// builtIn is the manifest of a folder's site, all of which must be there.
func builtIn(ctx context.Context, r Reader) (*Manifest, error) {
	src, err := r.Read(ctx, ManifestPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: it has no %s", ErrNoSite, ManifestPath)
	}
	if err != nil {
		return nil, err
	}
	m, err := ParseManifest(src)
	if err != nil {
		return nil, fmt.Errorf("%w: its %s: %w", ErrNoSite, ManifestPath, err)
	}
	damaged, err := Audit(ctx, r)
	if err == nil && len(damaged) > 0 {
		err = fmt.Errorf("%w: a build ended halfway, or %s was changed by hand", ErrNoSite, some(damaged))
	}
	return m, err
}

// siteFiles are the paths of a folder that are published.
func siteFiles(from fs.FS) (map[string]struct{}, error) {
	paths := map[string]struct{}{}
	err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(path, Private) || path == partsFolder:
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular() && path != ManifestPath && path != HeartbeatPath:
			paths[path] = struct{}{}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the built site: %w", err)
	}
	return paths, nil
}

// folderReader reads a folder of this machine as a target that nobody publishes to.
type folderReader struct{ fs.FS }

// Read implements Reader.
func (f folderReader) Read(ctx context.Context, path string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return fs.ReadFile(f.FS, path)
}

// Recall implements Reader.
func (f folderReader) Recall(ctx context.Context) (State, error) { return State{}, ctx.Err() }
