// Package content is the door that brings content onto the board: the newest
// commit of a repository, or, where content is in none, an archive of the content
// folder that somebody has put into a bucket.
//
// It is woken by the queue that all pushes, posts and minutes come through, one at
// a time. What it has fetched stays with the process, so a warm one fetches only what
// is new, and a cold one the newest commit alone.
package content

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/measure"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/content"
	"tidings/internal/store"
)

// repositoryVariable is the address of the repository, as docs/git.md has it;
// unset where content is in none.
const repositoryVariable = "TIDINGS_CONTENT_REPOSITORY"

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	if address := w.Getenv(repositoryVariable); address != "" {
		return openRepository(w, page, address)
	}
	return openArchive(w, page)
}

// outOfReach notes whether the content could be fetched and written: in a metric, of
// which an alarm speaks, and in the table, for the dashboard. Mistakes in it are no
// trouble with where it is.
func outOfReach(ctx context.Context, w world.World, page store.Driver, trouble error) {
	var mistakes *content.Mistakes
	if errors.As(trouble, &mistakes) {
		trouble = nil
	}
	if trouble != nil {
		w.Meter.Add(measure.ContentFailures, 1)
	}
	if err := app.KeepTrouble(ctx, page, w.Now(), trouble); err != nil {
		w.Log.WarnContext(ctx, "the dashboard cannot be told how the content stands", "error", err)
	}
}
