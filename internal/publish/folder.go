package publish

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const splitParts = 256

// folder holds the files of one folder as far as they were needed, and which of
// its parts must be written again. The files outside any folder are the folder "".
type folder struct {
	name     string
	was      Folder // as published; zero for a new one
	files    int    // with what this publish changes
	names    map[string]entry
	sums     [splitParts]Sum // of a split folder's parts; zero for a part that does not exist
	read     [splitParts]bool
	changed  [splitParts]bool
	complete bool   // all parts were read
	damaged  string // the part that cannot be believed, and none of the others is; "" where all can
}

func (f *folder) lines() []named {
	out := make([]named, 0, len(f.names))
	for name, e := range f.names {
		if e.stays() {
			out = append(out, named{name, e.sum})
		}
	}
	sortLines(out)
	return out
}

func sortLines(lines []named) {
	slices.SortFunc(lines, func(a, b named) int { return strings.Compare(a.name, b.name) })
}

func (f *folder) touch(name string) { f.changed[partOf(name)] = true }

func (f *folder) isChanged() bool { return slices.Contains(f.changed[:], true) }

// isSplit reports whether the folder is to be listed in many parts. A language's own
// folder, whose parts would be named as its folders are, has few files.
func (f *folder) isSplit() bool {
	return f.name != "" && !isLanguage(f.name) && f.files > splitOver
}

func (f *folder) wasSplit() bool { return f.sums != [splitParts]Sum{} }

// documents writes the folder's changed parts and returns how the manifest
// refers to the folder and which parts no longer exist.
func (f *folder) documents(write func(path string, body []byte) error) (Folder, []string, error) {
	switch before := f.published(); {
	case f.files == 0:
		return Folder{}, before, nil
	case f.isSplit():
		dropped, err := f.splitDocuments(write)
		return Folder{Files: f.files, Parts: slices.Clone(f.sums[:])}, dropped, err
	default:
		body := encodePart(f.lines())
		now := Folder{Part: folderPart(f.name), Sum: sha256.Sum256(body), Files: f.files}
		return now, slices.DeleteFunc(before, func(path string) bool { return path == now.Part }), write(now.Part, body)
	}
}

// splitDocuments writes the changed parts of a split folder and returns those that are no more.
func (f *folder) splitDocuments(write func(path string, body []byte) error) (dropped []string, err error) {
	if f.was.one() {
		dropped = append(dropped, f.was.Part)
	}
	for part, lines := range f.byPart() {
		if !f.changed[part] {
			continue
		}
		path := splitPart(f.name, digits(part))
		if len(lines) == 0 {
			if f.sums[part] != (Sum{}) {
				dropped = append(dropped, path)
			}
			f.sums[part] = Sum{}
			continue
		}
		sortLines(lines)
		body := encodePart(lines)
		f.sums[part] = sha256.Sum256(body)
		if err := write(path, body); err != nil {
			return nil, err
		}
	}
	return dropped, nil
}

// rewritten are the paths of the parts that documents may write.
func (f *folder) rewritten() []string {
	if f.name == "" || !f.isChanged() {
		return nil
	}
	if !f.isSplit() {
		return []string{folderPart(f.name)}
	}
	var out []string
	for part, changed := range f.changed {
		if changed {
			out = append(out, splitPart(f.name, digits(part)))
		}
	}
	return out
}

func (f *folder) byPart() (parts [splitParts][]named) {
	for name, e := range f.names {
		if part := partOf(name); e.stays() && f.changed[part] {
			parts[part] = append(parts[part], named{name, e.sum})
		}
	}
	return parts
}

// published are the paths of the folder's parts as they stand on the target.
func (f *folder) published() []string {
	var out []string
	if f.was.one() {
		out = append(out, f.was.Part)
	}
	for part, sum := range f.sums {
		if sum != (Sum{}) {
			out = append(out, splitPart(f.name, digits(part)))
		}
	}
	return out
}

// partNumber reads the two digits that a part of a split folder is named by.
func partNumber(name string) (int, error) {
	n, err := strconv.ParseUint(name, 16, 8)
	if err != nil || digits(int(n)) != name {
		return 0, fmt.Errorf("%q is not a part's two digits", name)
	}
	return int(n), nil
}

// put records that this publish makes a file with these bytes.
func (f *folder) put(name string, sum Sum) {
	e := f.names[name]
	if !e.stays() {
		f.files++
	}
	if !e.state.is(listed) || e.sum != sum {
		f.touch(name)
	}
	f.names[name] = entry{sum, e.state&^gone | made}
}

// remove records that this publish deletes a listed file.
func (f *folder) remove(name string) {
	e := f.names[name]
	f.names[name] = entry{e.sum, e.state | gone}
	f.files--
	f.touch(name)
}
