package build_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"tidings/internal/build"
	"tidings/internal/repo/sitetest"
)

// TestIncidentPagesAreLight holds the page of every incident whose file has up to
// 1.4 kB to 2 KB as it is sent: those of the sample site, and some of four updates each.
func TestIncidentPagesAreLight(t *testing.T) {
	const text, page = 1400, 2 << 10
	for what, content := range map[string]string{"the sample": "../../content", "generated": generate(t, 60, sitetest.Options{})} {
		site := whole(t, content, func(*build.Options) {})
		weighed := 0
		err := filepath.WalkDir(filepath.Join(content, "incidents"), func(path string, _ os.DirEntry, err error) error {
			source, readErr := os.ReadFile(path)
			if err != nil || readErr != nil || len(source) > text {
				return err
			}
			weighed++
			id := strings.TrimSuffix(filepath.Base(path), ".md")
			if n := brotlied(t, site["incidents/"+id+".html"]); n == 0 || n > page {
				t.Errorf("%s: the page of %s, whose file has %d bytes, weighs %d", what, id, len(source), n)
			}
			return nil
		})
		if err != nil || weighed < 20 {
			t.Errorf("%s: weighed %d pages, %v", what, weighed, err)
		}
	}
}

func brotlied(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, brotli.BestCompression)
	if _, err := z.Write([]byte(s)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Len()
}
