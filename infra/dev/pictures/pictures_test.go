package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const kept = "../../../themes/default/assets"

// TestThemeHasWhatIsDrawn holds that the theme's pictures are those of its
// marks: the same pixels, however the next Go packs them.
func TestThemeHasWhatIsDrawn(t *testing.T) {
	fresh := t.TempDir()
	if err := os.CopyFS(filepath.Join(fresh, "marks"), os.DirFS(kept+"/marks")); err != nil {
		t.Fatal(err)
	}
	if err := draw(fresh); err != nil {
		t.Fatal(err)
	}
	pictures, err := filepath.Glob(fresh + "/*/*.png")
	if err != nil || len(pictures) != 2*len(looks) {
		t.Fatalf("%d pictures were drawn, %v", len(pictures), err)
	}
	for _, file := range pictures {
		name := strings.TrimPrefix(file, fresh)
		if !same(open(t, file), open(t, kept+name)) {
			t.Errorf("the theme's %s is not what is drawn: run `go generate ./themes`", name)
		}
	}
}

// TestPicturesAreAsNetworksWant holds size, weight, and that the status can be
// told without colour.
func TestPicturesAreAsNetworksWant(t *testing.T) {
	seen := map[string]string{}
	for _, l := range looks {
		file := filepath.Join(kept, "social", l.status+".png")
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 20<<10 {
			t.Errorf("%s has %d bytes", file, info.Size())
		}
		picture := open(t, file).(*image.Paletted)
		if picture.Bounds() != image.Rect(0, 0, 1200, 630) {
			t.Errorf("%s measures %v", file, picture.Bounds())
		}
		if other, twice := seen[string(picture.Pix)]; twice {
			t.Errorf("%s and %s differ in colour alone", l.status, other)
		}
		seen[string(picture.Pix)] = l.status
	}
}

func TestPathsThatCannotBeRead(t *testing.T) {
	for _, d := range []string{"M0 0Q1 1 2 2", "M0", "M0 0zL", "M0 0z1 1"} {
		if s, err := parsePath(d); err == nil {
			t.Errorf("%q is read as %v", d, s)
		}
	}
}

func open(t *testing.T, file string) image.Image {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(src))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return picture
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				return false
			}
		}
	}
	return true
}
