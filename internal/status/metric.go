package status

import (
	"fmt"
	"slices"
	"time"
)

// Metric is a series of numbers that is pushed to the page: response times,
// sales, queue lengths. Its points are kept apart from it.
type Metric struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Suffix      string `json:"suffix,omitempty"`      // unit behind each number, such as "ms"
	Description string `json:"description,omitempty"` // one line
	// Default is what Cachet's API calls default_value. No chart draws it:
	// where there is no point there is a gap.
	Default float64 `json:"default,omitempty"`
	Calc    Calc    `json:"calc"`    // how several points become one number
	Display bool    `json:"display"` // on the home page; a visible metric has a page of its own anyway
	Window  Window  `json:"window"`  // that the home page shows
	Places  int     `json:"places"`  // digits behind the decimal sign, 0 to 4
	// Threshold is within how many minutes of each other two points belong
	// together: a line joins them, and further apart there is a gap.
	Threshold int        `json:"threshold"`
	Limit     *float64   `json:"limit,omitempty"`     // drawn as a line across the chart; nil draws none
	Component string     `json:"component,omitempty"` // whose page shows it too; empty: none
	Visible   Visibility `json:"visible"`
	Order     int        `json:"order,omitempty"` // on the page, smallest first; then by id
	Origin    Origin     `json:"origin"`
	Created   time.Time  `json:"created"` // set by the board
	Changed   time.Time  `json:"changed"` // set by the board

	// Series tells the points of this metric from those of an earlier one of
	// the same id; set by the board.
	Series string `json:"series"`
}

// Calc is how the points of a step of time become one number.
type Calc uint8

// The ways to sum up points, by Cachet's numbers.
const (
	Sum Calc = iota
	Average
)

var calcNames = [...]string{"sum", "average"}

// String gives the name used in content files and in JSON.
func (c Calc) String() string { return calcNames[c] }

// MarshalText implements encoding.TextMarshaler.
func (c Calc) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (c *Calc) UnmarshalText(b []byte) error { return unname(c, b, "calculation", calcNames[:]) }

// Visibility is who sees a thing.
type Visibility uint8

// The visibilities, by Cachet's numbers. Only what is Public reaches a file.
const (
	TeamOnly Visibility = iota // who has signed in
	Public
	Hidden
)

var visibilityNames = [...]string{"team", "public", "hidden"}

// String gives the name used in content files and in JSON.
func (v Visibility) String() string { return visibilityNames[v] }

// MarshalText implements encoding.TextMarshaler.
func (v Visibility) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (v *Visibility) UnmarshalText(b []byte) error {
	return unname(v, b, "visibility", visibilityNames[:])
}

// Window is a span of time that a chart shows, in steps of which each is one
// number. It ends with the newest point.
type Window uint8

// The windows, by Cachet's numbers.
const (
	LastHour  Window = iota // 60 minutes
	HalfDay                 // 144 steps of 5 minutes
	LastWeek                // 168 hours
	LastMonth               // 30 days in 120 steps of 6 hours
)

var windowNames = [...]string{"hour", "half_day", "week", "month"}

// Windows are all of them, shortest first.
var Windows = [...]Window{LastHour, HalfDay, LastWeek, LastMonth}

// String gives the name used in content files and in JSON.
func (w Window) String() string { return windowNames[w] }

// MarshalText implements encoding.TextMarshaler.
func (w Window) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *Window) UnmarshalText(b []byte) error { return unname(w, b, "window", windowNames[:]) }

// Step is how much time one number of the window stands for.
func (w Window) Step() time.Duration {
	return [...]time.Duration{time.Minute, 5 * time.Minute, time.Hour, 6 * time.Hour}[w]
}

// Steps is how many numbers the window has.
func (w Window) Steps() int { return [...]int{60, 144, 168, 120}[w] }

// unname reads one of the names of an enumeration.
func unname[T ~uint8](into *T, name []byte, what string, names []string) error {
	n := slices.Index(names, string(name))
	if n < 0 {
		return fmt.Errorf("unknown %s %q: use one of %v", what, name, names)
	}
	*into = T(n)
	return nil
}

// Point is one number of a metric.
type Point struct {
	// ID is unique within its metric and stays when the point is changed; it is
	// found by it for as long as points of the time of its first At are kept. It
	// fits into 53 bits, so that JavaScript can count with it.
	ID    int64     `json:"id"`
	At    time.Time `json:"at"` // whole seconds, UTC
	Value float64   `json:"value"`
	// Counter is for how many equal points this one stands, at least 1.
	Counter int `json:"counter"`
}

// Bucket is what some points come to. The zero Bucket is none at all, which
// is not the same as a zero.
type Bucket struct {
	Points int       `json:"points"` // kept, each counted once
	Count  int       `json:"count"`  // each counted as often as its Counter says
	Sum    float64   `json:"sum"`
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Last   float64   `json:"last"`
	LastAt time.Time `json:"last_at,omitzero"`
}

// Value is the bucket's one number. It is meaningless while Count is 0.
func (b Bucket) Value(c Calc) float64 {
	if c == Sum || b.Count == 0 {
		return b.Sum
	}
	return b.Sum / float64(b.Count)
}

// Series is a window of a metric, in steps.
type Series struct {
	Window  Window
	From    time.Time // of the first step; UTC, a multiple of the step
	Buckets []Bucket  // one a step; Count is 0 where there was no point
}

// Empty reports whether there is no point in the series. It may have steps all the
// same: points can be deleted while it is read.
func (s *Series) Empty() bool {
	return !slices.ContainsFunc(s.Buckets, func(b Bucket) bool { return b.Count > 0 })
}

// End is the end of the last step.
func (s *Series) End() time.Time {
	return s.From.Add(time.Duration(len(s.Buckets)) * s.Window.Step())
}
