// Package chromium drives a headless Chromium through its debugging pipe: just
// enough of the DevTools protocol to open pages as visitors do and to ask what
// they see. It must never know of Tidings or of tests.
package chromium

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Variable names the environment variable that names the browser's program.
const Variable = "TIDINGS_BROWSER"

// quiet keeps the browser from everything that it does besides showing pages,
// and from every name but this machine's own. It shows nobody else's
// pages, so it needs no sandbox, which containers do not let it have.
var quiet = []string{
	"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions", "--disable-sync",
	"--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-dev-shm-usage", "--mute-audio",
	"--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
}

// Find returns the program of a Chromium: the one that Variable names, else the
// first of the usual names on the PATH.
func Find() (string, error) {
	if named := os.Getenv(Variable); named != "" {
		return exec.LookPath(named)
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on the PATH: run `make tools`, or name one by " + Variable)
}

// Browser is a running Chromium. Its tabs share nothing, neither cache nor cookies.
type Browser struct {
	cmd  *exec.Cmd
	wire *wire
}

// Start starts a browser that keeps its files in a folder, and waits until it answers.
func Start(ctx context.Context, program, folder string) (*Browser, error) {
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	b := &Browser{cmd: exec.Command(program, append(quiet, "--user-data-dir="+folder, "about:blank")...)}
	b.cmd.ExtraFiles = []*os.File{theirIn, theirOut} // descriptors 3 and 4
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("chromium: %w", err)
	}
	theirIn.Close()
	theirOut.Close()
	b.wire = newWire(ourIn, ourOut)
	var is struct{ Product string }
	if err := b.wire.call(ctx, "", "Browser.getVersion", nil, &is); err != nil {
		b.cmd.Process.Kill()
		return nil, errors.Join(fmt.Errorf("chromium did not start: %w", err), b.cmd.Wait())
	}
	return b, nil
}

// Close ends the browser: politely, and after ten seconds otherwise.
func (b *Browser) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.wire.call(ctx, "", "Browser.close", nil, nil); err != nil {
		b.cmd.Process.Kill()
	}
	stop := time.AfterFunc(10*time.Second, func() { b.cmd.Process.Kill() })
	defer stop.Stop()
	b.cmd.Wait()
	b.wire.out.Close()
}
