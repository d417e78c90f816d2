package intake

import (
	"math"
	"strconv"
	"strings"
	"time"

	"tidings/internal/intake/strict"
)

// aheadMost is how far a sender's clock may be ahead of ours before it is not believed.
const aheadMost = 5 * time.Minute

// moment reads a time in the forms that senders use: RFC 3339, the same with
// +0000 for the zone, that of HTTP, and unix seconds, milliseconds, microseconds or
// nanoseconds as a number or in a string. The year 1 and the epoch, which
// senders write for "none", give the zero time. Whether it is a time at all is
// the second result.
func moment(v strict.Value) (time.Time, bool) {
	text, ok := v.Scalar()
	if !ok || v.Kind() == strict.Bool {
		return time.Time{}, v.Kind() == strict.Null || v.Kind() == strict.Missing
	}
	t, ok := parseTime(strings.TrimSpace(text))
	if t.Year() <= 1970 {
		return time.Time{}, ok
	}
	return t.UTC(), ok
}

func parseTime(text string) (time.Time, bool) {
	if text == "" {
		return time.Time{}, true
	}
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", time.RFC1123} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return unixTime(text)
}

// unixTime tells the unit by the size: until the year 5138 no unit's numbers
// reach those of the next.
func unixTime(text string) (time.Time, bool) {
	if strings.Trim(text, "0123456789.") != "" {
		return time.Time{}, false
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		switch {
		case n < 1e11:
			return time.Unix(n, 0), true
		case n < 1e14:
			return time.UnixMilli(n), true
		case n < 1e17:
			return time.UnixMicro(n), true
		}
		return time.Unix(0, n), true
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds >= 1e11 {
		return time.Time{}, false
	}
	whole, part := math.Modf(seconds)
	return time.Unix(int64(whole), int64(part*1e6)*1e3), true
}

// clamp returns received for a time that is ahead of it by more than a clock
// may be, and then true.
func clamp(t, received time.Time) (time.Time, bool) {
	if t.Sub(received) > aheadMost {
		return received, true
	}
	return t, false
}
