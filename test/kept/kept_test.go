package kept

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// other is set for the process that a test kills.
const other = "TIDINGS_KEPT_OTHER"

func TestMain(m *testing.M) {
	if os.Getenv(other) != "" {
		stay()
	}
	os.Exit(m.Run())
}

// stay has something kept, says where, and waits to be killed.
func stay() {
	dir, _, err := Folder("kept")
	if err == nil {
		_, err = Start("", nil, "sh", "-c", `echo $$ >"$1" && exec sleep infinity`, "sh", filepath.Join(dir, "pid"))
	}
	fmt.Println(dir, err)
	select {}
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never comes to this: %s", what)
		}
	}
}

func gone(path string) bool {
	_, err := os.Stat(path)
	return os.IsNotExist(err)
}

// A process that is killed leaves no folder and no program behind.
func TestNothingIsLeftOfAProcessThatIsKilled(t *testing.T) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), other+"=1", "TMPDIR="+t.TempDir())
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	dir, said, _ := strings.Cut(strings.TrimSpace(line), " ")
	pid := 0
	eventually(t, "the program runs, of which it says "+said, func() bool {
		text, _ := os.ReadFile(filepath.Join(dir, "pid"))
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return pid > 0
	})
	_ = c.Process.Kill()
	_ = c.Wait()
	eventually(t, dir+" is gone", func() bool { return gone(dir) })
	eventually(t, "the program has ended", func() bool { return syscall.Kill(pid, 0) != nil })
}

// What is ended or removed is gone when that returns, and a program that ends by itself
// is known to have.
func TestWhatIsNotWantedAnyMore(t *testing.T) {
	dir, remove, err := Folder("kept")
	if err != nil {
		t.Fatal(err)
	}
	if gone(dir) {
		t.Errorf("%s is not there", dir)
	}
	if remove(); !gone(dir) {
		t.Errorf("%s is still there", dir)
	}
	p, err := Start("", nil, "true")
	if err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.Ended():
	case <-time.After(time.Minute):
		t.Error("nobody knows that it has ended")
	}
}
