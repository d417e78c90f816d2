package lastbuild_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/lastbuild"
	"tidings/internal/status"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func records(n int) (recs []lastbuild.Record) {
	for i := range n {
		id := fmt.Sprintf("i%03d", i)
		recs = append(recs, lastbuild.Record{
			Path: "incidents/" + id + ".md", Size: int64(100 + i), ModTime: noon.UnixNano() + int64(i),
			Ref:  status.Ref{About: status.AboutIncident, ID: id, Started: noon.Add(time.Duration(i))},
			Days: []status.Date{"2026-11-21", "2026-11-22"},
		})
	}
	return recs
}

// remember keeps n records and a month, as a whole build does.
func remember(t *testing.T, dir string, n int) {
	t.Helper()
	m := lastbuild.At(dir)
	if err := errors.Join(os.MkdirAll(dir, 0o700), m.Begin(), m.SaveAll(records(n)), m.SavePack(&status.Pack{Month: "2026-11"}),
		m.SaveDigests(digests(t, n)), m.Finish(lastbuild.Header{Packs: []string{"2026-11"}, AsOf: noon, Today: "2026-11-22"})); err != nil {
		t.Fatal(err)
	}
}

// digests are those of a month on one day of which something was.
func digests(t *testing.T, n int) *status.DigestPack {
	t.Helper()
	c := status.NewCalendar(time.UTC)
	c.AddInterval(status.Interval{Component: "api", Cause: "incident/x", From: noon.Add(-time.Hour), To: noon.Add(time.Duration(n) * -time.Second), Status: status.MajorOutage})
	p := &status.DigestPack{Month: "2026-11"}
	if err := p.Save(c, noon); err != nil {
		t.Fatal(err)
	}
	return p
}

// recall reads everything, as the next build does.
func recall(dir string) ([]lastbuild.Record, error) {
	m := lastbuild.At(dir)
	h, err := m.Header()
	if err != nil {
		return nil, err
	}
	for _, month := range h.Packs {
		if _, err := m.Pack(month); err != nil {
			return nil, err
		}
		if _, err := m.Digests(month); err != nil {
			return nil, err
		}
	}
	recs, err := m.Records()
	slices.SortFunc(recs, func(a, b lastbuild.Record) int { return strings.Compare(a.Path, b.Path) })
	return recs, err
}

func TestWhatIsKeptComesBack(t *testing.T) {
	dir := t.TempDir()
	remember(t, dir, 300)
	got, err := recall(dir)
	if diff := cmp.Diff(records(300), got); diff != "" || err != nil {
		t.Fatalf("%v\n%s", err, diff)
	}
	m := lastbuild.At(dir)
	h, err := m.Header()
	if err != nil {
		t.Fatal(err)
	}
	changed := records(300)
	changed[7].Size = 1
	put, gone := []lastbuild.Record{changed[7]}, []status.Ref{{About: status.AboutIncident, ID: "i008"}}
	if err := errors.Join(m.Begin(), m.Save(put, gone), m.Finish(*h)); err != nil {
		t.Fatal(err)
	}
	got, err = recall(dir)
	if diff := cmp.Diff(slices.Delete(changed, 8, 9), got); diff != "" || err != nil {
		t.Errorf("after one changed and one went: %v\n%s", err, diff)
	}
}

// TestDigestsThatTheBarsHaveLeftAreForgotten keeps a month until its last day is
// older than the bars.
func TestDigestsThatTheBarsHaveLeftAreForgotten(t *testing.T) {
	for today, kept := range map[status.Date]bool{"2026-11-22": true, "2027-02-27": true, "2027-02-28": false} {
		dir := t.TempDir()
		remember(t, dir, 10)
		m := lastbuild.At(dir)
		h, err := m.Header()
		if err != nil {
			t.Fatal(err)
		}
		h.Today = today
		if err := m.Finish(*h); err != nil {
			t.Fatal(err)
		}
		next := lastbuild.At(dir)
		if _, err := next.Header(); err != nil {
			t.Fatal(err)
		}
		if _, err := next.Digests("2026-11"); (err == nil) != kept {
			t.Errorf("on %s: %v", today, err)
		}
	}
}

// TestShardsGrow adds records by and by: looking one up never reads more than a
// few of the others, and records of a larger past leave nothing behind.
func TestShardsGrow(t *testing.T) {
	dir := t.TempDir()
	remember(t, dir, 2000)
	remember(t, dir, 10)
	all := records(1500)
	for at := 10; at < len(all); at += 50 {
		m := lastbuild.At(dir)
		h, err := m.Header()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(m.Begin(), m.Save(all[at:min(at+50, len(all))], nil), m.Finish(*h)); err != nil {
			t.Fatal(err)
		}
	}
	got, err := recall(dir)
	if len(got) != 1500 || err != nil {
		t.Errorf("%d records, %v", len(got), err)
	}
	shards, err := filepath.Glob(filepath.Join(dir, "files-*"))
	if err != nil || len(shards) < 5 {
		t.Fatalf("%d shards, %v", len(shards), err)
	}
	for _, shard := range shards {
		if info, err := os.Stat(shard); err != nil || info.Size() > 24<<10 {
			t.Errorf("%s: %d bytes, %v", filepath.Base(shard), info.Size(), err)
		}
	}
}

// After a power failure a file may be empty, cut off, zeros or as it was before.
func TestAnyDamagedFileIsNoMemory(t *testing.T) {
	dir, before := t.TempDir(), t.TempDir()
	remember(t, before, 299)
	remember(t, dir, 300)
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		file := filepath.Join(dir, f.Name())
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for what, bad := range damages(t, good, filepath.Join(before, f.Name())) {
			if err := os.WriteFile(file, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := recall(dir); !errors.Is(err, lastbuild.ErrNone) {
				t.Errorf("%s %s: %v", f.Name(), what, err)
			}
		}
		os.Remove(file)
		if _, err := recall(dir); !errors.Is(err, lastbuild.ErrNone) {
			t.Errorf("without %s: %v", f.Name(), err)
		}
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := recall(dir); err != nil {
		t.Errorf("with every file back: %v", err)
	}
}

func damages(t *testing.T, good []byte, before string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	if len(good) > 0 {
		all["empty"], all["cut off"], all["zeros"] = nil, good[:len(good)/2], make([]byte, len(good))
	} else {
		all["with something in it"] = []byte{0}
	}
	maps.DeleteFunc(all, func(_ string, bad []byte) bool { return bytes.Equal(bad, good) })
	older, err := os.ReadFile(before)
	if err == nil && string(older) != string(good) {
		all["as it was before"] = older
	}
	return all
}
