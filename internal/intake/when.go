package intake

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tidings/internal/intake/strict"
)

// aheadMost is how far a sender's clock may be ahead of ours before it is not believed.
const aheadMost = 5 * time.Minute

// instant is a time as a sender gave it.
type instant struct {
	time.Time
	local bool // it named no zone, and was read as one of the source's
}

// moment reads a time in the forms that senders use: RFC 3339 with all that it
// allows (small letters, a space for the T, a leap second), the same as programs
// print it (without seconds, with +0000 or UTC for the zone, with a zone's name behind
// the offset), those of HTTP and mail, and unix seconds, milliseconds, microseconds or
// nanoseconds as a number or in a string. Where no zone is named it is the given
// one. The year 1 and the epoch, which senders write for "none", give the zero time.
// Whether it is a time at all is the second result.
func moment(v strict.Value, zone *time.Location) (instant, bool) {
	text, ok := v.Scalar()
	if !ok || v.Kind() == strict.Bool {
		return instant{}, v.Kind() == strict.Null || v.Kind() == strict.Missing
	}
	t, ok := parseTime(strings.TrimSpace(text), zone)
	if t.Year() <= 1970 {
		return instant{}, ok
	}
	return instant{t.UTC(), t.local}, ok
}

func parseTime(text string, zone *time.Location) (instant, bool) {
	if text == "" {
		return instant{}, true
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil { // as nearly all are
		return instant{Time: t}, true
	}
	plain, leap := plainTime(text)
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", http.TimeFormat, time.RFC1123Z} {
		if t, err := time.Parse(layout, plain); err == nil {
			return instant{Time: t.Add(leap)}, true
		}
	}
	for _, layout := range [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, plain, zone); err == nil {
			return instant{t.Add(leap), true}, true
		}
	}
	t, ok := unixTime(text)
	return instant{Time: t}, ok
}

// plainTime writes what may be a time of RFC 3339 as package time reads it. A
// leap second is the one before it, and leap what is to be added.
func plainTime(text string) (plain string, leap time.Duration) {
	const minutes, seconds = len("2006-01-02T15:04"), len("2006-01-02T15:04:")
	if universal, is := strings.CutSuffix(text, " UTC"); is && text[0] > '9' {
		return universal + " GMT", 0
	}
	if len(text) < minutes || text[4] != '-' {
		return text, 0
	}
	b := []byte(text[:minutes] + zoned(text[minutes:]))
	if b[10] == 't' || b[10] == ' ' {
		b[10] = 'T'
	}
	if last := len(b) - 1; b[last] == 'z' {
		b[last] = 'Z'
	}
	if len(b) >= seconds+2 && string(b[seconds-1:seconds+2]) == ":60" {
		copy(b[seconds:], "59")
		leap = time.Second
	}
	return string(b), leap
}

// zoned joins the seconds and the zone of a time. Behind an offset its name says
// nothing more; alone it does only where it is that of UTC, since others are the names
// of several zones.
func zoned(rest string) string {
	seconds, zone, spaced := strings.Cut(rest, " ")
	if !spaced {
		return rest
	}
	switch offset, name, _ := strings.Cut(zone, " "); {
	case zone == "UTC" || zone == "GMT":
		return seconds + "Z"
	case strings.Trim(name, upper+"+-") == "":
		return seconds + offset
	}
	return rest
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
