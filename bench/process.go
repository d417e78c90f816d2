package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"
)

// run is one finished process in the system's own accounting.
type run struct {
	wall, cpu time.Duration
	peak      int64 // bytes resident at most
}

// command makes a fresh process for a round; rounds count from 0, the warm-up included.
type command struct {
	name string
	make func(round int) *exec.Cmd
}

// measure runs the command once.
func (c command) measure(round int) (run, error) {
	cmd := c.make(round)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return run{}, fmt.Errorf("%s: %w\n%s", c.name, err, said.String())
	}
	wall := time.Since(began)
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return run{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), usage.Maxrss << 10}, nil
}

// paired runs the commands in turn, A B A B, once unrecorded and then so many
// rounds, and returns the runs by command.
func paired(rounds int, commands ...command) ([][]run, error) {
	runs := make([][]run, len(commands))
	for round := range rounds + 1 {
		for i, c := range commands {
			r, err := c.measure(round)
			if err != nil {
				return nil, err
			}
			if round > 0 {
				runs[i] = append(runs[i], r)
			}
		}
	}
	return runs, nil
}

func wall(r run) float64 { return r.wall.Seconds() }
func cpu(r run) float64  { return r.cpu.Seconds() }

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func medianOf[T any](runs []T, of func(T) float64) float64 {
	var values []float64
	for _, r := range runs {
		values = append(values, of(r))
	}
	return median(values)
}

// ratio is the median of the pairwise ratios A/B.
func ratio(a, b []run, of func(run) float64) float64 {
	var values []float64
	for i := range a {
		values = append(values, of(a[i])/of(b[i]))
	}
	return median(values)
}

func peak(runs []run) float64 {
	return medianOf(runs, func(r run) float64 { return float64(r.peak) / (1 << 20) })
}

func row(name string, runs []run) {
	fmt.Printf("  %-44s %8.1f ms wall %8.1f ms cpu %7.1f MiB peak\n", name, 1e3*medianOf(runs, wall), 1e3*medianOf(runs, cpu), peak(runs))
}

func verdict(what string, got float64, relation string, goal float64) {
	mark := "ok  "
	if (relation == "<=" && got > goal) || (relation == ">=" && got < goal) {
		mark = "MISS"
	}
	fmt.Printf("  %s %-52s %8.2f  (goal %s %.3g)\n", mark, what, got, relation, goal)
}

func self(args ...string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return exec.Command(exe, args...)
}
