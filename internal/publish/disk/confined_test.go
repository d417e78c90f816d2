package disk_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

// confined runs a role of the test binary where it may mount disks of its own.
func confined(t *testing.T, role string) string {
	t.Helper()
	cmd := child(t, role, t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("a process with disks of its own needs user namespaces: %v: %s", err, out)
	}
	return string(out)
}

func TestAFullDisk(t *testing.T) {
	if got := confined(t, "full"); got != "refused, old site intact, mended" {
		t.Error(got)
	}
}

func TestAReadOnlyDisk(t *testing.T) {
	if got := confined(t, "read-only"); got != "refused, old site intact" {
		t.Error(got)
	}
}

// publishToFullDisk publishes a site that fits, then one that does not, then one that does again.
func publishToFullDisk(dir string) string {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=512k"); err != nil {
		return err.Error()
	}
	public := filepath.Join(dir, "public")
	target, err := disk.Open(public)
	if err != nil {
		return err.Error()
	}
	small, large := publishtest.Sample(5, "a"), publishtest.Sample(500, "b")
	if _, err := small.Whole(context.Background(), target); err != nil {
		return err.Error()
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 200<<10), 0o600); err != nil {
		return err.Error()
	}
	_, err = large.Whole(context.Background(), target)
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "disk of the output folder is full") {
		return fmt.Sprintf("the full disk gives %v", err)
	}
	home, err := os.ReadFile(filepath.Join(public, "index.html"))
	if string(home) != small["index.html"] {
		return fmt.Sprintf("the home page is %q, %v", home, err)
	}
	if left, _ := filepath.Glob(filepath.Join(public, "*", ".tidings-*")); len(left) > 0 {
		return fmt.Sprintf("half-written files stay: %q", left)
	}
	os.Remove(ballast)
	third := publishtest.Sample(6, "c")
	if _, err := third.Whole(context.Background(), target); err != nil {
		return fmt.Sprintf("a site that fits: %v", err)
	}
	if wrong := differs(public, third); wrong != "" {
		return wrong
	}
	return "refused, old site intact, mended"
}

func publishReadOnly(dir string) string {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		return err.Error()
	}
	target, err := disk.Open(dir)
	if err != nil {
		return err.Error()
	}
	site := publishtest.Sample(5, "a")
	if _, err := site.Whole(context.Background(), target); err != nil {
		return err.Error()
	}
	target.Close()
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return err.Error()
	}
	if target, err = disk.Open(dir); err != nil {
		return err.Error()
	}
	_, err = publishtest.Sample(5, "b").Whole(context.Background(), target)
	if !errors.Is(err, syscall.EROFS) || !strings.Contains(err.Error(), "read-only disk") {
		return fmt.Sprintf("the read-only disk gives %v", err)
	}
	if wrong := differs(dir, site); wrong != "" {
		return wrong
	}
	return "refused, old site intact"
}

// differs says where a folder is not as the site.
func differs(dir string, site publishtest.Site) string {
	for path, want := range site {
		got, err := fs.ReadFile(os.DirFS(dir), path)
		if err != nil || string(got) != want {
			return fmt.Sprintf("%s is %q, %v", path, got, err)
		}
	}
	return ""
}
