package status

import (
	"strconv"
	"strings"
	"time"

	"tidings/internal/pattern"
)

// Promised is when the next update is due by this one: what Next says, else the
// time that its text promises in one of the forms that status pages use: "next
// update by 10:30 UTC" and "next update in 30 minutes". It is zero where
// nothing is promised.
func (u *Update) Promised() time.Time {
	if !u.Next.IsZero() || u.State.Ends() {
		return u.Next
	}
	found := promise().FindStringSubmatch(u.Body)
	if found == nil {
		return time.Time{}
	}
	if found[3] != "" {
		return u.after(found[3], found[4])
	}
	return u.clock(found[1], found[2])
}

// promise has a time of day in UTC, or a span of minutes or hours. Emphasis may
// stand in it; what other zones' names mean is not guessed.
var promise = pattern.New(`(?i)\bnext update[:*_ ]+(?:(?:is |will be )?(?:due |expected |provided )?(?:by|at|before|around|no later than) [*_]*([01]?\d|2[0-3]):([0-5]\d)\s?(?:UTC|GMT|Z)\b` +
	`|(?:in|within) (?:the next )?[*_]*(\d{1,3})\s?(min|hour|hr|h\b))`)

// clock is the first such time of day after the update.
func (u *Update) clock(hours, minutes string) time.Time {
	h, _ := strconv.Atoi(hours) // digits by the pattern
	m, _ := strconv.Atoi(minutes)
	at := u.At.UTC()
	due := time.Date(at.Year(), at.Month(), at.Day(), h, m, 0, 0, time.UTC)
	if !due.After(at) {
		due = due.AddDate(0, 0, 1)
	}
	return due
}

func (u *Update) after(number, unit string) time.Time {
	n, _ := strconv.Atoi(number)
	span := time.Duration(n) * time.Hour
	if strings.EqualFold(unit, "min") {
		span = time.Duration(n) * time.Minute
	}
	return u.At.Add(span)
}

// NextUpdate is when the next update of an open incident is due, by its newest
// one; zero where it promises none.
func (i *Incident) NextUpdate() time.Time { return i.Updates[len(i.Updates)-1].Promised() }

// NextUpdate is when the next update of the maintenance is due, by the newest
// one that is known at a time; zero where it promises none.
func (m *Maintenance) NextUpdate(at time.Time) (due time.Time) {
	for n := range m.Updates {
		if u := &m.Updates[n]; !u.At.After(at) {
			due = u.Promised()
		}
	}
	return due
}
