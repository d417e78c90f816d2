// Package archive is the door that brings content onto the board where it is in no
// repository: from an archive of the content folder that somebody has put into a bucket.
package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/bucket"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/trouble"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/content"
	"tidings/internal/content/reading"
	"tidings/internal/publish/s3"
	"tidings/internal/web"
)

const (
	bucketVariable = "TIDINGS_CONTENT_BUCKET"
	archiveKey     = "content.zip"
	maxArchive     = 64 << 20 // bytes, packed
	maxContent     = 256 << 20
)

// Open opens the door.
func Open(w world.World) (lambda.Handler, error) {
	page, err := tables.Open(w, tables.Page)
	if err != nil {
		return nil, err
	}
	b, err := bucket.Named(w, bucketVariable)
	if err != nil {
		return nil, err
	}
	d := &archive{w, b, app.Parts{Store: page, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{}}}
	return batch.Once(d.world.Log, d.take), nil
}

// archive is a zip file of the content folder in a bucket.
type archive struct {
	world  world.World
	bucket *s3.Bucket
	parts  app.Parts
}

// take applies the newest archive. One with mistakes is refused whole: it comes
// again when it was mended.
func (d *archive) take(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "content")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	packed, err := d.bucket.Read(ctx, archiveKey, maxArchive)
	if err != nil {
		err = fmt.Errorf("fetching the content: %w", err)
		trouble.Note(ctx, d.world, d.parts.Store, err)
		return err
	}
	err = unpack(packed, dir)
	trouble.Note(ctx, d.world, d.parts.Store, err)
	if err != nil {
		d.world.Log.ErrorContext(ctx, "the archive of the content is refused", "error", err)
		return nil
	}
	parts := d.parts
	parts.Folder = reading.Folder(filepath.Join(dir, root(dir)))
	err = app.TakeContent(ctx, app.New(parts))
	var mistakes *content.Mistakes
	if errors.As(err, &mistakes) {
		return nil // told line by line
	}
	return err
}

// root is the folder in which an archive has its files: content, or none.
func root(dir string) string {
	if _, err := os.Stat(filepath.Join(dir, "site.yaml")); err == nil {
		return "."
	}
	return "content"
}
