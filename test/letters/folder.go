package letters

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// In are the letters to an address in the folder of a machine that has no mail
// service, as they were written, the oldest first.
func In(t testing.TB, dir, address string) (all []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml")) // begin with their time
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		l, err := Read(string(raw))
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		if strings.Contains(l.Header.Get("To"), address) {
			all = append(all, string(raw))
		}
	}
	return all
}
