package aws

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"tidings/test/kept"
)

// begin starts a stand-in, and waits until an address of it answers. Its folder, if it
// has one, goes with it, and where it does not start.
func begin(ctx context.Context, folder, health string, environment []string, program ...string) (*kept.Program, error) {
	p, err := kept.Start(folder, environment, program...)
	if err != nil {
		return nil, err
	}
	if err = answers(ctx, p, health); err != nil {
		p.Close()
		return nil, fmt.Errorf("%s: %w", program[0], err)
	}
	return p, nil
}

// patience is how long a stand-in may take to start on a machine that has more to do.
const patience = 5 * time.Minute

// answers waits until a program is there.
func answers(ctx context.Context, p *kept.Program, health string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if answer, err := http.Get(health); err == nil {
			return answer.Body.Close()
		}
		select {
		case <-p.Ended():
			return fmt.Errorf("the test server has ended before it answered on %s: start it by hand to see why", health)
		case <-ctx.Done():
			return fmt.Errorf("the test server did not answer on %s: %w", health, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// FreeAddress is an address for a program that has to be told one: nothing listens on it. The host is one of the loopback that
// no other process takes, so that nobody else's port is this one before it is used;
// a system that has only one such host has that.
func FreeAddress() (string, error) {
	id := os.Getpid()
	l, err := net.Listen("tcp", fmt.Sprintf("127.%d.%d.%d:0", 64+id>>16&63, id>>8&255, id&255))
	if err != nil {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
