package aws

import (
	"context"
	"fmt"
	"os"
	"os/exec"
)

// process is the program of a stand-in, with the folder that it works in.
type process struct {
	command *exec.Cmd
	dir     string // empty for none
}

// start starts it, and waits until an address of it answers.
func (p *process) start(ctx context.Context, health string) error {
	err := p.command.Start()
	if err != nil {
		err = fmt.Errorf("start %s: %w", p.command.Path, err)
	} else if err = answers(ctx, health); err != nil {
		_ = p.command.Process.Kill()
		_ = p.command.Wait()
	}
	if err != nil {
		_ = os.RemoveAll(p.dir)
	}
	return err
}

// Close ends the stand-in, which forgets what it kept.
func (p *process) Close() {
	_ = p.command.Process.Kill()
	_ = p.command.Wait()
	_ = os.RemoveAll(p.dir)
}
