package dynamo

import (
	"fmt"
	"strconv"
	"strings"

	"tidings/internal/store"
)

// position is where a reader stands in a lane: before an entry, of which it has
// read so many changes.
type position struct {
	number int64
	done   int
}

// place is where a reader stands in the feed.
type place [laneCount]position

// String gives the cursor: "number.done" for each lane.
func (p place) String() string {
	var b strings.Builder
	for i, pos := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%d.%d", pos.number, pos.done)
	}
	return b.String()
}

// parseCursor reads what String gave, and also a cursor from when there were
// fewer lanes.
func parseCursor(cursor string) (p place, err error) {
	if cursor == "" {
		return p, nil
	}
	fields := strings.Split(cursor, ",")
	if len(fields) > len(p) {
		return p, badCursor(cursor)
	}
	for i, f := range fields {
		before, after, cut := strings.Cut(f, ".")
		n, errN := strconv.ParseUint(before, 10, 62)
		done, errDone := strconv.ParseUint(after, 10, 30)
		if !cut || errN != nil || errDone != nil {
			return p, badCursor(cursor)
		}
		p[i] = position{number: int64(n), done: int(done)}
	}
	return p, nil
}

func badCursor(cursor string) error {
	return fmt.Errorf("%w: %.40q: start again from the beginning", store.ErrCursor, cursor)
}
