package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
)

// tree is the site as the manifest lists it, read folder by folder and part by
// part as it is needed. It is not safe for use by several goroutines.
type tree struct {
	read    func(path string) ([]byte, error)
	folders map[string]*folder
	touched map[string]struct{} // do not believe the manifest about these
	adopt   bool                // the manifest is lost: take what stands where the site's files go as ours
	repair  bool                // read damaged parts as well as can be, doubting all they list
}

func newTree(m *Manifest, read func(path string) ([]byte, error)) *tree {
	t := &tree{read: read, folders: map[string]*folder{"": {files: len(m.Root), names: make(map[string]entry, len(m.Root))}}}
	for name, f := range m.Folders {
		t.folders[name] = &folder{name: name, was: f, files: f.Files}
		copy(t.folders[name].sums[:], f.Parts)
	}
	for name, sum := range m.Root {
		t.folders[""].names[name] = entry{sum, listed}
	}
	return t
}

// doubt marks the paths that were touched by a publish that did not finish.
func (t *tree) doubt(paths []string) {
	t.touched = make(map[string]struct{}, len(paths))
	root := t.folders[""]
	for _, path := range paths {
		t.touched[path] = struct{}{}
		if e, ok := root.names[path]; ok {
			e.state |= doubted
			root.names[path] = e
		}
	}
}

// find returns the folder of a path, and the path's name in it, having read the
// part that would list it.
func (t *tree) find(path string) (*folder, string, error) {
	top, name := cut(path)
	f := t.folders[top]
	if f == nil {
		f = &folder{name: top}
		t.folders[top] = f
		if t.adopt {
			t.salvage(f, folderPart(top))
		}
	}
	if f.names == nil {
		f.names = map[string]entry{}
	}
	return f, name, t.load(f, partOf(name))
}

// loadAll reads every part of a folder.
func (t *tree) loadAll(f *folder) error {
	for part := 0; part < splitParts && !f.complete; part++ {
		if err := t.load(f, part); err != nil {
			return err
		}
	}
	f.complete = true
	return nil
}

// load reads a part of a folder once; that of one which is not split has all of it.
func (t *tree) load(f *folder, part int) error {
	path, sum := splitPart(f.name, digits(part)), f.sums[part]
	switch {
	case f.complete || f.read[part]:
		return nil
	case f.was.one():
		path, sum, f.complete = f.was.Part, f.was.Sum, true
	case sum == (Sum{}):
		return nil
	}
	f.read[part] = true
	if f.names == nil {
		f.names = map[string]entry{}
	}
	err := t.decode(path, sum, func(name []byte, sum Sum) { t.add(f, string(name), sum) })
	if t.repair && errors.Is(err, ErrUnfinished) {
		t.salvage(f, path)
		return nil
	}
	return err
}

func (t *tree) add(f *folder, name string, sum Sum) {
	e := entry{sum, listed}
	if len(t.touched) > 0 {
		if _, ok := t.touched[join(f.name, name)]; ok {
			e.state |= doubted
		}
	}
	f.names[name] = e
}

// decode reads a part, which must be what the manifest says it is.
func (t *tree) decode(path string, want Sum, visit func(name []byte, sum Sum)) error {
	src, err := t.read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if sha256.Sum256(src) != want {
		return fmt.Errorf("%w: %s is not what %s says, because an earlier publish ended halfway or it was changed by hand", ErrUnfinished, path, ManifestPath)
	}
	return decodePart(src, visit)
}

// reshape reads all of the folders that this publish splits or joins, so that
// all their parts can be written.
func (t *tree) reshape() error {
	for _, f := range t.folders {
		if !f.isChanged() || f.isSplit() == f.wasSplit() {
			continue
		}
		if err := t.loadAll(f); err != nil {
			return err
		}
		for part := range splitParts {
			f.changed[part] = true
		}
	}
	return nil
}

// isChanged reports whether the next manifest differs from the last.
func (t *tree) isChanged() bool {
	for _, f := range t.folders {
		if f.isChanged() {
			return true
		}
	}
	return false
}

// sorted are the folders in the order of their names, the root first.
func (t *tree) sorted() []*folder {
	out := make([]*folder, 0, len(t.folders))
	for _, name := range slices.Sorted(maps.Keys(t.folders)) {
		out = append(out, t.folders[name])
	}
	return out
}

// each visits every file that is known.
func (t *tree) each(visit func(f *folder, name string, e entry)) {
	for _, f := range t.sorted() {
		for name, e := range f.names {
			visit(f, name, e)
		}
	}
}

// files counts what the next manifest lists.
func (t *tree) files() (n int) {
	for _, f := range t.folders {
		n += f.files
	}
	return n
}
