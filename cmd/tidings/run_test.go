package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tidings runs a command in this process, in a folder, and returns what it
// printed; it must succeed.
func tidings(t *testing.T, dir, stdin string, args ...string) string {
	t.Helper()
	code, stdout, stderr := runIn(t, dir, stdin, args...)
	if code != 0 {
		t.Fatalf("tidings %s: exit status %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

func runIn(t *testing.T, dir, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	env := map[string]string{"TIDINGS_CONTENT": dir + "/content", "TIDINGS_DATA": dir + "/data"}
	p := program{
		stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs,
		getenv: func(name string) string { return env[name] }, now: time.Now, random: rand.Reader,
	}
	return p.run(t.Context(), args), out.String(), errs.String()
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// byHand is a clock that stands until somebody moves it on.
type byHand struct{ at atomic.Pointer[time.Time] }

func standing(at time.Time) *byHand {
	c := &byHand{}
	c.at.Store(&at)
	return c
}

func (c *byHand) now() time.Time { return *c.at.Load() }

func (c *byHand) move(by time.Duration) {
	at := c.now().Add(by)
	c.at.Store(&at)
}

// serveByClock runs the program in this process by a clock, until the test ends.
func serveByClock(t *testing.T, dir string, now func() time.Time, args ...string) *server {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	log := &syncBuffer{}
	p := program{stdin: strings.NewReader(""), stdout: in, stderr: log, getenv: os.Getenv, now: now, random: rand.Reader}
	ended := make(chan int, 1)
	go func() {
		ended <- p.run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0", "--content", dir + "/content", "--data", dir + "/data"}, args...))
		in.Close()
	}()
	halt := sync.OnceValue(func() error {
		stop()
		if code := <-ended; code != 0 {
			return fmt.Errorf("serve ended with %d\n%s", code, log)
		}
		return nil
	})
	t.Cleanup(func() {
		if err := halt(); err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve did not start: %v\n%s", err, log)
	}
	return &server{url: strings.TrimSuffix(strings.TrimSpace(line), "/"), stderr: log, halt: halt}
}

func tidingsAt(t *testing.T, dir string, at time.Time, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	p := program{
		stdin: strings.NewReader(""), stdout: &out, stderr: &errs, random: rand.Reader,
		getenv: func(string) string { return "" }, now: func() time.Time { return at },
	}
	if code := p.run(t.Context(), append(args, "--data", dir+"/data")); code != 0 {
		t.Fatalf("exit status %d\n%s", code, &errs)
	}
	return out.String()
}
