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

type document struct {
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
		err = json.NewEncoder(f).Encode(document{c.Site.Zone.String(), c})
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("packing the configuration: %w", err)
	}
	return out.Bytes(), nil
}

// Config is what was read from packed files, as WithRead has added it.
func Config(files fs.FS) (*config.Config, error) {
	src, err := fs.ReadFile(files, readName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the kept configuration is of an earlier program: apply the content again")
	}
	var doc document
	if err == nil {
		err = json.Unmarshal(src, &doc)
	}
	if err == nil && doc.Config == nil {
		err = errors.New("it is empty")
	}
	if err == nil {
		doc.Config.Site.Zone, err = time.LoadLocation(doc.Zone)
	}
	if err != nil {
		return nil, fmt.Errorf("the kept configuration: %w", err)
	}
	return doc.Config, nil
}
