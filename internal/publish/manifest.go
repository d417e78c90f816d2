package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

const (
	format    = "tidings/2"
	splitOver = 512 // files in a folder before it is split
)

// Manifest is manifest.json. The package comment describes it.
type Manifest struct {
	Format      string            `json:"format"`
	Sequence    uint64            `json:"sequence"`
	PublishedAt time.Time         `json:"published_at"`
	Files       int               `json:"files"`
	Folders     map[string]Folder `json:"folders"`
	Root        map[string]Sum    `json:"root"`
}

// Folder is where a folder's files are listed: in one part, or in many.
type Folder struct {
	Part  string `json:"part,omitempty"`
	Sum   Sum    `json:"sha256,omitzero"`
	Files int    `json:"files"`
	Parts Sums   `json:"parts,omitempty"`
}

// one reports whether a folder is listed in one part that has its name.
func (f Folder) one() bool { return f.Part != "" }

func (m *Manifest) encode() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(m)
	return out.Bytes(), err
}

var errNotOurs = errors.New("it is no manifest of Tidings")

// ParseManifest reads manifest.json.
func ParseManifest(src []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(src, &m); err != nil {
		return nil, fmt.Errorf("%w: %v", errNotOurs, err)
	}
	if m.Format != format {
		return nil, fmt.Errorf("%w: its format is %q, not %q", errNotOurs, m.Format, format)
	}
	return &m, m.check()
}

// check refuses what would lead outside the site: a manifest may have been tampered with.
func (m *Manifest) check() error {
	for name := range m.Root {
		if err := CheckPath(name); err != nil {
			return err
		}
	}
	for name, f := range m.Folders {
		listed := f.Part == folderPart(name) || !f.one() && len(f.Parts) == splitParts
		if top, _ := cut(name + "/x"); !listed || top != name || CheckPath(name+"/x") != nil {
			return fmt.Errorf("%w: folder %q has the part %q", errNotOurs, name, f.Part)
		}
	}
	return nil
}
