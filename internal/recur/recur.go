// Package recur works out when recurring work takes place: a rule as RFC 5545
// has it (RRULE), taken in the local time of a zone, to a list of days. What a
// rule may cost is bounded, whatever it says. The package must never know what
// the work is, or what a page makes of it.
package recur

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Max is how many times a rule recurs at most: five years of days, or a
// lifetime of weeks. A rule without an end stops there.
const Max = 2000

// lastYear is the last in which anything recurs.
const lastYear = 2200

// Day is one of the times.
type Day struct {
	Date   string // of the local start, yyyy-mm-dd: no two days have the same
	Starts time.Time
}

// Days lists when a rule recurs, the first time first: at the same local time
// of a zone each time, whatever its clocks do in between. Until is the last
// day, yyyy-mm-dd, empty for none. The errors say what is wrong with the rule
// and how to mend it.
func Days(rule string, first time.Time, zone *time.Location, until string) ([]Day, error) {
	option, err := read(rule)
	if err != nil {
		return nil, err
	}
	start := first.In(zone)
	option.Dtstart = wall(start).AddDate(shift, 0, 0)
	option.Until = time.Date(lastYear+shift, 12, 31, 23, 59, 59, 0, time.UTC)
	if until != "" {
		end, err := time.Parse(time.DateOnly, until)
		if err != nil {
			return nil, fmt.Errorf("the last day is %q, which is none: write it as 2027-06-30", until)
		}
		if end.Year() <= lastYear {
			option.Until = end.AddDate(shift, 0, 1).Add(-time.Second)
		}
	}
	days, err := list(option, zone)
	if err != nil {
		return nil, err
	}
	if len(days) == 0 || !days[0].Starts.Equal(first) {
		return nil, fmt.Errorf("the first time, %s, is not one that the rule has%s", start.Format("Monday 2006-01-02 15:04"), nearest(days))
	}
	if option.Count > Max {
		return nil, fmt.Errorf("COUNT=%d is more than the %d that a rule may recur: write a smaller one", option.Count, Max)
	}
	return days, nil
}

// shift is how many years later the rule is worked out than it is meant: the
// calendar is the same again after 400 years, and where nothing fits, the
// library looks on until the year 9999.
const shift = 19 * 400

// list follows a rule. The library is trusted with a rule, not with the program.
func list(option *rrule.ROption, zone *time.Location) (days []Day, err error) {
	defer func() {
		if recover() != nil {
			days, err = nil, errors.New("the rule cannot be followed: write a simpler one")
		}
	}()
	r, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Errorf("the rule cannot be followed: %w", err)
	}
	next := r.Iterator()
	for len(days) < Max {
		at, more := next()
		if !more {
			break
		}
		at = at.AddDate(-shift, 0, 0)
		days = append(days, Day{Date: at.Format(time.DateOnly), Starts: place(at, zone)})
	}
	return days, nil
}

// nearest says when the rule first recurs, if it does.
func nearest(days []Day) string {
	if len(days) == 0 {
		return ", and no other is either: correct the rule"
	}
	return ": start with " + days[0].Date + ", or correct the rule"
}

// wall is what the clocks show, as if they were those of UTC.
func wall(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// place is when the clocks of a zone show a time: the first time of two, and
// where they skip it, as long after the skip as it is into it (RFC 5545, 3.3.5).
func place(local time.Time, zone *time.Location) time.Time {
	before, after := offset(local.Add(-24*time.Hour), zone), offset(local.Add(24*time.Hour), zone)
	first, second := local.Add(-before), local.Add(-after)
	if !wall(first.In(zone)).Equal(local) && wall(second.In(zone)).Equal(local) {
		return second
	}
	return first
}

func offset(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// refused are the parts of a rule that have their place elsewhere.
var refused = map[string]string{
	"DTSTART":  "the first time is that of \"starts\"",
	"UNTIL":    "write the last day as \"until\" beside the rule",
	"BYHOUR":   "the time of day is that of \"starts\"",
	"BYMINUTE": "the time of day is that of \"starts\"",
	"BYSECOND": "the time of day is that of \"starts\"",
}

const allowed = " FREQ INTERVAL COUNT BYDAY BYMONTHDAY BYYEARDAY BYWEEKNO BYMONTH BYSETPOS WKST "

const frequencies = "DAILY, WEEKLY, MONTHLY or YEARLY"

// read reads a rule that recurs at most once a day.
func read(rule string) (*rrule.ROption, error) {
	seen := map[string]string{}
	for part := range strings.SplitSeq(rule, ";") {
		name, value, ok := strings.Cut(part, "=")
		why, no := refused[name]
		_, twice := seen[name]
		switch {
		case no:
			return nil, fmt.Errorf("the rule has %s: %s", name, why)
		case !ok || value == "" || strings.Contains(name, " ") || !strings.Contains(allowed, " "+name+" "):
			return nil, fmt.Errorf("the rule has %q, which is not a part of one: write it as in FREQ=WEEKLY;BYDAY=SU", part)
		case twice:
			return nil, fmt.Errorf("the rule has %s twice", name)
		}
		seen[name] = value
	}
	switch freq := seen["FREQ"]; freq {
	case "DAILY", "WEEKLY", "MONTHLY", "YEARLY":
	case "":
		return nil, errors.New("the rule has no FREQ: write it as in FREQ=WEEKLY;BYDAY=SU")
	default:
		return nil, fmt.Errorf("FREQ=%s: use %s", freq, frequencies)
	}
	option, err := rrule.StrToROption(rule)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the rule cannot be read: %w", err)
	case option.Count < 0, seen["COUNT"] == "0":
		return nil, fmt.Errorf("COUNT=%s: a rule recurs at least once", seen["COUNT"])
	case seen["INTERVAL"] != "" && (option.Interval < 1 || option.Interval > maxInterval):
		return nil, fmt.Errorf("INTERVAL=%s: use 1 to %d", seen["INTERVAL"], maxInterval)
	}
	return option, checkOrdinals(option)
}

const maxInterval = 1000

// checkOrdinals holds 2TU, the second Tuesday, against what there can be of it:
// the library counts beyond its tables otherwise.
func checkOrdinals(option *rrule.ROption) error {
	most := map[rrule.Frequency]int{rrule.MONTHLY: 5, rrule.YEARLY: 53}[option.Freq]
	if option.Freq == rrule.YEARLY && len(option.Bymonth) > 0 {
		most = 5
	}
	for _, day := range option.Byweekday {
		if n := day.N(); n > most || n < -most {
			return fmt.Errorf("BYDAY has %s: with FREQ=%s a day is counted up to %d", day, option.Freq, most)
		}
	}
	return nil
}
