package disk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/publish"
)

func claimed(t *testing.T, dir string, seq uint64) *Target {
	t.Helper()
	target, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { target.Close() })
	if err := target.Claim(t.Context(), seq); err != nil {
		t.Fatal(err)
	}
	return target
}

// TestAClaimWaitsForAChangeThatBegan pauses a publisher between looking at the
// fence and making its change: the newer one must not begin in between.
func TestAClaimWaitsForAChangeThatBegan(t *testing.T) {
	dir := t.TempDir()
	newer, older := claimed(t, dir, 1), claimed(t, dir, 3)
	inside, goOn, done := make(chan bool), make(chan bool), make(chan error, 1)
	go func() {
		done <- older.fence.share(3, func() error {
			close(inside)
			<-goOn
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	err := newer.Claim(ctx, 4)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "another publisher holds the folder") {
		t.Errorf("claiming while a change is under way: %v", err)
	}
	close(goOn)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := newer.Claim(t.Context(), 4); err != nil {
		t.Error(err)
	}
	if err := older.Write(t.Context(), 3, "a.html", nil); !errors.Is(err, publish.ErrFenced) {
		t.Errorf("the older publisher: %v", err)
	}
}

func TestAFenceThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	claimed(t, dir, 7)
	if err := os.WriteFile(filepath.Join(dir, fenceName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	target := claimed(t, dir, 8)
	if state, err := target.Recall(t.Context()); err != nil || state.Sequence != 8 {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestHalfWrittenFilesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	target := claimed(t, dir, 1)
	if err := target.Write(t.Context(), 1, "a/b/page.html", []byte("page")); err != nil {
		t.Fatal(err)
	}
	ours, other := filepath.Join(dir, "a/b", tempPrefix+"x"+tempSuffix), filepath.Join(dir, "a/b", "notes.tmp")
	for _, file := range []string{ours, other} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	claimed(t, dir, 2)
	if _, err := os.Stat(ours); !os.IsNotExist(err) {
		t.Errorf("our half-written file: %v", err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("somebody's file: %v", err)
	}
}

func TestMoreFoldersThanAreKeptOpen(t *testing.T) {
	dir := t.TempDir()
	target := claimed(t, dir, 1)
	for n := range mostFolders + 10 {
		name := filepath.Join("f", time.Unix(int64(n), 0).UTC().Format("150405"), "page.html")
		if err := target.Write(t.Context(), 1, name, []byte("page")); err != nil {
			t.Fatal(err)
		}
	}
	if len(target.folders.open) > mostFolders {
		t.Errorf("%d folders are open", len(target.folders.open))
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "f/*/page.html")); len(found) != mostFolders+10 {
		t.Errorf("%d pages are there", len(found))
	}
}

func TestAFolderThatGoesAwayWhilePublishing(t *testing.T) {
	dir := t.TempDir()
	target := claimed(t, dir, 1)
	for range 2 {
		if err := target.Write(t.Context(), 1, "a/b/page.html", []byte("page")); err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Join(dir, "a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := target.Remove(t.Context(), 1, "a/b/page.html"); err != nil {
		t.Error(err)
	}
}

func TestEmptyFoldersGoWithTheirLastFile(t *testing.T) {
	dir := t.TempDir()
	target := claimed(t, dir, 1)
	for _, name := range []string{"a/b/c/page.html", "a/other.html"} {
		if err := target.Write(t.Context(), 1, name, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := target.Remove(t.Context(), 1, "a/b/c/page.html"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a/b")); !os.IsNotExist(err) {
		t.Errorf("the empty folder: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "a/other.html")); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheFirstPublishCreatesInPlace(t *testing.T) {
	dir := t.TempDir()
	target := claimed(t, dir, 1)
	if !target.fresh.Load() {
		t.Error("an empty folder is not seen as one")
	}
	if err := target.Write(t.Context(), 1, "a/page.html", nil); err != nil {
		t.Fatal(err)
	}
	if claimed(t, dir, 2).fresh.Load() {
		t.Error("a publish after one that was interrupted creates in place")
	}
	target = claimed(t, t.TempDir(), 1)
	if err := target.Settle(t.Context(), 1); err != nil || target.fresh.Load() {
		t.Errorf("after the first publish, files are created in place: %v", err)
	}
}
