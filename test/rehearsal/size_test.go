package rehearsal

import (
	"cmp"
	"os"
	"path/filepath"
	"testing"
)

// small is how large a door may be that makes neither pages nor mail, in bytes: it is
// fetched and mapped before it starts.
const small = 13e6

// bounds are those of the others. Templates call methods by name, so S3's client has
// all its methods in the doors that write pages to a bucket or read content there.
var bounds = map[string]int64{"notify": 23e6, "subscribe": 23e6, "publish": 27e6, "content": 30e6, "admin": 29e6}

// TestDoorsAreSmall holds the size of each door. One that has grown by megabytes
// links what it does not use: go build -ldflags=-dumpdep says by which way.
func TestDoorsAreSmall(t *testing.T) {
	all, err := os.ReadDir(doors)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d doors, %v", len(all), err)
	}
	for _, door := range all {
		info, err := os.Stat(filepath.Join(doors, door.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if most := cmp.Or(bounds[door.Name()], small); info.Size() > most {
			t.Errorf("%s has %d bytes, more than %d", door.Name(), info.Size(), most)
		}
	}
}
