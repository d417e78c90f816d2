package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// place is the folder as it was when it was last looked for: somebody may
// delete it, or put another in its place, while the program runs.
type place struct {
	root     *os.Root
	highest  uint64 // sequence that was claimed by this program
	replaced bool   // another folder took the place of one that was published to
}

// openRoot opens the folder, and makes it when there is none.
func openRoot(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the output folder: %w", explain(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", explain(err))
	}
	return root, nil
}

// root is the folder that was last looked for.
func (t *Target) root() *os.Root {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.place.root
}

// follow opens the folder anew when another one, or none, stands at its path.
// A publish that is under way in the old one then fails.
func (t *Target) follow() error {
	same, err := t.inPlace()
	if same || err != nil {
		return err
	}
	root, err := openRoot(t.dir)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.release()
	t.place.root.Close()
	t.place.root, t.place.replaced = root, true
	t.marked, t.unclean = false, readMarker(root)
	return nil
}

// inPlace reports whether the folder that is open stands at its path.
func (t *Target) inPlace() (bool, error) {
	there, err := os.Stat(t.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, explain(err)
	}
	ours, err := t.root().Stat(".")
	if err != nil {
		return false, explain(err)
	}
	return os.SameFile(there, ours), nil
}
