package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"filippo.io/age"

	"tidings/internal/store"
)

var (
	// ErrKey says that none of the identities opens the file.
	ErrKey = errors.New("this key does not open the backup")
	// ErrDamaged says that the file is no backup, or not a whole one.
	ErrDamaged = errors.New("the backup is damaged or not one of ours")
	// ErrNewer says that a newer program wrote the file.
	ErrNewer = errors.New("the backup was written by a newer version of tidings")
)

// Place is where a state is put. What it is given of a file that turns out
// damaged must be thrown away.
type Place interface {
	Key(name string, value []byte) error
	// Store gives an empty store of that name.
	Store(name string) (store.Filler, error)
}

// Header says where a file comes from.
type Header struct {
	Made    time.Time
	Program string
	Records int
}

// Read puts what a file holds in place.
func Read(ctx context.Context, r io.Reader, into Place, with ...age.Identity) (Header, error) {
	in, err := open(r, with)
	if err != nil {
		return Header{}, err
	}
	first, err := in.next()
	if err != nil {
		return Header{}, err
	}
	switch {
	case first.Format != format:
		return Header{}, ErrDamaged
	case first.Version > version:
		return Header{}, fmt.Errorf("%w (%s)", ErrNewer, first.Program)
	}
	err = in.all(ctx, into)
	return Header{Made: first.Made, Program: first.Program, Records: in.records}, err
}

func open(r io.Reader, with []age.Identity) (*reader, error) {
	plain, err := age.Decrypt(r, with...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, ErrKey
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	unpacked, err := gzip.NewReader(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return &reader{lines: json.NewDecoder(bufio.NewReader(unpacked))}, nil
}

type reader struct {
	lines   *json.Decoder
	ahead   *line // read, and not of the store before it
	records int
}

func (r *reader) next() (l line, err error) {
	if r.ahead != nil {
		l, r.ahead = *r.ahead, nil
		return l, nil
	}
	if err := r.lines.Decode(&l); err != nil {
		return l, fmt.Errorf("%w: after %d records: %w", ErrDamaged, r.records, err)
	}
	return l, nil
}

func (r *reader) all(ctx context.Context, into Place) error {
	for {
		l, err := r.next()
		switch {
		case err != nil:
			return err
		case l.End && l.Records == r.records:
			return nil
		case l.Key != "":
			err = into.Key(l.Key, l.Value)
		case l.Store != "":
			err = r.store(ctx, l.Store, into)
		default:
			err = fmt.Errorf("%w: after %d records", ErrDamaged, r.records)
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) store(ctx context.Context, name string, into Place) error {
	filler, err := into.Store(name)
	if err != nil {
		return err
	}
	if err := filler.Fill(ctx, r.section); err != nil {
		return fmt.Errorf("filling the store %q: %w", name, err)
	}
	return nil
}

// section runs over the records up to a line that is none.
func (r *reader) section(yield func(store.Record, error) bool) {
	for {
		l, err := r.next()
		if err != nil {
			yield(store.Record{}, err)
			return
		}
		record, ok := l.record()
		if !ok {
			r.ahead = &l
			return
		}
		r.records++
		if !yield(record, nil) {
			return
		}
	}
}
