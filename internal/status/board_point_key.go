package status

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tidings/internal/store"
)

// keyMark remembers what was added under a key.
type keyMark struct {
	At    time.Time         `json:"at"`    // of points without a time
	Sum   string            `json:"sum"`   // of all that was to be added
	Slots map[int64][]int64 `json:"slots"` // ids by slot, in the order given
}

// errOtherTime says that somebody else wrote under the same key first.
var errOtherTime = errors.New("status: the same key is being written")

func (w *pointWrite) markKey() store.Key {
	sum := sha256.Sum256([]byte(w.key))
	return store.Key{Part: pointPart(w.metric), Sort: keyMarks + hex.EncodeToString(sum[:16])}
}

// began is the time of points that bear none: that of the first try.
func (w *pointWrite) began(ctx context.Context) (time.Time, error) {
	now := w.now.Truncate(time.Second)
	if w.key == "" {
		return now, nil
	}
	value, err := w.board.item(ctx, w.markKey())
	if err != nil || value == nil {
		return now, err
	}
	var mark keyMark
	return mark.At, decode("key of points", value, &mark)
}

// remember reports whether the points of a slot were added under the key
// before, and takes their ids over.
func (w *pointWrite) remember(t *txn, slot int64, which []int, began time.Time) (bool, error) {
	if w.key == "" {
		return false, nil
	}
	var mark keyMark
	found, err := t.read(w.markKey(), &mark)
	if err != nil || !found {
		return false, err
	}
	if !mark.At.Equal(began) {
		return false, errOtherTime
	}
	if mark.Sum != w.sum {
		return false, fmt.Errorf("%w: points of metric %s: other points were added under the same key: choose another", ErrInvalid, w.metric.ID)
	}
	ids := mark.Slots[slot]
	for n, i := range which[:min(len(which), len(ids))] {
		w.points[i].ID = ids[n]
	}
	return len(ids) > 0, nil
}

// note keeps what was added under the key.
func (w *pointWrite) note(t *txn, slot int64, which []int, began time.Time) error {
	if w.key == "" {
		return nil
	}
	mark := keyMark{At: began, Sum: w.sum}
	if _, err := t.read(w.markKey(), &mark); err != nil {
		return err
	}
	if mark.Slots == nil {
		mark.Slots = map[int64][]int64{}
	}
	ids := make([]int64, 0, len(which))
	for _, i := range which {
		ids = append(ids, w.points[i].ID)
	}
	mark.Slots[slot] = ids
	value, err := json.Marshal(mark)
	if err != nil {
		return err
	}
	return t.PutUntil(w.markKey(), value, w.now.Add(keyTime))
}
