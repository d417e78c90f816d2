package lastbuild

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"strings"

	"tidings/internal/status"
)

// stored is the header as it is written: it vouches for every other file by its
// checksum. Files are not synced, so that after a power failure one may be
// empty, cut off or older than the header.
type stored struct {
	Header
	Sums   map[string]uint32 `json:"sums"`   // CRC-32C by file name, but for the shards
	Shards []byte            `json:"shards"` // those of the shards of records, four bytes each
}

func sumOf(body []byte) uint32 { return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) }

// read returns a file that is what the header says; anything else is ErrNone.
func (m *Memory) read(name string) ([]byte, error) {
	sum, known := m.sums[name]
	return m.readAs(name, sum, known)
}

// readShard is read for a shard of the records.
func (m *Memory) readShard(i int) ([]byte, error) {
	if i >= len(m.shards) {
		return nil, fmt.Errorf("%w: %w", ErrNone, errDamaged)
	}
	return m.readAs(shardName(i), m.shards[i], true)
}

func (m *Memory) readAs(name string, sum uint32, known bool) ([]byte, error) {
	body, err := os.ReadFile(m.path(name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if !known || sum != sumOf(body) {
		return nil, fmt.Errorf("%w: %s: %w", ErrNone, name, errDamaged)
	}
	return body, nil
}

// write replaces a file. It needs no temporary: the header that vouches for it is gone meanwhile.
func (m *Memory) write(name string, body []byte) error {
	m.sums[name] = sumOf(body)
	return os.WriteFile(m.path(name), body, 0o600)
}

func (m *Memory) writeShard(i int, body []byte) error {
	m.shards[i] = sumOf(body)
	return os.WriteFile(m.path(shardName(i)), body, 0o600)
}

func encodeSums(sums []uint32) (b []byte) {
	for _, sum := range sums {
		b = binary.BigEndian.AppendUint32(b, sum)
	}
	return b
}

func decodeSums(b []byte) (sums []uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sums = append(sums, binary.BigEndian.Uint32(b))
	}
	return sums
}

// encode gives the header with the checksums of what it speaks of.
func (m *Memory) encode(h Header) ([]byte, error) {
	months := make(map[string]bool, 2*len(h.Packs))
	bars := h.Today.AddDays(1 - status.BarDays).Month()
	for _, month := range h.Packs {
		months[packName(month)] = true
		months[digestName(month)] = month >= bars
	}
	maps.DeleteFunc(m.sums, func(name string, _ uint32) bool {
		monthly := strings.HasPrefix(name, packPrefix) || strings.HasPrefix(name, digestPrefix)
		return monthly && !months[name]
	})
	h.Format = format
	return json.Marshal(stored{h, m.sums, encodeSums(m.shards)})
}
