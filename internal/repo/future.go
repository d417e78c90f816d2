package repo

import (
	"fmt"
	"strings"
	"time"

	"tidings/internal/content"
	"tidings/internal/status"
)

// ahead is how far ahead of our clock an update may be dated: clocks differ.
const ahead = 5 * time.Minute

// FromTheFuture names the updates of a file that are dated after now. A page
// that hid them would hide an outage whose author wrote the local time with a
// Z; a page that showed them would speak of what has not happened. Only the
// announcement of a maintenance may stand under the day of its start.
func FromTheFuture(path string, src []byte, now time.Time, updates []status.Update) []content.Problem {
	var problems []content.Problem
	for i := range updates {
		u := &updates[i]
		if u.At.After(now.Add(ahead)) && u.State != status.Scheduled {
			line := lineOf(src, u)
			problems = append(problems, content.Problem{Path: path, Line: line, Column: 4, Message: fmt.Sprintf(
				"this update is dated %s, which is still to come (it is %s now): is it local time written with a Z? Give the offset, as in %s",
				u.At.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339), now.In(time.FixedZone("", 3600)).Format(time.RFC3339))})
		}
		for _, done := range [...]struct {
			what string
			at   time.Time
		}{{"edited", u.Edited}, {"redacted", u.Redacted}} {
			if done.at.After(now.Add(ahead)) {
				problems = append(problems, content.Problem{Path: path, Line: lineOf(src, u), Column: 4, Message: fmt.Sprintf(
					"this update was %s %s, says its block, which is still to come (it is %s now): give the time at which that was done", done.what, stamp(done.at), stamp(now.UTC()))})
			}
		}
	}
	return problems
}

// lineOf finds an update's heading; the file's first line if it has none.
func lineOf(src []byte, u *status.Update) int {
	n := 0
	for line := range strings.Lines(string(src)) {
		n++
		if h, ok := readHeading(strings.TrimRight(line, "\r\n")); ok && h.at.Equal(u.At) && h.state == u.State {
			return n
		}
	}
	return 1
}
