// Package s3 publishes to a bucket of Amazon S3, or of anything that speaks its
// protocol and honours conditional writes. It knows paths and bytes, and nothing
// of what they mean.
//
// # What is promised
//
// A reader sees the old or the new bytes of a file: S3 puts objects in place
// whole. An object has the type and the Cache-Control that package served gives
// its path, and carries the sequence that wrote it and the hash of its bytes as
// metadata. Objects are stored as they are, never compressed: whoever asks
// without naming a coding gets plain JSON, and a CDN compresses for all others.
//
// A publisher that was overtaken stops. The object .tidings/state.json holds the
// highest sequence that claimed the bucket and the paths that were touched since
// the last publish that settled. It is only ever replaced on condition of its
// tag, and no two of its forms have the same bytes, so that equal tags mean the
// same form. Before each change it is asked for (304: it is ours); then
// the object's own tag is the condition of replacing it, and its absence that of
// making it.
//
// # What remains
//
// S3 has no condition that spans two objects. A publisher that stops between
// that question and its change, for longer than the next one takes, can still
// put back what the next one did not change, or leave a file that nothing leads to. So what an
// overtaken publisher had announced stays suspect for one publish more, which
// reads it back and mends it.
//
// # Requests
//
// A publish of n files makes 3 n requests for them (one write, two questions),
// half a dozen for the state, and reads the parts of the manifest it needs.
package s3

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/publish"
)

// Width is how many changes are under way at once.
const width = 32

// Options say where a site is published to.
type Options struct {
	Config aws.Config // that of package awsconf for "S3"
	Bucket string
	Prefix string    // folder of the site within the bucket; empty for all of it
	Random io.Reader // cryptographic: names this publisher
}

// Target is a bucket that a site is published to. It implements publish.Batcher.
type Target struct {
	bucket *Bucket
	prefix string
	writer string

	mu       sync.Mutex
	held     held                // what this publisher has claimed
	promised map[string]struct{} // announced and not touched yet
}

var _ publish.Batcher = (*Target)(nil)

// New is a target over a bucket that exists. Nothing is asked of it yet.
func New(o Options) (*Target, error) {
	var name [8]byte
	if _, err := io.ReadFull(o.Random, name[:]); err != nil {
		return nil, fmt.Errorf("naming the publisher: %w", err)
	}
	prefix := strings.Trim(o.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &Target{
		bucket: NewBucket(o.Config, o.Bucket), prefix: prefix,
		writer: hex.EncodeToString(name[:]), promised: map[string]struct{}{},
	}, nil
}

// Width implements publish.Batcher.
func (t *Target) Width() int { return width }

func (t *Target) key(path string) *string {
	key := t.prefix + path
	return &key
}
