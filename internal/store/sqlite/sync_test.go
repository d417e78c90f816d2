package sqlite

import "testing"

// What SQLite does for each setting is its business; which one a commit is made
// under is ours. A log that is synced only now and then would lose the last
// updates in a power cut, and no test that kills a program would show it.
func TestEveryCommitIsSyncedUnlessTheStoreIsACache(t *testing.T) {
	const off, full = 0, 2
	for given, want := range map[Sync]int{Full: full, Off: off} {
		f := fileOfToday(t)
		f.options.Sync = given
		c, err := f.writer(migrations)
		if err != nil {
			t.Fatal(err)
		}
		defer c.close()
		if got, err := c.number("PRAGMA synchronous"); got != want || err != nil {
			t.Errorf("with Sync %d SQLite syncs at level %d, %v; want %d", given, got, err, want)
		}
	}
	if (Options{}).Sync != Full {
		t.Error("a store whose options say nothing does not sync its commits")
	}
}
