package repo

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestFilesByPath(t *testing.T) {
	dir := folder(t, map[string]string{
		"incidents/2026/b.md": good, "incidents/a.md": good, "incidents/2025/11/c.md": good, "incidents/2026-d.md": good,
		"incidents/.hidden.md": "x", "incidents/a.md~": "x", "incidents/#a.md#": "x", "incidents/.a.md.swp": "x", "incidents/.git/a.md": "x",
		"maintenance/m.md": good, "pages/p.md": "x",
	})
	when := time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "maintenance/m.md"), when, when); err != nil {
		t.Fatal(err)
	}
	files, problems, err := Files(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.About+" "+f.Path)
		if f.Size != int64(len(good)) {
			t.Errorf("%s has %d bytes, want %d", f.Path, f.Size, len(good))
		}
	}
	want := []string{
		"incident incidents/2025/11/c.md", "incident incidents/2026-d.md", "incident incidents/2026/b.md", "incident incidents/a.md",
		"maintenance maintenance/m.md",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Error(diff)
	}
	if last := files[len(files)-1]; !last.ModTime.Equal(when) || last.About != status.AboutMaintenance {
		t.Errorf("%+v, want changed at %v", last, when)
	}
}

func TestFilesOfAnEmptyFolder(t *testing.T) {
	files, problems, err := Files(t.TempDir())
	if len(files)+len(problems) > 0 || err != nil {
		t.Error(files, problems, err)
	}
	if _, _, err := Files(filepath.Join(t.TempDir(), "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want that there is no such folder", err)
	}
}

// TestWhatIsNoFile is about names that lead to something else than a file.
func TestWhatIsNoFile(t *testing.T) {
	dir := folder(t, map[string]string{
		"incidents/folder.md/x.md": good, "incidents/real.md": good, "incidents/big.md": strings.Repeat("x", MaxFile+1), "incidents/sub/y.md": good,
	})
	outside := filepath.Join(t.TempDir(), "secret.md")
	put(t, filepath.Dir(outside), "secret.md", good)
	for name, target := range map[string]string{
		"incidents/loop.md": "loop.md", "incidents/out.md": outside, "incidents/up.md": "../../../../../../etc/hostname", "incidents/gone.md": "nowhere.md",
		"incidents/linked.md": "real.md", "incidents/linked-folder": "sub", "incidents/self": ".",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "incidents/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	files, problems, err := Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.String())
	}
	for _, f := range files {
		got = append(got, "file "+f.Path)
	}
	want := []string{
		"incidents/big.md:1:1: the file has 1048577 bytes, more than the 1048576 that a content file may have",
		"incidents/folder.md:1:1: this is a folder with a file's name: rename it, or put its text into a file",
		"incidents/gone.md:1:1: this link leads nowhere that may be read: there is no such file",
		"incidents/linked-folder:1:1: this is a link to a folder, which is not followed: put the folder itself here",
		"incidents/loop.md:1:1: this link leads nowhere that may be read: the link leads back to itself",
		"incidents/out.md:1:1: this link leads nowhere that may be read: path escapes from parent",
		"incidents/pipe.md:1:1: this is not a file but a pipe: take it away",
		"incidents/self:1:1: this is a link to a folder, which is not followed: put the folder itself here",
		"incidents/up.md:1:1: this link leads nowhere that may be read: path escapes from parent",
		"file incidents/linked.md", "file incidents/real.md", "file incidents/sub/y.md",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestConfigurationThatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "site.yaml/x", "")
	put(t, dir, "sources", "not a folder")
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "components.yaml")); err != nil {
		t.Fatal(err)
	}
	want := `components.yaml:1:1: the file cannot be read: path escapes from parent
incidents:1:1: this should be a folder that can be read: it is not a folder
site.yaml:1:1: this is a folder with a file's name: rename it, or put its text into a file
sources:1:1: this should be a folder that can be read: it is not a folder
`
	put(t, dir, "incidents", "not a folder")
	if diff := cmp.Diff(want, checked(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestNothingThere(t *testing.T) {
	want := "components.yaml:1:1: the file is missing: every site needs one\nsite.yaml:1:1: the file is missing: every site needs one\n"
	if diff := cmp.Diff(want, checked(t, t.TempDir())); diff != "" {
		t.Error(diff)
	}
}

// unreadable names the folder that a second process of this test checks
// without the rights of root, to whom every file is readable.
const unreadableFolder = "TIDINGS_TEST_UNREADABLE"

func TestUnreadableFile(t *testing.T) {
	if dir := os.Getenv(unreadableFolder); dir != "" {
		os.Stdout.WriteString(checked(t, dir))
		return
	}
	dir := folder(t, map[string]string{"incidents/a.md": good, "incidents/closed/b.md": good, "templates/outage.md": "x"})
	for name, mode := range map[string]fs.FileMode{"incidents/a.md": 0, "incidents/closed": 0, "templates/outage.md": 0, "": 0o755} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "incidents/closed"), 0o755) })
	got := asNobody(t, dir)
	for _, want := range []string{
		"incidents/a.md:1:1: the file cannot be read: permission denied: give the user that runs tidings the right to read it\n",
		"incidents/closed:1:1: this should be a folder that can be read: permission denied: give the user that runs tidings the right to read it\n",
		"templates/outage.md:1:1: the file cannot be read: permission denied: give the user that runs tidings the right to read it\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
}

// asNobody runs TestUnreadableFile in a process that is not root's.
func asNobody(t *testing.T, dir string) string {
	t.Helper()
	program, home := os.Args[0], filepath.Dir(dir)
	if os.Getuid() == 0 {
		program = copyProgram(t, home)
		for d := home; len(d) > len(os.TempDir()); d = filepath.Dir(d) {
			if err := os.Chmod(d, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	cmd := exec.Command(program, "-test.run=^TestUnreadableFile$")
	cmd.Dir, cmd.Env = home, append(os.Environ(), unreadableFolder+"="+dir)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// copyProgram puts the test's own program where everybody may run it.
func copyProgram(t *testing.T, dir string) string {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "program")
	if err := os.WriteFile(path, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
