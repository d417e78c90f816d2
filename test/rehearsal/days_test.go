package rehearsal

import (
	"fmt"
	"time"
)

// began is when the tests did. What content and monitors say is dated by it, so that they
// say the same on any day.
var began = time.Now().UTC()

// ago is ten o'clock so many days before.
func ago(days int) time.Time {
	year, month, day := began.Date()
	return time.Date(year, month, day-days, 10, 0, 0, 0, time.UTC)
}

// stamp is a time as files and payloads have it.
func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// zone is one in which it is noon, or some hours later: no test comes to a midnight, at
// which the page changes by itself.
func zone(later int) string {
	return fmt.Sprintf("Etc/GMT%+d", began.Hour()-12-later) // their signs are those of POSIX
}
