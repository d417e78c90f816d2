package repo

import (
	"context"
	"errors"
	"io/fs"
	"path"
)

// Plain reports whether a folder of a commit's files has all that is wrong with it:
// there is none without one, no link that leads elsewhere or nowhere, no name that is
// almost one that is read, nothing too large or kept in another place. It parses
// nothing, since whoever reads the folder does.
func (c *Commit) Plain(ctx context.Context) (bool, error) {
	if c.Problem != nil {
		return false, nil
	}
	if c.Load != nil {
		if err := c.Load(ctx); err != nil {
			return false, err
		}
	}
	if len(Strays(c.Files))+len(pointers(c.Files)) > 0 {
		return false, nil
	}
	for _, top := range Tops() {
		if plain, err := c.plainBelow(ctx, top); err != nil || !plain {
			return false, err
		}
	}
	return true, nil
}

func (c *Commit) plainBelow(ctx context.Context, top string) (plain bool, err error) {
	plain = true
	err = fs.WalkDir(c.Files, top, func(at string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case at == top && errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && ignored(path.Base(at)) && d.IsDir():
			return fs.SkipDir
		case err == nil && (ignored(path.Base(at)) || d.IsDir() || c.plainFile(at, top == "themes")):
			return nil
		}
		plain = false
		return fs.SkipAll
	})
	return plain, err
}

// plainFile reports whether there is a file that is not larger than it may be.
func (c *Commit) plainFile(at string, ofTheme bool) bool {
	most := int64(MaxFile)
	if ofTheme {
		most = maxThemeFile
	}
	info, err := fs.Stat(c.Files, at)
	return err == nil && info.Mode().IsRegular() && info.Size() <= most
}
