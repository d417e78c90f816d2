package disk

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"

	"tidings/internal/publish"
)

const journalName = publish.Private + "/journal"

// journal names the paths that were touched since the last publish that
// settled, a line each. A path stands in it before it is touched.
type journal struct{ file *os.File }

func openJournal(root *os.Root) (*journal, error) {
	file, err := root.OpenFile(journalName, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &journal{file}, nil
}

func (j *journal) add(path string) error {
	_, err := unix.Write(int(j.file.Fd()), append([]byte(path), '\n'))
	return err
}

func (j *journal) settle() error { return j.file.Truncate(0) }

func (j *journal) close() { j.file.Close() }

// readJournal returns the touched paths, sorted, each once, and how often they
// were touched. A last line without
// its end was cut off before its path was touched.
func readJournal(root *os.Root) (paths []string, changes int, err error) {
	text, err := root.ReadFile(journalName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	for line := range strings.Lines(string(whole)) {
		if path := strings.TrimSuffix(line, "\n"); fs.ValidPath(path) {
			paths = append(paths, path)
		}
	}
	changes = len(paths)
	slices.Sort(paths)
	return slices.Compact(paths), changes, nil
}
