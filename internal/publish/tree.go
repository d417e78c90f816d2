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
			f.was.Part = folderPart(top)
			t.salvage(f)
		}
	}
	err := t.load(f, name)
	if f.names == nil {
		f.names = map[string]entry{}
	}
	return f, name, err
}

// load reads the part of a folder that would list a name.
func (t *tree) load(f *folder, name string) error {
	if f.was.Part == "" || f.complete {
		return nil
	}
	err := t.loadTop(f)
	if err == nil && f.was.Split {
		err = t.loadPart(f, partOf(name))
	}
	return t.orSalvage(f, err)
}

// loadAll reads every part of a folder.
func (t *tree) loadAll(f *folder) error {
	if f.was.Part == "" || f.complete {
		return nil
	}
	err := t.loadTop(f)
	for part := 0; err == nil && f.was.Split && part < splitParts; part++ {
		err = t.loadPart(f, part)
	}
	f.complete = err == nil
	return t.orSalvage(f, err)
}

// loadTop reads a folder's own part once, which the map of names remembers.
func (t *tree) loadTop(f *folder) error {
	if f.names != nil {
		return nil
	}
	f.names = map[string]entry{}
	var bad error
	err := t.decode(f.was.Part, f.was.Sum, func(name []byte, sum Sum) {
		if !f.was.Split {
			t.add(f, string(name), sum)
			return
		}
		part, err := partNumber(name)
		if err != nil {
			bad = fmt.Errorf("%w: in %s: %w", ErrUnfinished, f.was.Part, err)
			return
		}
		f.sums[part] = sum
	})
	return errors.Join(err, bad)
}

func (t *tree) loadPart(f *folder, part int) error {
	if f.read[part] || f.sums[part] == (Sum{}) {
		return nil
	}
	f.read[part] = true
	return t.decode(splitPart(f.name, digits(part)), f.sums[part], func(name []byte, sum Sum) {
		t.add(f, string(name), sum)
	})
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
		if !f.isChanged() || f.isSplit() == f.was.Split {
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
