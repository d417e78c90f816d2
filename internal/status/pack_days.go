package status

import (
	"slices"
	"strings"
	"time"
)

// packedDay is what is kept of one day, in stored form.
type packedDay struct {
	date Date
	item []byte
}

func compareDay(d packedDay, date Date) int { return strings.Compare(string(d.date), string(date)) }

// setDay puts a day among others, oldest first.
func setDay(days []packedDay, day packedDay) []packedDay {
	at, found := slices.BinarySearchFunc(days, day.date, compareDay)
	if !found {
		return slices.Insert(days, at, day)
	}
	days[at] = day
	return days
}

func dropDay(days []packedDay, date Date) []packedDay {
	if at, found := slices.BinarySearchFunc(days, date, compareDay); found {
		return slices.Delete(days, at, at+1)
	}
	return days
}

func appendDays(b []byte, days []packedDay) []byte {
	for _, d := range days {
		b = appendField(append(b, d.date...), d.item)
	}
	return b
}

// cutDays reads what appendDays wrote.
func cutDays(b []byte) (days []packedDay, err error) {
	for len(b) > 0 {
		if len(b) < len(time.DateOnly) {
			return nil, errCodec
		}
		day := packedDay{date: Date(b[:len(time.DateOnly)])}
		var ok bool
		if day.item, b, ok = cutField(b[len(time.DateOnly):]); !ok {
			return nil, errCodec
		}
		days = append(days, day)
	}
	return days, nil
}
