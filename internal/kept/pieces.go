package kept

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"tidings/internal/store"
)

const pieceBytes = 300 << 10

// Version names something long that is kept in the items of a part, whole.
// Versions stand beside each other until all but one are forgotten.
type Version struct {
	Part       string `json:"-"`
	Generation uint64 `json:"generation"`
	Pieces     int    `json:"pieces"`
	SHA256     string `json:"sha256"` // of the whole
}

// NewVersion names a whole that is not written yet and comes after another one.
// Two processes that write different ones at once do not write over each other.
func NewVersion(part string, after Version, whole []byte) Version {
	sum := sha256.Sum256(whole)
	generation := (after.Generation>>32+1)<<32 | uint64(binary.BigEndian.Uint32(sum[:]))
	return Version{Part: part, Generation: generation, Pieces: (len(whole) + pieceBytes - 1) / pieceBytes, SHA256: hex.EncodeToString(sum[:])}
}

func (v Version) prefix() string { return fmt.Sprintf("%020d/", v.Generation) }

func (v Version) pieceKey(piece int) store.Key {
	return store.Key{Part: v.Part, Sort: fmt.Sprintf("%s%06d", v.prefix(), piece)}
}

// Write keeps a whole in pieces. Nothing says yet that it is the one that counts.
func (v Version) Write(ctx context.Context, d store.Driver, whole []byte) error {
	n := 0
	for piece := range slices.Chunk(whole, pieceBytes) {
		if err := put(ctx, d, v.pieceKey(n), piece); err != nil {
			return err
		}
		n++
	}
	return nil
}

func put(ctx context.Context, d store.Driver, key store.Key, value []byte) error {
	return d.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return tx.Put(key, value) })
}

// Read is the whole.
func (v Version) Read(ctx context.Context, d store.Driver) ([]byte, error) {
	var whole bytes.Buffer
	for i := range v.Pieces {
		found, err := d.Get(ctx, v.pieceKey(i))
		if err != nil {
			return nil, err
		}
		whole.Write(found[v.pieceKey(i)].Value)
	}
	if sum := sha256.Sum256(whole.Bytes()); hex.EncodeToString(sum[:]) != v.SHA256 {
		return nil, errors.New("what is kept is damaged")
	}
	return whole.Bytes(), nil
}

// ForgetOlder deletes the pieces of the part's versions before this one. Later
// ones may be of another process that writes.
func (v Version) ForgetOlder(ctx context.Context, d store.Driver) error {
	for q := (store.Query{Part: v.Part}); ; {
		page, err := d.List(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range page.Items {
			if it.Sort >= v.prefix() {
				return nil
			}
			if err := d.Update(ctx, []store.Key{it.Key}, func(tx *store.Tx) error { return tx.Delete(it.Key) }); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}
