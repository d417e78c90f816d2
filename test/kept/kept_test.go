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

	"tidings/test/wait"
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
	wait.Until(t, func() bool {
		text, _ := os.ReadFile(filepath.Join(dir, "pid"))
		pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		return pid > 0
	}, func() string { return "the program does not run, of which the process says " + said })
	_ = c.Process.Kill()
	_ = c.Wait()
	wait.Until(t, func() bool { return gone(dir) }, func() string { return dir + " is still there" })
	wait.Until(t, func() bool { return syscall.Kill(pid, 0) != nil }, func() string { return "the program still runs" })
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
	case <-time.After(wait.Long):
		t.Error("nobody knows that it has ended")
	}
}
