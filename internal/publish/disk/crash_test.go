package disk_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/publish"
	"tidings/internal/publish/disk"
	"tidings/internal/publish/publishtest"
)

// The test binary runs itself to have a process that can be killed or confined.
// The variable names what it does instead of the tests, and its folder.
const childVariable = "TIDINGS_PUBLISH_TEST"

func TestMain(m *testing.M) {
	role, dir, _ := strings.Cut(os.Getenv(childVariable), ":")
	switch role {
	case "":
		os.Exit(m.Run())
	case "publish":
		fmt.Println(publishForEver(dir))
	case "full":
		fmt.Print(publishToFullDisk(dir))
	case "read-only":
		fmt.Print(publishReadOnly(dir))
	}
}

func child(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), childVariable+"="+role+":"+dir)
	return cmd
}

func crashSite(n int) publishtest.Site {
	return publishtest.Sample(40+n%3*300, fmt.Sprint(n%5))
}

// publishForEver publishes one site after the other until it is killed.
func publishForEver(dir string) error {
	target, err := disk.Open(dir)
	if err != nil {
		return err
	}
	fmt.Println("begins")
	for n := 0; ; n++ {
		if _, err := crashSite(n).Whole(context.Background(), target); err != nil {
			return err
		}
	}
}

func TestKilledPublishersAreMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	random, halfway := rand.New(rand.NewPCG(2026, 11)), 0
	for n := 0; n < 10 || halfway == 0 && n < 200; n++ { // else it shows nothing
		killed := child(t, "publish", dir)
		said, err := killed.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := killed.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(said).ReadString('\n'); err != nil {
			t.Fatalf("the publisher says %q, %v", line, err)
		}
		time.Sleep(time.Duration(10+random.IntN(60)) * time.Millisecond)
		killed.Process.Kill()
		killed.Wait()
		target := open(t, dir)
		if state, err := target.Recall(t.Context()); err != nil {
			t.Fatal(err)
		} else if len(state.Touched) > 0 {
			halfway++
		}
		site := crashSite(random.IntN(100))
		if _, err := site.Whole(t.Context(), target); err != nil {
			t.Fatalf("kill %d: %v", n, err)
		}
		site.Check(t, target)
		checkFolder(t, dir, site)
	}
	if halfway == 0 {
		t.Error("no publish was killed halfway")
	}
}

// checkFolder fails the test for every file that is neither of the site nor of its manifest.
func checkFolder(t *testing.T, dir string, site publishtest.Site) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == publish.Private || path == "manifest":
			return fs.SkipDir
		case d.IsDir() || path == publish.ManifestPath:
			return nil
		}
		if _, ok := site[path]; !ok {
			t.Errorf("%s is not of the site", path)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestOfTwoProgramsThatPublishToOneFolderOneIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	other := child(t, "publish", dir)
	var said strings.Builder
	other.Stdout = &said
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- other.Wait() }()
	target := open(t, dir)
	refusal := contend(t, target, ended)
	other.Process.Kill()
	if refusal == "" {
		refusal = said.String()
	} else {
		<-ended
	}
	if !strings.Contains(refusal, "only one may publish to this folder") && !strings.Contains(refusal, "publish again when it is done") {
		t.Errorf("the loser says %q", refusal)
	}
	site := crashSite(1)
	if _, err := site.Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	site.Check(t, target)
	checkFolder(t, dir, site)
}

// contend publishes until this program is refused, and returns why, or the other
// program has ended, and returns nothing.
func contend(t *testing.T, target publish.Target, ended <-chan error) string {
	t.Helper()
	for n := range 5000 {
		_, err := crashSite(n).Whole(t.Context(), target)
		if errors.Is(err, publish.ErrFenced) {
			return err.Error()
		}
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-ended:
			return ""
		default:
		}
	}
	t.Fatal("nobody was refused")
	return ""
}
