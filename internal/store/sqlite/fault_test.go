package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tidings/internal/store"
	"tidings/internal/store/sqlite"
)

func TestLockedByAnotherProgram(t *testing.T) {
	path := made(t, 1)
	db := open(t, path, sqlite.Options{Wait: 2 * time.Second})
	other := raw(t, path, "BEGIN EXCLUSIVE")
	started := time.Now()
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() { wantFault(t, put(t.Context(), db, "x", nil), nil, "locked by another program") })
	}
	done.Wait()
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("8 updates at once waited %v for the lock, want about one wait of 2 s and not 8", took)
	}
	if got := sorts(t, db); len(got) != 1 {
		t.Errorf("while locked a reader sees %q", got)
	}
	rawExec(t, other, "ROLLBACK")
	if err := put(t.Context(), db, "x", nil); err != nil {
		t.Errorf("after the lock is gone: %v", err)
	}
}

func TestALockThatGoesInTimeIsWaitedFor(t *testing.T) {
	path := made(t, 1)
	db := open(t, path, sqlite.Options{})
	other := raw(t, path, "BEGIN EXCLUSIVE")
	time.AfterFunc(100*time.Millisecond, func() { _, _ = other.ExecContext(context.Background(), "ROLLBACK") })
	if err := put(t.Context(), db, "x", nil); err != nil {
		t.Error(err)
	}
}

func TestOpenOfALockedFile(t *testing.T) {
	path := made(t, 1)
	raw(t, path, "PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE", "DELETE FROM items")
	refused(t, path, sqlite.Options{Wait: 50 * time.Millisecond}, nil, "locked by another program")
}

func TestReadOnlyFileAndFolder(t *testing.T) {
	path := made(t, 3)
	for _, name := range []string{path, filepath.Dir(path)} {
		if err := os.Chmod(name, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	check := untouched(t, path)
	asNobody(t, func() { refused(t, path, sqlite.Options{}, nil, "write permission") })
	check()
}

func TestUnreadableFileAndForbiddenFolder(t *testing.T) {
	path := made(t, 3)
	if err := os.Chmod(path, 0o000); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(path), 0o555); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		refused(t, path, sqlite.Options{}, nil, "write permission")
		refused(t, filepath.Join(filepath.Dir(path), "new.db"), sqlite.Options{}, nil, "write permission")
	})
}

// asNobody runs do on a thread that has no more rights than anybody: the rights
// of root know no read-only file.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		if os.Getuid() == 0 {
			runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
			if err := unix.Setfsuid(65534); err != nil {
				t.Error(err)
			}
		}
		do()
	}()
	<-done
}

func TestFullDisk(t *testing.T) {
	t.Run("file size limit", func(t *testing.T) {
		dir := t.TempDir()
		signal.Ignore(syscall.SIGXFSZ)
		t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
		var old syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
			t.Fatal(err)
		}
		limit := func(l syscall.Rlimit) {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
				t.Fatal(err)
			}
		}
		limit(syscall.Rlimit{Cur: 1 << 20, Max: old.Max})
		t.Cleanup(func() { limit(old) })
		fillDisk(t, dir, "", func() { limit(old) })
	})
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		return // only root may; the limit above and TestFullFile show the same
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	t.Run("tmpfs", func(t *testing.T) {
		fillDisk(t, dir, "disk is full", func() {
			if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=16m"); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// fillDisk writes until there is no more room, holds that nothing is lost and
// nothing half there, and goes on once there is room again.
func fillDisk(t *testing.T, dir, hint string, makeRoom func()) {
	t.Helper()
	db := open(t, filepath.Join(dir, "tidings.db"), sqlite.Options{})
	written, err := 0, error(nil)
	for ; written < 1000; written++ {
		if err = put(t.Context(), db, fmt.Sprintf("%04d", written), make([]byte, 20<<10)); err != nil {
			break
		}
	}
	wantFault(t, err, nil, hint)
	if written == 0 || len(sorts(t, db)) != written {
		t.Fatalf("%d items were acknowledged, %d are there", written, len(sorts(t, db)))
	}
	makeRoom()
	if err := put(t.Context(), db, "after", nil); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	changes, _, err := db.Changes(t.Context(), "", 0)
	if err != nil || len(changes) != written+1 {
		t.Errorf("%d changes, %v; want %d", len(changes), err, written+1)
	}
}

func TestTruncatedFile(t *testing.T) {
	for _, keep := range []int64{50, 150, 5000, 50_000} {
		path := made(t, 100)
		if err := os.Truncate(path, keep); err != nil {
			t.Fatal(err)
		}
		check := untouched(t, path)
		refused(t, path, sqlite.Options{}, sqlite.ErrDamaged, "restore a backup")
		check()
	}
}

func TestDamagedPagesAreSaidToBe(t *testing.T) {
	path := made(t, 300)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte(strings.Repeat("\xff", 100_000)), 4096); err != nil {
		t.Fatal(err)
	}
	db := open(t, path, sqlite.Options{})
	_, err = db.List(t.Context(), store.Query{Part: "a"})
	wantFault(t, err, sqlite.ErrDamaged, "restore a backup")
	wantFault(t, put(t.Context(), db, "0000", nil), sqlite.ErrDamaged, "restore a backup")
}

// A log that was cut off, as by a power cut before its last sync, gives a
// beginning of the updates and no half of one.
func TestTornLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tidings.db")
	db := open(t, path, sqlite.Options{})
	for i := range 50 {
		if err := put(t.Context(), db, fmt.Sprintf("%04d", i), make([]byte, 1024)); err != nil {
			t.Fatal(err)
		}
	}
	file, log := read(t, path), read(t, path+"-wal")
	for cut := 0; cut <= len(log); cut += len(log)/20 - 7 {
		copied := filepath.Join(t.TempDir(), "copy.db")
		write(t, copied, file)
		write(t, copied+"-wal", log[:cut])
		torn := open(t, copied, sqlite.Options{})
		got := sorts(t, torn)
		changes, _, err := torn.Changes(t.Context(), "", 0)
		if err != nil || len(changes) != len(got) {
			t.Errorf("cut at %d: %d items, %d changes, %v", cut, len(got), len(changes), err)
		}
		for i, sort := range got {
			if sort != fmt.Sprintf("%04d", i) {
				t.Errorf("cut at %d: item %d is %s", cut, i, sort)
			}
		}
	}
}

func TestAFileThatIsNoLongerThereTakesNothing(t *testing.T) {
	for name, lose := range map[string]func(path string) error{
		"deleted":  os.Remove,
		"moved":    func(path string) error { return os.Rename(path, path+".old") },
		"replaced": func(path string) error { return errors.Join(os.Remove(path), os.WriteFile(path, nil, 0o600)) },
	} {
		path := made(t, 1)
		db, cold := open(t, path, sqlite.Options{}), open(t, path, sqlite.Options{})
		before := sorts(t, db)
		if err := lose(path); err != nil {
			t.Fatal(err)
		}
		wantFault(t, put(t.Context(), db, "x", nil), nil, "while in use")
		if _, err := cold.List(t.Context(), store.Query{Part: "a"}); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: a new reader got %v, want ErrUnavailable", name, err)
		}
		if got := sorts(t, db); !slices.Equal(got, before) {
			t.Errorf("%s: %q are there, want only %q", name, got, before)
		}
	}
}

func TestAClosedStoreAnswersSo(t *testing.T) {
	db, err := sqlite.Open(t.Context(), made(t, 1), sqlite.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = db.Get(t.Context(), store.Key{Part: "a"})
	wantFault(t, err, nil, "is closed")
	wantFault(t, put(t.Context(), db, "x", nil), nil, "is closed")
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
