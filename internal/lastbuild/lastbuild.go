// Package lastbuild keeps what `tidings build` knew when it last finished, so
// that the next build reads only what changed: a record of every content file,
// the calendar of the archive by month, and what the bars need of the newest
// months. It lives in a private folder beside the site and holds nothing that
// the content files do not say.
//
// It is a memory, never a truth: whenever it is missing, damaged, of another
// format or of another program, the build is made whole. The header holds the
// checksum of every other file, so that any of them can be read alone. It is removed
// before anything else changes and written last, so that a build that was
// killed is followed by a whole one.
package lastbuild

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"tidings/internal/order"
	"tidings/internal/status"
)

const format = 5

// Header says what the last build was made from. Two builds with equal
// Program, Config, Options and Today differ only by changed content files.
type Header struct {
	Format   int          `json:"format"`
	Program  string       `json:"program"`  // fingerprint of the program
	Config   string       `json:"config"`   // fingerprint of site.yaml, components.yaml, templates, pages, themes
	Options  string       `json:"options"`  // what the caller chose
	Today    status.Date  `json:"today"`    // the as-of day in the site's zone
	Manifest string       `json:"manifest"` // SHA-256 of the manifest that was published
	AsOf     time.Time    `json:"as_of"`    // the moment that the site shows
	Open     []status.Ref `json:"open"`     // unresolved incidents, maintenances not over
	Later    []status.Ref `json:"later"`    // what has updates dated after AsOf
	// Recurring says that some maintenances are occurrences of a recurrence.
	Recurring bool                `json:"recurring"`
	Packs     []string            `json:"packs"`  // months that have anything, oldest first
	Months    []status.MonthCount `json:"months"` // newest first
}

// Count sets how many entries a month has, and whether there is anything in it at all.
func (h *Header) Count(month string, entries int, anything bool) {
	h.Months = slices.DeleteFunc(h.Months, func(m status.MonthCount) bool { return m.Month == month })
	if entries > 0 {
		h.Months = append(h.Months, status.MonthCount{Month: month, Entries: entries})
		order.By(h.Months, func(a, b status.MonthCount) int { return cmp.Compare(b.Month, a.Month) })
	}
	h.Packs = slices.DeleteFunc(h.Packs, func(m string) bool { return m == month })
	if anything {
		h.Packs = append(h.Packs, month)
		slices.Sort(h.Packs)
	}
}

// ErrNone says that there is nothing to go on from: build the whole site.
var ErrNone = errors.New("no usable record of the last build")

// ErrBusy says that another build is writing to the same folder.
var ErrBusy = errors.New("another build is writing to this folder: wait for it, or build into another folder")

// Memory is the folder that the last build left behind. Header comes first:
// without it nothing else can be read.
type Memory struct {
	dir  string
	lock *os.File
	sums map[string]uint32 // of the files that were written, or that the header vouches for

	shards []uint32 // the same of the shards of the records
}

// At names the folder; it need not exist.
func At(dir string) *Memory { return &Memory{dir: dir, sums: map[string]uint32{}} }

// Lock keeps other builds away until Unlock or the end of the process.
func (m *Memory) Lock() error {
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(m.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return ErrBusy
	}
	m.lock = f
	return nil
}

// Unlock lets other builds in.
func (m *Memory) Unlock() error { return m.lock.Close() }

// Header reads the header; every reason not to trust it is ErrNone.
func (m *Memory) Header() (*Header, error) {
	b, err := os.ReadFile(m.path(headerName))
	if err != nil {
		return nil, ErrNone
	}
	var s stored
	if json.Unmarshal(b, &s) != nil || s.Format != format || s.Sums == nil {
		return nil, ErrNone
	}
	m.sums, m.shards = s.Sums, decodeSums(s.Shards)
	return &s.Header, nil
}

// Begin forgets the header, so that a build killed from here on is followed by a whole one.
func (m *Memory) Begin() error {
	if err := os.Remove(m.path(headerName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Finish writes the header: what stands in the folder may be trusted again.
func (m *Memory) Finish(h Header) error {
	b, err := m.encode(h)
	if err != nil {
		return err
	}
	return os.WriteFile(m.path(headerName), b, 0o600)
}

// Records reads the records of all files, in no order.
func (m *Memory) Records() ([]Record, error) {
	shards := make([]string, len(m.shards))
	n := 0
	for i := range shards {
		b, err := m.readShard(i)
		if err != nil {
			return nil, err
		}
		shards[i] = string(b)
		n += countRecords(shards[i])
	}
	all := make([]Record, 0, n)
	var err error
	for _, body := range shards {
		if all, err = appendRecords(all, body); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Record looks one up by the id of its incident or maintenance.
func (m *Memory) Record(about, id string) (Record, bool, error) {
	b, err := m.readShard(m.shardOf(id))
	if err != nil {
		return Record{}, false, err
	}
	r := reader{rest: string(b)}
	for r.rest != "" {
		one := reader{rest: r.string()}
		if name := one; name.string() != id {
			continue
		}
		if rec := one.fields(); rec.Ref.About == about && !one.bad {
			return rec, true, nil
		}
	}
	return Record{}, false, nil
}

// SaveAll replaces all records.
func (m *Memory) SaveAll(recs []Record) error {
	m.shards = make([]uint32, shardsFor(len(recs)))
	bodies := make([][]byte, len(m.shards))
	for i := range recs {
		s := m.shardOf(recs[i].Ref.ID)
		bodies[s] = appendRecord(bodies[s], &recs[i])
	}
	if err := m.dropShards(); err != nil {
		return err
	}
	for i, body := range bodies {
		if err := m.writeShard(i, body); err != nil {
			return err
		}
	}
	return nil
}

// dropShards removes all shards that there are.
func (m *Memory) dropShards() error {
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), shardPrefix) {
			continue
		}
		if err := os.Remove(m.path(e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Save replaces the records of the given ids: put are there afterwards, gone are not.
func (m *Memory) Save(put []Record, gone []status.Ref) error {
	touched := map[int]map[status.Ref]*Record{}
	mark := func(ref status.Ref, r *Record) {
		s := m.shardOf(ref.ID)
		if touched[s] == nil {
			touched[s] = map[status.Ref]*Record{}
		}
		touched[s][status.Ref{About: ref.About, ID: ref.ID}] = r
	}
	for _, ref := range gone {
		mark(ref, nil)
	}
	for i := range put {
		mark(put[i].Ref, &put[i])
	}
	grown := false
	for s, changes := range touched {
		n, err := m.saveShard(s, changes)
		if err != nil {
			return err
		}
		grown = grown || n > 4*shardRecords
	}
	if !grown {
		return nil
	}
	all, err := m.Records()
	if err != nil {
		return err
	}
	return m.SaveAll(all)
}

// saveShard changes one shard, and says how many records it has then.
func (m *Memory) saveShard(s int, changes map[status.Ref]*Record) (n int, err error) {
	old, err := m.shard(s)
	if err != nil {
		return 0, err
	}
	var body []byte
	keep := func(r *Record) {
		body = appendRecord(body, r)
		n++
	}
	for i := range old {
		if _, changed := changes[status.Ref{About: old[i].Ref.About, ID: old[i].Ref.ID}]; !changed {
			keep(&old[i])
		}
	}
	for _, r := range changes {
		if r != nil {
			keep(r)
		}
	}
	return n, m.writeShard(s, body)
}

func (m *Memory) shard(i int) ([]Record, error) {
	b, err := m.readShard(i)
	if err != nil {
		return nil, err
	}
	return appendRecords(nil, string(b))
}

// Pack reads a month of the calendar.
func (m *Memory) Pack(month string) (*status.Pack, error) {
	b, err := m.read(packName(month))
	if err != nil {
		return nil, err
	}
	p, err := status.ReadPack(month, b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return p, nil
}

// SavePack keeps a month of the calendar.
func (m *Memory) SavePack(p *status.Pack) error { return m.write(packName(p.Month), p.Bytes()) }

// Digests reads the digests of a month that the bars show.
func (m *Memory) Digests(month string) (*status.DigestPack, error) {
	b, err := m.read(digestName(month))
	if err != nil {
		return nil, err
	}
	p, err := status.ReadDigestPack(month, b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return p, nil
}

// SaveDigests keeps the digests of a month that the bars show.
func (m *Memory) SaveDigests(p *status.DigestPack) error {
	return m.write(digestName(p.Month), p.Bytes())
}

// Months reads what whole months count into a value, which stays as it is
// where nothing was kept.
func (m *Memory) Months(into json.Unmarshaler) {
	if b, err := m.read(monthsName); err == nil {
		_ = into.UnmarshalJSON(b) // on an error they are counted anew
	}
}

// SaveMonths keeps what whole months count.
func (m *Memory) SaveMonths(months json.Marshaler) error {
	b, err := json.Marshal(months)
	if err != nil {
		return err
	}
	return m.write(monthsName, b)
}

const (
	headerName   = "header.json"
	packPrefix   = "month-"
	digestPrefix = "bars-"
	shardPrefix  = "files-"
	monthsName   = "uptime.json"
)

func packName(month string) string { return packPrefix + month }

func digestName(month string) string { return digestPrefix + month }

func shardName(i int) string { return shardPrefix + strconv.FormatInt(int64(i), 16) }

func (m *Memory) path(name string) string { return filepath.Join(m.dir, name) }

func moment(ns int64) time.Time { return time.Unix(0, ns).UTC() }
