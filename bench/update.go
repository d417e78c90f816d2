package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"

	"tidings/internal/repo/sitetest"
)

// site is a built site whose newest incident gets one more update each round.
type site struct {
	content, out, file string
}

// prepare builds the site once.
func (l lab) prepare(name string, n int, o sitetest.Options) (site, error) {
	s := site{content: l.path("edit-" + name), out: l.path("edited-" + name)}
	if err := sitetest.Generate(s.content, n, o); err != nil {
		return s, err
	}
	files, err := filepath.Glob(filepath.Join(s.content, "incidents", "*.md"))
	if err != nil {
		return s, err
	}
	s.file = filepath.Base(newest(files))
	return s, exec.Command(l.tidings, "build", "--content", s.content, "--out", s.out).Run()
}

// newest is the file that was written last: the generator's incidents 0 to 2 are open.
func newest(files []string) string {
	for _, f := range files {
		if len(f) > 9 && f[len(f)-9:] == "000000.md" {
			return f
		}
	}
	return files[0]
}

// edit appends an update to the newest incident and gives the command that publishes it.
func (s site) edit(l lab, name string, named bool) command {
	return command{name, func(round int) *exec.Cmd {
		f, err := os.OpenFile(filepath.Join(s.content, "incidents", s.file), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(f, "\n\n## 2026-11-01T0%d:%02d:00Z monitoring\nWe keep watching, look %d.\n", round/60, round%60, round)
		if err := f.Close(); err != nil {
			panic(err)
		}
		args := []string{"build", "--content", s.content, "--out", s.out}
		if named {
			args = append(args, "--changed", "incidents/"+s.file)
		}
		return exec.Command(l.tidings, args...)
	}}
}

// oneChange publishes one new update of an old archive.
func oneChange(l lab) error {
	fmt.Println("One new update, then `tidings build` as a whole process")
	s, err := l.prepare("scan", 10_000, sitetest.Options{})
	if err != nil {
		return err
	}
	commands := []command{
		s.edit(l, "tidings build finds the change, 10,000 incidents", false),
		s.edit(l, "tidings build --changed", true),
		{"bare readdir and lstat of the content", func(int) *exec.Cmd { return self("scan", s.content) }},
	}
	if l.hugo != "" {
		out := l.path("hugo-edit")
		if err := hugoSite(s.content, out); err != nil {
			return err
		}
		commands = append(commands, command{"hugo", func(int) *exec.Cmd {
			return exec.Command(l.hugo, "--source", out, "--destination", out+"-out")
		}})
	}
	runs, err := paired(max(l.rounds, 9), commands...)
	if err != nil {
		return err
	}
	for i, c := range commands {
		row(c.name, runs[i])
	}
	verdict("finding the change, ms", 1e3*medianOf(runs[0], wall), "<=", 60)
	looked := make([]run, len(runs[0]))
	for i := range looked {
		looked[i].wall = runs[1][i].wall + runs[2][i].wall
	}
	verdict("finding it / (bare look + --changed)", ratio(runs[0], looked, wall), "<=", 1.3)
	if l.hugo != "" {
		verdict("hugo's build / finding the change", ratio(runs[3], runs[0], wall), ">=", 50)
	}
	return flat(l)
}

// archiveShape is a way for an archive to be large.
type archiveShape struct {
	what    string
	options sitetest.Options
}

// flat holds that the cost of a change does not grow with the archive.
func flat(l lab) error {
	for _, o := range []archiveShape{
		{"equal incidents a month", sitetest.Options{PerMonth: 170}},
		{"equal span of years", sitetest.Options{}},
	} {
		small, err := l.prepare("small-"+strconv.Itoa(o.options.PerMonth), 100, o.options)
		if err != nil {
			return err
		}
		large, err := l.prepare("large-"+strconv.Itoa(o.options.PerMonth), 100_000, o.options)
		if err != nil {
			return err
		}
		runs, err := paired(max(l.rounds, 15), large.edit(l, "large", true), small.edit(l, "small", true))
		if err != nil {
			return err
		}
		row("--changed, 100,000 incidents, "+o.what, runs[0])
		row("--changed, 100 incidents", runs[1])
		verdict("100,000 / 100, "+o.what, ratio(runs[0], runs[1], wall), "<=", 1.5)
		for _, s := range []site{small, large} {
			os.RemoveAll(s.content)
			os.RemoveAll(s.out)
		}
		if err := servedFlat(l, o); err != nil {
			return err
		}
	}
	return nil
}

// scan is a bare look at every file below a folder, on all cores.
func scan(dir string) {
	entries, err := os.ReadDir(filepath.Join(dir, "incidents"))
	if err != nil {
		panic(err)
	}
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for part := range n {
		wg.Go(func() {
			for i := part; i < len(entries); i += n {
				look(entries[i])
			}
		})
	}
	wg.Wait()
}

func look(e fs.DirEntry) {
	if _, err := e.Info(); err != nil {
		panic(err)
	}
}
