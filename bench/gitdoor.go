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
	return a, takeNewest(a)
}

func takeNewest(a *app.App) error {
	applied, err := app.TakeCommits(context.Background(), a)
	if err == nil && !applied {
		err = errors.New("no commit was applied")
	}
	return err
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
	took, err := l.eachCommit(dir, func() error { return takeNewest(a) })
	if err != nil {
		return err
	}
	verdict("  the same of a commit that changed one file, warm, ms", took, "<=", 100)
	return nil
}
