package publish

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// HeartbeatPath is the file that says that whoever publishes is alive.
const HeartbeatPath = "heartbeat.json"

// Heartbeat is heartbeat.json. It is no part of the site and of no manifest:
// it changes while the site stays as it is. A reader who finds Next long over
// knows that the site may be old.
type Heartbeat struct {
	At       time.Time `json:"at"`       // when it was written; the site was up to date then
	Sequence uint64    `json:"sequence"` // of the site that stands on the target
	Next     time.Time `json:"next"`     // when the next one is due
}

// Beat writes a heartbeat and returns the sequence that it was written under,
// for the next call. own is the one that the caller's last publish or beat has
// claimed the target with, or 0 at the start: the beat then claims the target.
// It fails with ErrFenced, and changes nothing, when somebody else has claimed
// the target since.
//
// On a target without a finished site there is nothing to say, and it does nothing.
func Beat(ctx context.Context, t Target, own uint64, at, next time.Time) (uint64, error) {
	state, err := recallSite(ctx, t)
	if err != nil {
		return own, err
	}
	if state.Empty || state.Replaced || len(state.Touched) > 0 {
		return own, nil
	}
	src, err := t.Read(ctx, ManifestPath)
	if err != nil {
		return own, fmt.Errorf("publish: read %s: %w", ManifestPath, err)
	}
	m, err := ParseManifest(src)
	if err != nil {
		return own, fmt.Errorf("publish: %s: %w", ManifestPath, err)
	}
	if own, err = holdTarget(ctx, t, own, max(state.Sequence, m.Sequence)); err != nil {
		return own, err
	}
	return own, writeHeartbeat(ctx, t, own, Heartbeat{At: inSeconds(at), Sequence: m.Sequence, Next: inSeconds(next)})
}

func inSeconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// holdTarget claims a target that the caller does not hold yet.
func holdTarget(ctx context.Context, t Target, own, highest uint64) (uint64, error) {
	switch {
	case own != 0 && own != highest:
		return own, fmt.Errorf("%w: it holds %d and not %d", ErrFenced, highest, own)
	case own != 0:
		return own, nil
	}
	if err := checkHeartbeat(ctx, t); err != nil {
		return own, err
	}
	if err := t.Claim(ctx, highest+1); err != nil {
		return own, fmt.Errorf("publish: claim the target: %w", err)
	}
	return highest + 1, nil
}

// checkHeartbeat refuses to replace a file that is no heartbeat.
func checkHeartbeat(ctx context.Context, t Target) error {
	src, err := t.Read(ctx, HeartbeatPath)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("publish: read %s: %w", HeartbeatPath, err)
	}
	d := json.NewDecoder(bytes.NewReader(src))
	d.DisallowUnknownFields()
	if d.Decode(&Heartbeat{}) != nil {
		return foreign([]string{HeartbeatPath})
	}
	return nil
}

func writeHeartbeat(ctx context.Context, t Target, own uint64, h Heartbeat) error {
	body, err := json.Marshal(h)
	if err == nil {
		err = t.Write(ctx, own, HeartbeatPath, append(body, '\n'))
	}
	if err == nil {
		err = t.Settle(ctx, own)
	}
	if err != nil {
		return fmt.Errorf("publish: write %s: %w", HeartbeatPath, err)
	}
	return nil
}
