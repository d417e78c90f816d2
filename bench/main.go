// Command bench measures Tidings and says what it found as ratios within one
// run, because machines differ and are noisy. `make bench` runs it.
//
//	bench [-tidings bin/tidings] [-hugo PATH] [-rounds 5] [SECTION...]
//
// The sections are build, update, accept, serve, idle, weight, api, metrics, mail, git and doors; none means all. It works in
// memory-backed storage where the machine has it, in a folder that it removes.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"

	"tidings/internal/repo/sitetest"
)

func main() {
	if len(os.Args) > 2 && yardstick(os.Args[1], os.Args[2]) {
		return
	}
	if err := bench(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// yardstick runs one of the bare processes that sections compare with.
func yardstick(name, dir string) bool {
	switch name {
	case "scan":
		scan(dir)
	case "files":
		files(dir)
	case "gitread":
		gitRead(dir)
	case "gittake":
		gitTake(dir)
	default:
		return false
	}
	return true
}

// sections in the order in which they run.
var sections = []struct {
	name string
	run  func(lab) error
}{
	{"build", fullBuild},
	{"update", oneChange},
	{"accept", accept},
	{"serve", serve},
	{"idle", idle},
	{"weight", weight},
	{"api", apiBench},
	{"handler", handler},
	{"metrics", metrics},
	{"mail", mail},
	{"git", gitSection},
	{"doors", doors},
}

func bench(args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	tidings := flags.String("tidings", "bin/tidings", "the program that is measured")
	hugo := flags.String("hugo", os.Getenv("HUGO"), "the peer; bin/hugo if it is there")
	rounds := flags.Int("rounds", 5, "measured rounds of each comparison")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(workplace(), "tidings-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l := lab{dir: dir, rounds: *rounds, floor: filepath.Join(dir, "floor")}
	if l.tidings, err = filepath.Abs(*tidings); err != nil {
		return err
	}
	if l.hugo = *hugo; l.hugo == "" {
		if found, err := filepath.Abs("bin/hugo"); err == nil && exists(found) {
			l.hugo = found
		}
	}
	if out, err := exec.Command("go", "build", "-trimpath", "-o", l.floor, "./bench/floor").CombinedOutput(); err != nil {
		return fmt.Errorf("building the floor: %w\n%s", err, out)
	}
	return l.runAll(flags.Args())
}

func (l lab) runAll(names []string) error {
	for _, s := range sections {
		if len(names) > 0 && !slices.Contains(names, s.name) {
			continue
		}
		if err := s.run(l); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Println()
	}
	return nil
}

// workplace is memory where there is some: what is measured is the program, not the disk.
func workplace() string {
	if exists("/dev/shm") {
		return "/dev/shm"
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// content makes a content folder of so many incidents over five years, once.
func (l lab) content(n int) (string, error) {
	dir := l.path("content-" + strconv.Itoa(n))
	if exists(dir) {
		return dir, nil
	}
	return dir, sitetest.Generate(dir, n, sitetest.Options{})
}
