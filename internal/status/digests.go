package status

import (
	"bytes"
	"sync"

	"tidings/internal/store"
)

// digests keeps the digests of the days of the bars from one view to the next.
// A day whose stored bytes are the same has the same digest: nothing can be out
// of date, whoever writes to the store.
type digests struct {
	mu   sync.Mutex
	days map[Date]keptDigest
}

type keptDigest struct {
	value []byte // of the day
	*Digest
}

// of gives the digest of a stored day at a time.
func (k *digests) of(it store.Item, at stamp) (*Digest, error) {
	date := Date(it.Sort)
	if x := k.kept(date); x.Digest != nil && bytes.Equal(x.value, it.Value) && x.settled(at) {
		return x.Digest, nil
	}
	day, err := decodeDay(date, it.Value)
	if err != nil {
		return nil, err
	}
	x := digestOf(day, at)
	if x.settled(at) {
		k.keep(keptDigest{it.Value, x})
	}
	return x, nil
}

func (k *digests) kept(date Date) keptDigest {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.days[date]
}

func (k *digests) keep(x keptDigest) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.days == nil || len(k.days) == 2*BarDays {
		k.days = make(map[Date]keptDigest, BarDays) // most have left the bars
	}
	k.days[x.date] = x
}
