package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"tidings/internal/store"
)

// pieceBytes is how much of a body one item holds, which leaves room beside it
// for the rest of a delivery.
const pieceBytes = 300 << 10

const (
	pendingPart = "inbox/pending"
	keptPart    = "inbox/kept"
	damagedPart = "inbox/damaged" // what could not be read, as it was
)

func pendingKey(id string) store.Key { return store.Key{Part: pendingPart, Sort: id} }
func keptKey(id string) store.Key    { return store.Key{Part: keptPart, Sort: id} }

// transportKey is the guard of a sender's id, which may be of any length.
func transportKey(source, id string) store.Key {
	sum := sha256.Sum256([]byte(source + "\x00" + id))
	return store.Key{Part: "inbox/seen/" + hex.EncodeToString(sum[:16]), Sort: "id"}
}

// pieceKeys are the items behind the first that a body of so many bytes needs.
func pieceKeys(id string, size uint64) []store.Key {
	var keys []store.Key
	for at := uint64(pieceBytes); at < size; at += pieceBytes {
		keys = append(keys, store.Key{Part: "inbox/body/" + id, Sort: fmt.Sprintf("%03d", len(keys)+1)})
	}
	return keys
}

// piece is what the item of the n-th of the pieceKeys holds of a body.
func piece(body []byte, n int) []byte {
	from := (n + 1) * pieceBytes
	return body[from:min(from+pieceBytes, len(body))]
}
