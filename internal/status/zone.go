package status

import "time"

// dayNumber counts days of the site's zone from 1970-01-01.
type dayNumber int32

const secondsPerDay = 24 * 60 * 60

func numberOf(year int, month time.Month, day int) dayNumber {
	return dayNumber(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// midnightUTC is the day's midnight as if the zone were UTC.
func (n dayNumber) midnightUTC() time.Time { return time.Unix(int64(n)*secondsPerDay, 0).UTC() }

func (n dayNumber) date() Date { return Date(n.midnightUTC().Format(time.DateOnly)) }

// monthNumber counts months from year 0.
type monthNumber int32

func (n dayNumber) month() monthNumber {
	y, m, _ := n.midnightUTC().Date()
	return monthNumber(y*12 + int(m) - 1)
}

func (m monthNumber) String() string {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
}

func parseMonth(s string) (monthNumber, error) {
	t, err := time.Parse("2006-01", s)
	return monthNumber(t.Year()*12 + int(t.Month()) - 1), err
}

// number reads a date that DateOf gives.
func (d Date) number() (dayNumber, error) {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0, err
	}
	return dayNumber(floorDiv(t.Unix(), secondsPerDay)), nil
}

// AddDays is the date n days later, or earlier when n is negative. A date that
// is no date stays as it is.
func (d Date) AddDays(n int) Date {
	day, err := d.number()
	if err != nil {
		return d
	}
	return (day + dayNumber(n)).date()
}

// Start is the first instant of the day in a zone. A day is not always 24
// hours long: its end is the start of the next one. Start of what is no date
// is the zero time.
func (d Date) Start(zone *time.Location) time.Time {
	n, err := d.number()
	if err != nil {
		return time.Time{}
	}
	return n.start(zone)
}

// start asks the zone for midnight and then mends the days on which midnight
// came twice (the first one counts) or not at all (the day begins later).
func (n dayNumber) start(zone *time.Location) time.Time {
	y, m, d := n.midnightUTC().Date()
	t := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if dayOf(t, zone) < n {
		_, t = t.ZoneBounds()
		return t
	}
	begin, _ := t.ZoneBounds()
	if begin.IsZero() || t.Sub(begin) >= 24*time.Hour {
		return t
	}
	_, now := t.Zone()
	_, before := begin.Add(-time.Second).Zone()
	if twin := t.Add(time.Duration(now-before) * time.Second); twin.Before(begin) && dayOf(twin, zone) == n {
		return twin
	}
	if dayOf(begin.Add(-time.Second), zone) < n && dayOf(begin, zone) >= n {
		return begin
	}
	return t
}

func dayOf(t time.Time, zone *time.Location) dayNumber {
	return numberOf(t.In(zone).Date())
}

// almanac finds the day of a time quickly, because times that come one after
// the other mostly fall on the same day. It is for one goroutine.
type almanac struct {
	zone   *time.Location
	lo, hi int64 // nanoseconds: [start, end) of day
	day    dayNumber
}

func (a *almanac) dayOf(nano int64) dayNumber {
	if nano < a.lo || nano >= a.hi {
		a.seek(dayOf(time.Unix(0, nano), a.zone))
	}
	return a.day
}

func (a *almanac) seek(n dayNumber) {
	a.day, a.lo, a.hi = n, n.start(a.zone).UnixNano(), (n + 1).start(a.zone).UnixNano()
}
