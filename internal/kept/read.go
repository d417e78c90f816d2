package kept

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"tidings/internal/config"
)

// readName is the file of an archive that holds what was read from the others:
// who only wants to know that need not read and check them again.
const readName = ".tidings/config.json"

// form is raised whenever the same files would be read as something else, or
// templates are given something else: by it a program knows what an earlier one read.
const form = 4

type document struct {
	Form   int            `json:"form"`
	Zone   string         `json:"zone"` // of the site
	Config *config.Config `json:"config"`
}

// WithRead is an archive with what was read from its files.
func WithRead(packed []byte, c *config.Config) ([]byte, error) {
	old, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("packing the configuration: %w", err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range old.File {
		if err := w.Copy(f); err != nil {
			return nil, fmt.Errorf("packing the configuration: %w", err)
		}
	}
	f, err := w.CreateHeader(&zip.FileHeader{Name: readName, Method: zip.Deflate})
	if err == nil {
		err = json.NewEncoder(f).Encode(document{form, c.Site.Zone.String(), c})
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("packing the configuration: %w", err)
	}
	return out.Bytes(), nil
}

// ErrEarlier says that what was read is in no form that this program knows.
var ErrEarlier = errors.New("the kept configuration is of another version of the program: apply the content again")

// Config is what was read from packed files, as WithRead has added it, or ErrEarlier.
// Earlier says that another version of the program has read them, which may have taken
// something for what this one does not: who has the content reads it again.
func Config(files fs.FS) (c *config.Config, earlier bool, err error) {
	src, err := fs.ReadFile(files, readName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, false, fmt.Errorf("the kept configuration: %w", err)
	}
	var doc document
	if json.Unmarshal(src, &doc) != nil || doc.Config == nil {
		return nil, false, ErrEarlier
	}
	if doc.Config.Site.Zone, err = time.LoadLocation(doc.Zone); err != nil {
		return nil, false, fmt.Errorf("the kept configuration: %w", err)
	}
	return doc.Config, doc.Form != form, nil
}
