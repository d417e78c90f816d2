// Package kept runs programs and has folders for tests until their process ends, however
// it ends: one that is killed, or out of time, leaves neither behind. It must never know
// what they are for.
package kept

import (
	"fmt"
	"io"
	"os"
	"os/exec"
)

// Program is one that runs, with the folder that it works in.
type Program struct {
	input io.Closer
	ended chan struct{}
}

// keeper runs a program until its own input ends, which is when the process at the other
// end does, and takes the folder away then.
const keeper = `trap '' HUP INT TERM
dir=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ cat <&3; kill -9 $program; } &
keeper=$!
wait $program
kill -9 $keeper
[ -z "$dir" ] || rm -rf "$dir"`

// Start starts a program with more in its environment than ours. A folder, if one is
// named, goes when it ends, or does not start.
func Start(folder string, environment []string, program ...string) (*Program, error) {
	c := exec.Command("sh", append([]string{"-c", keeper, "keeper", folder}, program...)...)
	c.Env = append(os.Environ(), environment...)
	input, err := c.StdinPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		_ = os.RemoveAll(folder)
		return nil, fmt.Errorf("start %s: %w", program[0], err)
	}
	p := &Program{input, make(chan struct{})}
	go func() {
		_ = c.Wait()
		close(p.ended)
	}()
	return p, nil
}

// Ended is closed once the program has ended.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// Close ends the program.
func (p *Program) Close() {
	_ = p.input.Close()
	<-p.ended
}

// Folder makes a new folder among those for temporary files. Remove takes it away before
// the process ends.
func Folder(name string) (dir string, remove func(), err error) {
	if dir, err = os.MkdirTemp("", name); err != nil {
		return "", nil, err
	}
	p, err := Start(dir, nil, "sleep", "infinity")
	if err != nil {
		return "", nil, err
	}
	return dir, p.Close, nil
}
