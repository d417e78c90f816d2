package importer

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

const maxRecorded = 256 << 20 // bytes of one recorded file

// Recorded reads the documents in a file or a folder, which it does not search
// below. Only names that end in .json, .jsonl, .ndjson, .atom or .xml count.
func Recorded(place string) ([]Document, error) {
	info, err := os.Stat(place)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		d, err := readDocument(os.DirFS(filepath.Dir(place)), filepath.Base(place))
		return []Document{d}, err
	}
	fsys := os.DirFS(place)
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var out []Document
	for _, e := range entries {
		if !e.Type().IsRegular() || !slices.Contains([]string{".json", ".jsonl", ".ndjson", ".atom", ".xml"}, path.Ext(e.Name())) {
			continue
		}
		d, err := readDocument(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

func readDocument(fsys fs.FS, name string) (Document, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return Document{}, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxRecorded+1))
	if err == nil && len(body) > maxRecorded {
		err = fmt.Errorf("%s has more than 256 MB, which no status page does", name)
	}
	return Document{name, body}, err
}
