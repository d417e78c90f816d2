// Command tidings is a status page that stays up when everything else is down.
// See the README, or run it without arguments.
//
// How it talks: results go to standard output, everything else to standard
// error. An error is one line, "tidings: error: …", without a capital or a full
// stop; where something can be done about it, "tidings: hint: …" follows. The
// exit status is 0 when done, 1 when refused or failed, 2 on wrong usage.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// version is set by the linker for a release.
var version string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)   // a second signal ends it at once
	signal.Ignore(syscall.SIGXFSZ) // a file that may not grow is an error like a full disk
	p := program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		getenv: os.Getenv, now: time.Now, random: rand.Reader,
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}
