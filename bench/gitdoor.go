package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"tidings/internal/app"
	"tidings/internal/boot/committed"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

// follows is a program as the door for content on AWS has it, with tables in memory
// for those of DynamoDB.
func follows(address string) (*app.App, error) {
	c, err := committed.Open(committed.Options{Address: address, Secret: func(context.Context, string) (string, error) { return "", nil }})
	if err == nil && c == nil {
		err = fmt.Errorf("no repository: %s", address)
	}
	if err != nil {
		return nil, err
	}
	return app.New(app.Parts{
		Store: memory.New(time.Now), Repository: c.Repository(), Now: time.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Metrics: &web.Metrics{},
	}), nil
}

// gitTake is the yardstick's process: what a cold function does with the first
// commit.
func gitTake(address string) {
	if _, err := taken(address); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func taken(address string) (*app.App, error) {
	a, err := follows(address)
	if err != nil {
		return nil, err
	}
	applied, err := a.TakeCommits(context.Background())
	if err == nil && !applied {
		err = errors.New("nothing was applied")
	}
	return a, err
}

// takenByTheDoor has the first commit taken, and then commits of one file by a warm
// program.
func (l lab) takenByTheDoor(dir, url string) error {
	take := command{"take", func(int) *exec.Cmd { return self("gittake", url) }}
	runs, err := paired(l.rounds, take)
	if err != nil {
		return err
	}
	row("the newest commit fetched, checked and brought onto the board", runs[0])
	a, err := taken(url)
	if err != nil {
		return err
	}
	var took []float64
	for n := range 2*l.rounds + 1 {
		if err := oneCommit(dir, n); err != nil {
			return err
		}
		began := time.Now()
		if applied, err := a.TakeCommits(context.Background()); err != nil || !applied {
			return errors.Join(err, errors.New("a commit was not applied"))
		}
		took = append(took, 1e3*time.Since(began).Seconds())
	}
	verdict("  the same of a commit that changed one file, warm, ms", median(took), "<=", 100)
	return nil
}
