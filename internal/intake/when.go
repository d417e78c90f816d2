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

// moment reads a time in the forms that senders use: RFC 3339 with all that it
// allows (small letters, a space for the T, a leap second), the same with
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
	plain, leap := plainTime(text)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", time.RFC1123} {
		if t, err := time.Parse(layout, plain); err == nil {
			return t.Add(leap), true
		}
	}
	return unixTime(text)
}

// plainTime writes what may be a time of RFC 3339 as package time reads it. A
// leap second is the one before it, and leap what is to be added.
func plainTime(text string) (plain string, leap time.Duration) {
	const seconds = len("2006-01-02T15:04:")
	if len(text) < seconds+3 || text[4] != '-' {
		return text, 0
	}
	b := []byte(text)
	if b[10] == 't' || b[10] == ' ' {
		b[10] = 'T'
	}
	if last := len(b) - 1; b[last] == 'z' {
		b[last] = 'Z'
	}
	if string(b[seconds:seconds+2]) == "60" {
		copy(b[seconds:], "59")
		leap = time.Second
	}
	return string(b), leap
}

// unixTime tells the unit by the size: until the year 5138 no unit's numbers
// reach those of the next.
func unixTime(text string) (time.Time, bool) {
	if strings.Trim(text, "0123456789.") != "" && !inPowers(text) {
		return time.Time{}, false
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return ofUnit(n), true
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || n >= 1e18:
		return time.Time{}, false
	case n >= 1e11:
		return ofUnit(int64(n)), true
	}
	whole, part := math.Modf(n)
	return time.Unix(int64(whole), int64(part*1e6)*1e3), true
}

func ofUnit(n int64) time.Time {
	switch {
	case n < 1e11:
		return time.Unix(n, 0)
	case n < 1e14:
		return time.UnixMilli(n)
	case n < 1e17:
		return time.UnixMicro(n)
	}
	return time.Unix(0, n)
}

// inPowers reports whether a number is written as 1.7638536e+09, which some
// encoders of JSON do with large ones.
func inPowers(text string) bool {
	digits, power, is := strings.Cut(strings.ToLower(text), "e")
	return is && digits != "" && strings.Trim(digits, "0123456789.") == "" &&
		strings.Trim(strings.TrimPrefix(power, "+"), "0123456789") == ""
}

// clamp returns received for a time that is ahead of it by more than a clock
// may be, and then true.
func clamp(t, received time.Time) (time.Time, bool) {
	if t.Sub(received) > aheadMost {
		return received, true
	}
	return t, false
}
