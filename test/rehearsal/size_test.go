package rehearsal

import (
	"bytes"
	"cmp"
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tidings/test/template"
)

// small is how large a door may be that makes neither pages nor mail, in bytes: it is
// fetched and mapped before it starts.
const small = 12e6

// bounds are those of the others. Templates call methods by name, so S3's client has
// all its methods in publish and archive, which have five of their megabytes by it.
var bounds = map[string]int64{"notify": 17e6, "subscribe": 16.5e6, "publish": 22e6, "content": 20e6, "archive": 22.5e6, "admin": 23.5e6}

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

// made is a door as make builds it for Lambda, in a folder of its own, with its time.
func made(t *testing.T, door string) (program []byte, at time.Time) {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "make", "-s", "-C", "../..", "doors", "DOORS="+door, "DIST="+dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	file := filepath.Join(dir, door, "bootstrap")
	info, err := os.Stat(file)
	if err == nil && info.Mode()&0o111 == 0 {
		t.Errorf("%s may not be run", file)
	}
	if err == nil {
		program, err = os.ReadFile(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return program, info.ModTime()
}

// A door that is built again is the same, so that deploying again uploads nothing; and
// it is for the processors that the template names.
func TestADoorIsBuiltTheSameTwice(t *testing.T) {
	beside(t)
	first, at := made(t, "route")
	second, again := made(t, "route")
	if !bytes.Equal(first, second) || !at.Equal(again) {
		t.Errorf("%d bytes of %v, and then %d other bytes of %v", len(first), at, len(second), again)
	}
	f, err := elf.NewFile(bytes.NewReader(first))
	if err != nil || f.Machine != elf.EM_AARCH64 {
		t.Errorf("it is no program for arm64: %v, %v", f, err)
	}
}
