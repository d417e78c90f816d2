package importer

import (
	"time"

	"tidings/internal/pattern"
)

// dateReader reads the dates of a feed, which have no year: each is the latest
// that is not after the one read before, for the newest stands first.
type dateReader struct {
	zone    *time.Location // of the page; nil where it is not known
	last    time.Time
	foreign string // a zone whose offset is not known
}

var (
	feedDate   = pattern.New(`^([A-Z][a-z]{2}) +(\d{1,2})(?:, +(\d{4}))?,? +(\d{1,2}:\d{2}) +([A-Za-z0-9:+-]+)$`)
	feedWindow = pattern.New(`^([A-Z][a-z]{2} +\d{1,2}),? +(\d{1,2}:\d{2}) *[-–] *(?:([A-Z][a-z]{2} +\d{1,2}),? +)?(\d{1,2}:\d{2}) +([A-Za-z0-9:+-]+)$`)
)

// offsets are those of the zones that pages use, by their letters, in hours.
var offsets = map[string]int{
	"UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6, "CDT": -5, "EST": -5, "EDT": -4,
	"BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}

func (d *dateReader) read(text string) (time.Time, bool) {
	m := feedDate().FindStringSubmatch(text)
	if m == nil {
		return time.Time{}, false
	}
	at, ok := d.before(m[1]+" "+m[2]+" "+m[4], m[5])
	if ok {
		d.last = at
	}
	return at, ok
}

// before gives a day and hour the latest year in which it is not after the last.
func (d *dateReader) before(text, letters string) (time.Time, bool) {
	zone := d.location(letters)
	for year := d.last.Year() + 1; year >= d.last.Year()-8; year-- {
		at, err := time.ParseInLocation("2006 Jan 2 15:04", itoa(year)+" "+text, zone)
		if err == nil && !at.After(d.last) {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

func (d *dateReader) location(letters string) *time.Location {
	hours, known := offsets[letters]
	switch {
	case letters == "UTC" || letters == "GMT":
		return time.UTC
	case d.zone != nil:
		return d.zone
	case known:
		return time.FixedZone(letters, hours*3600)
	}
	d.foreign = letters
	return time.UTC
}

// window reads when a maintenance is planned: at most half a year after it was
// last spoken of.
func (d *dateReader) window(text string) (starts, ends time.Time) {
	m := feedWindow().FindStringSubmatch(text)
	if m == nil {
		return starts, ends
	}
	later := &dateReader{zone: d.zone, last: d.last.AddDate(0, 6, 0)}
	starts, ok := later.before(m[1]+" "+m[2], m[5])
	if !ok {
		return starts, ends
	}
	day := m[1]
	if m[3] != "" {
		day = m[3]
	}
	later.last = starts.AddDate(0, 3, 0)
	ends, _ = later.before(day+" "+m[4], m[5])
	return starts, ends
}
