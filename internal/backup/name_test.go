package backup_test

import (
	"testing"
	"time"

	"tidings/internal/backup"
)

// A copy of a file is as old as the file.
func TestWhenAFileWasMade(t *testing.T) {
	copied := noon.Add(48 * time.Hour)
	for name, want := range map[string]time.Time{
		backup.Name(noon):                              noon,
		"nightly/" + backup.Name(noon):                 noon,
		backup.Name(noon.In(time.FixedZone("", 3600))): noon,
		"backup.tidings":                               copied,
		"backup.tidings.key":                           {},
		"20261122T120000Z":                             {},
		"20261122T120000Z.tidings.tmp":                 {},
	} {
		if got, ok := backup.MadeAt(name, copied); ok == want.IsZero() || ok && !got.Equal(want) {
			t.Errorf("%s was made at %s, %v", name, got, ok)
		}
	}
}
