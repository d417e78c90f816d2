package disk

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestReplacedFilesGoWhenThePublishIsInPlace writes files over others: who reads
// an old one reads it to its end, few are kept aside, and none stays.
func TestReplacedFilesGoWhenThePublishIsInPlace(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	target := claimed(t, dir, 1)
	write := func(version string) {
		t.Helper()
		for n := range mostDisplaced + 5 {
			if err := target.Write(ctx, 1, fmt.Sprintf("a/%d.html", n), []byte(version)); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("old")
	reader, err := os.Open(filepath.Join(dir, "a/7.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	write("new")
	if aside, _ := filepath.Glob(filepath.Join(dir, "a", tempPrefix+"*")); len(aside) > mostDisplaced {
		t.Errorf("%d old files are kept", len(aside))
	}
	if err := target.Settle(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if old, err := io.ReadAll(reader); string(old) != "old" {
		t.Errorf("who had opened a file reads %q, %v", old, err)
	}
	for n := range mostDisplaced + 5 {
		if body, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("a/%d.html", n))); string(body) != "new" {
			t.Fatalf("file %d is %q, %v", n, body, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "a", ".*")); len(left) > 0 {
		t.Errorf("old files stay: %q", left)
	}
}

// TestAnOldFileThatSomebodyDeletedMeanwhile holds that a publish goes on when a
// folder is cleared under its hands.
func TestAnOldFileThatSomebodyDeletedMeanwhile(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	target := claimed(t, dir, 1)
	for range 2 {
		for _, name := range []string{"a/page.html", "page.html"} {
			if err := target.Write(ctx, 1, name, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	left, _ := filepath.Glob(filepath.Join(dir, tempPrefix+"*"))
	for _, file := range left {
		os.Remove(file)
	}
	os.RemoveAll(filepath.Join(dir, "a"))
	if err := target.Settle(ctx, 1); err != nil {
		t.Error(err)
	}
}
