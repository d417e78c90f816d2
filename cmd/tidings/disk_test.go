package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tidings/test/wait"
)

// ownDisks reports whether this process may mount disks. If it may not, the test
// runs again in a process that may, in a user namespace of its own.
func ownDisks(t *testing.T) (here bool) {
	t.Helper()
	const again = "TIDINGS_TEST_OWN_DISKS"
	try := t.TempDir()
	err := syscall.Mount("tmpfs", try, "tmpfs", 0, "size=1m")
	if err == nil {
		return syscall.Unmount(try, 0) == nil
	}
	if os.Getenv(again) != "" {
		t.Fatalf("not even in a user namespace can a disk be mounted: %v", err)
	}
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
	cmd.Env = append(os.Environ(), again+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		t.Errorf("with disks of its own:\n%s", out)
	case err != nil:
		t.Logf("this system allows neither mounting nor user namespaces (%v): the other cases of this test show the same by limits and permissions", err)
	}
	return false
}

// smallDisk mounts a disk of its own under the data folder.
func smallDisk(t *testing.T, dir string) {
	t.Helper()
	data := filepath.Join(dir, "data")
	if err := errors.Join(os.MkdirAll(data, 0o700), syscall.Mount("tmpfs", data, "tmpfs", 0, "size=8m")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Unmount(data, syscall.MNT_DETACH) })
}

func TestFullDiskLosesNothing(t *testing.T) {
	t.Run("no file may grow", func(t *testing.T) {
		s := serve(t, newSite(t))
		limit := func(bytes uint64) {
			t.Helper()
			if err := unix.Prlimit(s.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
				t.Fatal(err)
			}
		}
		fills(t, s, func() { limit(0) }, func() { limit(unix.RLIM_INFINITY) })
	})
	t.Run("small disk", func(t *testing.T) {
		if !ownDisks(t) {
			return
		}
		dir := newSite(t)
		smallDisk(t, dir)
		filler := filepath.Join(dir, "data", "filler")
		fills(t, serve(t, dir), func() {
			if err := os.WriteFile(filler, make([]byte, 16<<20), 0o644); err == nil {
				t.Fatal("the disk did not fill up")
			}
		}, func() {
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// fills holds what a server does while its disk is full, and after it.
func fills(t *testing.T, s *server, fill, makeRoom func()) {
	t.Helper()
	s.send(t, firing("a", "web"))
	s.eventually(t, "/api/v2/summary.json", contains("partial_outage"))
	fill()
	accepted := s.untilRefused(t)
	if code, body := s.get("/"); code != 200 || !strings.Contains(body, "Example") {
		t.Errorf("the page answered %d", code)
	}
	makeRoom()
	s.eventually(t, "/healthz", contains("ok"))
	if !accepted {
		s.send(t, firing("b", "api"))
	}
	s.eventually(t, "/api/v2/summary.json", contains("major_outage"))
}

// untilRefused sends an alert until a full disk has it refused. It reports whether
// the alert was accepted before that: then nobody says it again.
func (s *server) untilRefused(t *testing.T) (accepted bool) {
	t.Helper()
	for range 200 {
		switch code, _, _ := s.post("monitor", monitorSecret, firing("b", "api")); code {
		case 202:
			accepted = true
		case 503:
			return accepted
		}
	}
	t.Fatal("a full disk was never answered 503")
	return false
}

func TestReadOnlyDataFolderIsRefused(t *testing.T) {
	t.Run("no right to write", func(t *testing.T) {
		dir := newSite(t)
		if err := serve(t, dir).stop(); err != nil {
			t.Fatal(err)
		}
		said := servedByNobody(t, dir)
		if !strings.Contains(said, "tidings: error: ") || !strings.Contains(said, "permission") {
			t.Errorf("it does not say what is wrong:\n%s", said)
		}
	})
	t.Run("read-only disk", func(t *testing.T) {
		if !ownDisks(t) {
			return
		}
		dir := newSite(t)
		smallDisk(t, dir)
		if err := serve(t, dir).stop(); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mount("", filepath.Join(dir, "data"), "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatal(err)
		}
		if said := refusedToServe(t, dir); !strings.Contains(said, "read-only") {
			t.Errorf("it does not say what is wrong:\n%s", said)
		}
	})
}

// servedByNobody has a user serve who may read everything and write nothing, and
// gives what the program said. Root knows no read-only file, so it becomes nobody.
func servedByNobody(t *testing.T, dir string) string {
	t.Helper()
	program, err := exec.LookPath("tidings")
	if err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chmodAll(dir, 0o755) })
	ours := filepath.Join(dir, "tidings") // where others may run it
	if err := errors.Join(os.WriteFile(ours, body, 0o755), chmodAll(dir, 0o555), os.Chmod(filepath.Dir(dir), 0o755)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(ours, "serve", "--addr", "127.0.0.1:0")
	cmd.Dir = dir
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	defer time.AfterFunc(wait.Long, func() { cmd.Process.Kill() }).Stop()
	out, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 1 {
		t.Errorf("it ends with %v", err)
	}
	return string(out)
}

// chmodAll sets the mode of everything below a folder and of the folder itself.
func chmodAll(dir string, mode os.FileMode) error {
	return filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chmod(path, mode))
	})
}
