package s3

import (
	"context"
	"errors"
	"io/fs"
	"strconv"

	"tidings/internal/publish"
)

// Read returns an object's bytes.
func (t *Target) Read(ctx context.Context, path string) ([]byte, error) {
	body, _, err := t.get(ctx, path)
	return body, err
}

// Write puts a whole file in place.
func (t *Target) Write(ctx context.Context, seq uint64, path string, body []byte) error {
	return t.change(ctx, seq, path, func(there object) error {
		_, err := t.put(ctx, path, body, seq, there.tag)
		return err
	})
}

// Remove deletes a file.
func (t *Target) Remove(ctx context.Context, seq uint64, path string) error {
	return t.change(ctx, seq, path, func(there object) error {
		if there.tag == "" {
			return nil
		}
		return t.delete(ctx, path, there.tag)
	})
}

const tries = 5 // against an overtaken publisher's last changes

// change touches one path, on condition that it is as it was found. What an
// overtaken publisher still had under way may come in between: then once more.
func (t *Target) change(ctx context.Context, seq uint64, path string, do func(object) error) error {
	now, err := t.keepWord(ctx, seq, path)
	for range tries {
		if err != nil {
			return err
		}
		var there object
		if err = t.ours(ctx, now); err != nil {
			return err
		}
		if there, err = t.head(ctx, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if there.sequence > seq {
			return fenced(seq, there.sequence)
		}
		if err = do(there); !errors.Is(err, errChanged) {
			break
		}
		err = nil
	}
	return err
}

// keepWord makes sure that a path was announced, and returns the state to ask for.
// Nobody believes the manifest about the heartbeat: it need not be announced.
func (t *Target) keepWord(ctx context.Context, seq uint64, path string) (held, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if path == publish.HeartbeatPath {
		return t.held, t.claimed(seq)
	}
	err := t.announce(ctx, seq, []string{path})
	delete(t.promised, path)
	return t.held, err
}

// ours asks whether nobody else has claimed the bucket since.
func (t *Target) ours(ctx context.Context, h held) error {
	same, err := t.unchanged(ctx, stateName, h.tag)
	if err != nil || same {
		return err
	}
	now, _, err := t.readState(ctx)
	switch {
	case err != nil:
		return err
	case now.Sequence == h.Sequence && now.Writer == t.writer:
		return nil // announced meanwhile by another goroutine of this publisher
	}
	return fenced(h.Sequence, now.Sequence)
}

// object is what a look at one says.
type object struct {
	tag      string
	sequence uint64 // that wrote it; 0 where nobody has said
}

func sequenceOf(metadata map[string]string) uint64 {
	n, _ := strconv.ParseUint(metadata[metaSequence], 10, 64)
	return n
}
