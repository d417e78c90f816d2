package notifytest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Kept are the messages to an address in the folder of a machine that has no mail
// service, as they were written, the oldest first.
func Kept(t testing.TB, dir, address string) (all []string) {
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
		m, err := Parse(string(raw))
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		if strings.Contains(m.Header.Get("To"), address) {
			all = append(all, string(raw))
		}
	}
	return all
}
