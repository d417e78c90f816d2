package contacts

import (
	"bytes"
	"testing"
	"time"
)

// exports are how often the log says that everybody was exported.
func (d *desk) exports() (n int) {
	d.Helper()
	changes, _, err := d.store.Changes(d.Context(), "", 0)
	if err != nil {
		d.Fatal(err)
	}
	for _, c := range changes {
		if bytes.Contains(c, []byte(`"verb":"subscriber.export"`)) {
			n++
		}
	}
	return n
}

// An export that is asked for again by its name is noted once, and is that of the
// first time.
func TestAnExportIsNotedOnceByItsName(t *testing.T) {
	d := newDesk(t)
	for i, ask := range []struct {
		name  string
		first time.Time
		noted int
	}{{"night 1", noon, 1}, {"night 1", noon, 1}, {"night 2", noon.Add(2 * time.Minute), 2}, {"night 1", noon, 2}} {
		first, err := d.NoteExportOnce(t.Context(), "export", ask.name, d.now)
		if err != nil || !first.Equal(ask.first) {
			t.Errorf("request %d is of the export of %s, %v; want %s", i, first, err, ask.first)
		}
		if got := d.exports(); got != ask.noted {
			t.Errorf("after request %d the log names %d exports, want %d", i, got, ask.noted)
		}
		d.now = d.now.Add(time.Minute)
	}
}
