package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tidings/internal/notify/letter"
	"tidings/internal/pattern"
)

var names = pattern.New(`^[0-9]{8}T[0-9]{6}\.[0-9]{3}Z-[0-9a-f]{1,64}\.eml$`)

// List is a page of at most limit messages without their text, the newest
// first, that were kept before the one named; empty for the newest of all. Next
// is empty when there is no more.
func (c *Channel) List(before string, limit int) (list []letter.Kept, next string, err error) {
	entries, err := os.ReadDir(c.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("reading the folder of mail: %w", err)
	}
	for _, e := range slices.Backward(entries) {
		if !names().MatchString(e.Name()) || before != "" && e.Name() >= before {
			continue
		}
		if len(list) == limit {
			return list, list[limit-1].Name, nil
		}
		kept, err := c.read(e.Name(), letter.ReadHeader)
		if err != nil && !errors.Is(err, letter.ErrNotFound) {
			kept.Subject = err.Error()
		}
		list = append(list, kept)
	}
	return list, "", nil
}

// Open is one message whole, or letter.ErrNotFound.
func (c *Channel) Open(name string) (letter.Kept, error) { return c.read(name, letter.ReadMessage) }

func (c *Channel) read(name string, read func(io.Reader) (letter.Read, error)) (letter.Kept, error) {
	if !names().MatchString(name) {
		return letter.Kept{}, letter.ErrNotFound
	}
	f, err := os.Open(filepath.Join(c.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return letter.Kept{Name: name}, letter.ErrNotFound
	}
	if err != nil {
		return letter.Kept{Name: name}, fmt.Errorf("opening a letter: %w", err)
	}
	defer f.Close()
	text, err := read(f)
	return letter.Kept{Name: name, Read: text}, err
}
