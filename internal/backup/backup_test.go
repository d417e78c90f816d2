package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"tidings/internal/backup"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// place keeps what a file held.
type place struct {
	keys   map[string]string
	stores map[string]*memory.Store
}

func newPlace() *place {
	return &place{keys: map[string]string{}, stores: map[string]*memory.Store{}}
}

func (p *place) Key(name string, value []byte) error {
	p.keys[name] = string(value)
	return nil
}

func (p *place) Store(name string) (store.Filler, error) {
	p.stores[name] = memory.New(now)
	return p.stores[name], nil
}

func now() time.Time { return noon }

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	page, contacts := filled(t, "page", 40), filled(t, "contacts", 3)
	id := newIdentity(t)
	file := write(t, id, page, contacts)
	got := newPlace()
	header, err := backup.Read(t.Context(), bytes.NewReader(file), got, id)
	if err != nil {
		t.Fatal(err)
	}
	want := backup.Header{Made: noon, Program: "v1", Records: 40 + 3 + 40 + 3}
	if diff := cmp.Diff(want, header); diff != "" {
		t.Error(diff)
	}
	if got.keys["key"] != "0123456789" {
		t.Errorf("the key came back as %q", got.keys["key"])
	}
	for name, d := range map[string]*memory.Store{"page": page, "contacts": contacts} {
		if diff := cmp.Diff(dump(t, d), dump(t, got.stores[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAFileShowsNothing(t *testing.T) {
	file := write(t, newIdentity(t), filled(t, "page", 3), filled(t, "contacts", 3))
	for _, hidden := range []string{"0123456789", "contacts", "value 1", "tidings"} {
		if bytes.Contains(file, []byte(hidden)) {
			t.Errorf("%q stands in the file", hidden)
		}
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	id := newIdentity(t)
	file := write(t, id, filled(t, "page", 400), filled(t, "contacts", 3))
	altered := bytes.Clone(file)
	altered[len(altered)/2] ^= 1
	for name, bad := range map[string][]byte{
		"empty": nil, "cut within its head": file[:20], "cut": file[:len(file)-30], "altered": altered,
		"no backup":                []byte("hello, world\n"),
		"encrypted, and no backup": sealed(t, id, "hello"),
	} {
		if _, err := backup.Read(t.Context(), bytes.NewReader(bad), newPlace(), id); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := backup.Read(t.Context(), bytes.NewReader(file), newPlace(), newIdentity(t)); !errors.Is(err, backup.ErrKey) {
		t.Errorf("another key: got %v", err)
	}
}

func TestAStoreThatFailsFailsTheWhole(t *testing.T) {
	id, broken := newIdentity(t), errors.New("broken")
	var file bytes.Buffer
	_, err := backup.Write(t.Context(), &file, backup.State{Stores: []backup.Store{{Name: "page", Driver: failing{broken}}}}, id.Recipient())
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := backup.Read(t.Context(), &file, newPlace(), id); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("what it left was read: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Dump(ctx context.Context, fn func(store.Record) error) error {
	return errors.Join(fn(store.Record{Item: store.Item{Key: store.Key{Part: "a"}}}), f.err)
}

// filled is a store of n items and n changes.
func filled(t *testing.T, part string, n int) *memory.Store {
	d := memory.New(now)
	for i := range n {
		k := store.Key{Part: part, Sort: fmt.Sprint(i)}
		err := d.Update(t.Context(), []store.Key{k}, func(tx *store.Tx) error {
			tx.Append(fmt.Appendf(nil, "change %d", i))
			if i%2 == 0 {
				return tx.PutUntil(k, []byte{}, noon.Add(time.Hour))
			}
			return tx.Put(k, fmt.Appendf(nil, "value %d \x00\xff", i))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func write(t *testing.T, id *age.X25519Identity, page, contacts *memory.Store) []byte {
	t.Helper()
	var file bytes.Buffer
	_, err := backup.Write(t.Context(), &file, backup.State{
		Made: noon, Program: "v1", Keys: []backup.Key{{Name: "key", Value: []byte("0123456789")}},
		Stores: []backup.Store{{Name: "page", Driver: page}, {Name: "contacts", Driver: contacts}},
	}, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func dump(t *testing.T, d store.Dumper) (list []string) {
	t.Helper()
	err := d.Dump(t.Context(), func(r store.Record) error {
		list = append(list, fmt.Sprintf("%s/%s=%q until %v; %q at %s", r.Item.Part, r.Item.Sort, r.Item.Value, r.Item.Expires, r.Change, r.At))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func newIdentity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func sealed(t *testing.T, id *age.X25519Identity, text string) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := age.Encrypt(&file, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}
