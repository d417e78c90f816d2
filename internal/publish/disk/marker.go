package disk

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"tidings/internal/publish"
)

// The marker says whether what was published is known to have reached the disk:
// which start of the machine it was written in, and whether the program that
// did has closed the folder. After a restart of the machine even a closed one
// is not known to, because files are not synced.
const markerName = publish.Private + "/marker"

const (
	markOpen   = "open"
	markClosed = "closed"
)

// Unclean reports whether the program that published last was killed, or the
// machine was started anew since: Verify then tells what was lost.
func (t *Target) Unclean() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.unclean
}

// mark says that the folder is being published to, unless it is known to say so.
func (t *Target) mark(root *os.Root) error {
	if text, err := root.ReadFile(markerName); t.marked && err == nil && strings.HasPrefix(string(text), markOpen) {
		return nil
	}
	t.marked = true
	return writeMarker(root, markOpen)
}

func readMarker(root *os.Root) (unclean bool) {
	text, err := root.ReadFile(markerName)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	return strings.TrimSpace(string(text)) != markClosed+" "+machineStart()
}

// unlessGone forgives that there is no folder to mark.
func unlessGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func writeMarker(root *os.Root, state string) error {
	return root.WriteFile(markerName, []byte(state+" "+machineStart()+"\n"), 0o600)
}

// machineStart names this start of the machine; it is empty on systems that do not.
func machineStart() string {
	id, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(id))
}
