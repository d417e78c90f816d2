package app

import (
	"context"
	"fmt"

	"tidings/internal/content"
)

// CommitStatuses says on the content's host how a commit was taken.
type CommitStatuses interface {
	Set(ctx context.Context, commit string, well bool, text string) error
}

// taken is how a commit was taken.
type taken struct {
	commit string
	well   bool
	text   string
}

// maxTaken is how many commits may wait for their status.
const maxTaken = 16

// statusTries is how often a status is tried to be set: it is no more than a
// courtesy, and the next commit has one of its own.
const statusTries = 4

// tookCommit has the host told, if it wants to know; nobody waits for it.
func (a *App) tookCommit(commit string, problems []content.Problem) {
	t := taken{commit: commit, well: len(problems) == 0, text: "on the page"}
	if !t.well {
		t.text = problems[0].String()
	}
	if len(problems) > 1 {
		t.text = fmt.Sprintf("%d mistakes; %s", len(problems), t.text)
	}
	select {
	case a.taken <- t:
	default:
	}
}

// stating sets statuses of commits until the context ends.
func (a *App) stating(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-a.taken:
			a.state(ctx, t)
		}
	}
}

func (a *App) state(ctx context.Context, t taken) {
	if a.Statuses == nil {
		return
	}
	var pause backoff
	for try := 1; ; try++ {
		err := a.Statuses.Set(ctx, t.commit, t.well, t.text)
		if err == nil {
			return
		}
		if try == statusTries || !sleep(ctx, 10*pause.next()) {
			a.Log.Warn("how a commit was taken could not be said on the content's host", "commit", t.commit, "error", err)
			return
		}
	}
}
