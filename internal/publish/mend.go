package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// owns reports whether a file that the manifest does not list may be ours all
// the same: a publish that did not finish made it, or the list is lost.
func (t *tree) owns(path string) bool {
	top, _ := cut(path)
	f := t.folders[top]
	_, ok := t.touched[path]
	return ok || t.adopt || f != nil && f.damaged != ""
}

// mend looks at the files that a publish which did not finish touched and this
// one does not make. One that the manifest does not list is deleted; one that
// has other bytes than the manifest says can only be mended by making it.
func (s *Session) mend() error {
	var changed []string
	for _, path := range s.found.Touched {
		if isPart(path) {
			if err := s.tree.checkPart(path); err != nil {
				return err
			}
			continue
		}
		f, name, err := s.tree.find(path)
		if err != nil {
			return err
		}
		e := f.names[name]
		if e.state.is(made | gone) {
			continue
		}
		sound, err := s.sound(path, e)
		switch {
		case err != nil:
			return err
		case !e.state.is(listed) && !sound:
			f.names[name] = entry{state: gone}
			f.touch(name)
		case !sound:
			changed = append(changed, path)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return fmt.Errorf("%w: an earlier publish ended halfway and left %s changed", ErrUnfinished, some(changed))
}

// sound reports whether the target has what the manifest says: these bytes, or no such file.
func (s *Session) sound(path string, e entry) (bool, error) {
	body, err := s.target.Read(s.ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return !e.state.is(listed), nil
	case err != nil:
		return false, fmt.Errorf("publish: compare %s with the target: %w", path, err)
	}
	return e.state.is(listed) && Sum(sha256.Sum256(body)) == e.sum, nil
}

// leftParts are the parts that a publish which did not finish made and the manifest does not refer to.
func (s *Session) leftParts(next *Manifest) []string {
	var out []string
	for _, path := range s.found.Touched {
		if path != ManifestPath && isPart(path) && !s.refers(next, path) {
			out = append(out, path)
		}
	}
	return out
}

// checkPart reads a part, if the manifest refers to it, to see whether it is
// what the manifest says.
func (t *tree) checkPart(part string) error {
	folder, number, split := cutPart(part)
	f := t.folders[folder]
	if f == nil || split == f.was.one() {
		return nil
	}
	if !split {
		return t.loadAll(f)
	}
	n, err := partNumber(number)
	if err != nil {
		return nil
	}
	return t.load(f, n)
}

func (s *Session) refers(m *Manifest, part string) bool {
	folder, number, split := cutPart(part)
	f, ok := m.Folders[folder]
	if !ok || !split {
		return ok && f.one()
	}
	n, err := partNumber(number)
	return err == nil && !f.one() && f.Parts[n] != (Sum{})
}

// cutPart splits the path of a part into its folder and, in a split folder, its two digits.
func cutPart(part string) (folder, number string, split bool) {
	folder, number = cut(strings.TrimSuffix(strings.TrimPrefix(part, partsFolder+"/"), ".json") + "/")
	number = strings.TrimSuffix(number, "/")
	return folder, number, number != ""
}

// checkParts refuses to write manifest documents over somebody else's files,
// which can only be where no manifest was before.
func (s *Session) checkParts() error {
	if s.manifest != nil || s.found.Empty || s.tree.adopt {
		return nil
	}
	for _, f := range s.tree.sorted() {
		part := folderPart(f.name)
		if f.name == "" || slices.Contains(s.found.Touched, part) {
			continue
		}
		_, err := s.target.Read(s.ctx, part)
		if !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(foreign([]string{part}), err)
		}
	}
	return nil
}
