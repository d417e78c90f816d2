package lastbuild

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"strings"
)

// stored is the header as it is written: it vouches for every other file by its
// checksum. Files are not synced, so that after a power failure one may be
// empty, cut off or older than the header.
type stored struct {
	Header
	Sums   map[string]uint32 `json:"sums"`   // CRC-32C by file name
	Shards int               `json:"shards"` // into which the records are split
}

func sumOf(body []byte) uint32 { return crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) }

// read returns a file that is what the header says; anything else is ErrNone.
func (m *Memory) read(name string) ([]byte, error) {
	body, err := os.ReadFile(m.path(name))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if sum, known := m.sums[name]; !known || sum != sumOf(body) {
		return nil, fmt.Errorf("%w: %s: %w", ErrNone, name, errDamaged)
	}
	return body, nil
}

// write replaces a file. It needs no temporary: the header that vouches for it is gone meanwhile.
func (m *Memory) write(name string, body []byte) error {
	m.sums[name] = sumOf(body)
	return os.WriteFile(m.path(name), body, 0o600)
}

// encode gives the header with the checksums of what it speaks of.
func (m *Memory) encode(h Header) ([]byte, error) {
	months := make(map[string]bool, len(h.Packs))
	for _, month := range h.Packs {
		months[packName(month)] = true
	}
	maps.DeleteFunc(m.sums, func(name string, _ uint32) bool {
		return strings.HasPrefix(name, packPrefix) && !months[name]
	})
	h.Format = format
	return json.Marshal(stored{h, m.sums, m.shards})
}
