package rehearsal

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"

	"tidings/test/template"
)

// small is how large a door may be that makes neither pages nor mail, in bytes: it is
// fetched and mapped before it starts.
const small = 13e6

// bounds are those of the others. Templates call methods by name, so S3's client has
// all its methods in the doors that write pages to a bucket or read content there.
var bounds = map[string]int64{"notify": 19.5e6, "subscribe": 19e6, "publish": 23e6, "content": 27.5e6, "admin": 27e6}

// TestDoorsAreSmall holds the size of each door. One that has grown by megabytes
// links what it does not use: go build -ldflags=-dumpdep says by which way.
func TestDoorsAreSmall(t *testing.T) {
	for _, name := range plan.Named("AWS::Serverless::Function") {
		door := filepath.Base(template.Text(plan.Resources[name].At("Properties", "CodeUri")))
		info, err := os.Stat(filepath.Join(doors, door))
		if err != nil {
			t.Fatal(err)
		}
		if most := cmp.Or(bounds[door], small); info.Size() > most {
			t.Errorf("%s has %d bytes, more than %d", door, info.Size(), most)
		}
	}
}
