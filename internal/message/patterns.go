package message

import "strings"

// piece is a part of a date pattern: literal text, or a field by its name.
type piece struct {
	text  string
	field field
}

// field is what of a time a piece writes.
type field uint8

const (
	literal field = iota
	day
	paddedDay
	paddedMonth
	month
	capitalMonth
	shortMonth
	year
	weekday
	capitalWeekday
	shortWeekday
	hour
	minute
	zone
	unknown
)

func fieldOf(name string) field {
	switch name {
	case "d":
		return day
	case "dd":
		return paddedDay
	case "mm":
		return paddedMonth
	case "month":
		return month
	case "Month":
		return capitalMonth
	case "mon":
		return shortMonth
	case "yyyy":
		return year
	case "day":
		return weekday
	case "Day":
		return capitalWeekday
	case "wd":
		return shortWeekday
	case "HH":
		return hour
	case "MM":
		return minute
	case "zone":
		return zone
	}
	return unknown
}

// parsePattern cuts "{d} {mon} {yyyy}" into its pieces.
func parsePattern(p string) (pieces []piece) {
	for p != "" {
		text, rest, _ := strings.Cut(p, "{")
		if text != "" {
			pieces = append(pieces, piece{text, literal})
		}
		name, after, ok := strings.Cut(rest, "}")
		if ok {
			pieces = append(pieces, piece{name, fieldOf(name)})
		}
		p = after
	}
	return pieces
}
