package inbox

import (
	"encoding/base32"
	"encoding/binary"
	"time"
)

// alphabet is base32 in the order of its characters: ids sort as their bytes do.
var alphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// NewID names a delivery: 26 characters of 0-9 and a-v that sort by the
// millisecond of receipt, and within it at random.
func NewID(received time.Time, random [10]byte) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(max(received.UnixMilli(), 0))<<16)
	copy(b[6:], random[:])
	return alphabet.EncodeToString(b[:])
}

// receivedAt is the millisecond in an id that NewID made, else false.
func receivedAt(id string) (time.Time, bool) {
	b, err := alphabet.DecodeString(id)
	if err != nil || len(b) != 16 || alphabet.EncodeToString(b) != id {
		return time.Time{}, false
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b[:8]) >> 16)).UTC(), true
}
