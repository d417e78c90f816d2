// Package content is the door that brings content onto the board: the newest
// commit of a repository. Where content is in none, package archive does it.
//
// It is woken by the queue that all pushes, posts and minutes come through, one at
// a time. What it has fetched stays with the process, so a warm one fetches only what
// is new, and a cold one the newest commit alone.
package content

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
)

// repositoryVariable is the address of the repository, as docs/git.md has it;
// unset where content is in none.
const repositoryVariable = "TIDINGS_CONTENT_REPOSITORY"

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	address := w.Getenv(repositoryVariable)
	if address == "" {
		return batch.Once(w.Log, func(context.Context) error { return nil }), nil
	}
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	return openRepository(w, page, address)
}
