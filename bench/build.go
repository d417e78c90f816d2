package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// lab is where a section works: a fresh folder, in memory where the machine has
// one, and the programs that are compared.
type lab struct {
	dir                  string
	tidings, floor, hugo string // hugo may be empty
	rounds               int
}

func (l lab) path(parts ...string) string { return filepath.Join(append([]string{l.dir}, parts...)...) }

// build is `tidings build` into a folder of its own each round: what deletes its
// output between rounds measures the deleting.
func (l lab) build(name, content, out string, args ...string) command {
	return command{name, func(round int) *exec.Cmd {
		args := append([]string{"build", "--content", content, "--out", out + strconv.Itoa(round)}, args...)
		return exec.Command(l.tidings, args...)
	}}
}

// fullBuild compares a whole build with the peer's and with the floor.
func fullBuild(l lab) error {
	fmt.Println("Whole build, 10,000 incidents, 50 components, 4 updates each")
	content, err := l.content(10_000)
	if err != nil {
		return err
	}
	commands := []command{
		l.build("tidings build", content, l.path("out10k-")),
		{"floor (files to pages, nothing else)", func(round int) *exec.Cmd {
			return exec.Command(l.floor, filepath.Join(content, "incidents"), l.path("floor-"+strconv.Itoa(round)))
		}},
	}
	if l.hugo != "" {
		site := l.path("hugo")
		if err := hugoSite(content, site); err != nil {
			return err
		}
		commands = append(commands, command{"hugo (doing less)", func(round int) *exec.Cmd {
			return exec.Command(l.hugo, "--source", site, "--destination", l.path("hugo-out-"+strconv.Itoa(round)))
		}})
	}
	runs, err := paired(l.rounds, commands...)
	if err != nil {
		return err
	}
	for i, c := range commands {
		row(c.name, runs[i])
	}
	verdict("time / floor", ratio(runs[0], runs[1], wall), "<=", 1.5)
	if l.hugo != "" {
		verdict("hugo's time / time", ratio(runs[2], runs[0], wall), ">=", 5)
	}
	verdict("peak memory, MiB", peak(runs[0]), "<=", 64)
	return large(l)
}

// large holds time and memory at five times the size.
func large(l lab) error {
	content, err := l.content(50_000)
	if err != nil {
		return err
	}
	runs, err := paired(3, l.build("", content, l.path("out50k-")), l.build("", l.path("content-10000"), l.path("again10k-")))
	if err != nil {
		return err
	}
	row("tidings build, 50,000 incidents", runs[0])
	verdict("time at 50,000 / at 10,000", ratio(runs[0], runs[1], wall), "<=", 5.3)
	verdict("peak memory at 50,000, MiB", peak(runs[0]), "<=", 200)
	return os.RemoveAll(content)
}
