package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

func TestADeletedFolderIsPublishedAgain(t *testing.T) {
	for name, remove := range map[string]func(dir string) error{
		"the folder": os.RemoveAll,
		"all that is in it": func(dir string) error {
			return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o755))
		},
		"its files but not its state": func(dir string) error {
			return errors.Join(os.RemoveAll(dir+"/incidents"), removeFiles(dir))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, site := filepath.Join(t.TempDir(), "public"), publishtest.Sample(5, "a")
			target := open(t, dir)
			first, err := site.Whole(t.Context(), target)
			if err != nil {
				t.Fatal(err)
			}
			if err := remove(dir); err != nil {
				t.Fatal(err)
			}
			if _, err := site.Part(t.Context(), target, "index.html"); !errors.Is(err, publish.ErrUnfinished) {
				t.Errorf("a part was published to nothing: %v", err)
			}
			again, err := site.Whole(t.Context(), target)
			if err != nil || again.Written != len(site) || again.Sequence <= first.Sequence {
				t.Fatalf("%+v after %+v, %v", again, first, err)
			}
			site["index.html"] = "changed"
			if _, err := site.Part(t.Context(), target, "index.html"); err != nil {
				t.Error(err)
			}
			site.Check(t, open(t, dir))
		})
	}
}

// removeFiles empties the folder as `rm -r *` does: hidden names stay.
func removeFiles(dir string) error {
	all, err := filepath.Glob(dir + "/[a-z0-9]*")
	for _, file := range all {
		err = errors.Join(err, os.RemoveAll(file))
	}
	return err
}

func TestAnOlderFolderInItsPlaceIsBroughtUpToDate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	older, newer := publishtest.Sample(5, "a"), publishtest.Sample(5, "b")
	target := open(t, dir)
	if _, err := older.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir+".backup", os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := newer.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Rename(dir, dir+".old"), os.Rename(dir+".backup", dir)); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := newer.Part(t.Context(), target, "index.html"); !errors.Is(err, publish.ErrUnfinished) {
			t.Errorf("a part was published into another site: %v", err)
		}
	}
	if _, err := newer.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	newer.Check(t, open(t, dir), "only-a.html")
	if _, err := newer.Part(t.Context(), target, "index.html"); err != nil {
		t.Errorf("after the whole site a part is refused: %v", err)
	}
}

func TestTheSameSiteInItsPlaceIsGoodAfterOneWholePublish(t *testing.T) {
	dir, site := filepath.Join(t.TempDir(), "public"), publishtest.Sample(5, "a")
	target := open(t, dir)
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.CopyFS(dir+".copy", os.DirFS(dir)), os.Rename(dir, dir+".old"), os.Rename(dir+".copy", dir)); err != nil {
		t.Fatal(err)
	}
	report, err := site.Whole(t.Context(), target)
	if err != nil || report.Written != 0 {
		t.Errorf("%+v, %v", report, err)
	}
	if state, err := target.Recall(t.Context()); err != nil || state.Replaced {
		t.Errorf("it still counts as another: %+v, %v", state, err)
	}
	site.Check(t, open(t, dir))
}

func TestClosingADeletedFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	target := open(t, dir)
	if _, err := publishtest.Sample(2, "a").Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := target.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("closing made the folder again: %v", err)
	}
}
