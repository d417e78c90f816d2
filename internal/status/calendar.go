package status

import (
	"context"
	"errors"
	"iter"
	"time"
)

// ErrNotFound says that there is no such incident, maintenance or day.
var ErrNotFound = errors.New("not found")

// Date is a day in the site's zone, written yyyy-mm-dd.
type Date string

// DateOf is the day that a time falls on in a zone.
func DateOf(t time.Time, zone *time.Location) Date { return Date(t.In(zone).Format(time.DateOnly)) }

// Month is the day's month, yyyy-mm.
func (d Date) Month() string { return string(d[:7]) }

// What an entry is about.
const (
	AboutIncident    = "incident"
	AboutMaintenance = "maintenance"
)

// Ref names an incident or a maintenance and when it started.
type Ref struct {
	About   string    `json:"about"` // AboutIncident or AboutMaintenance
	ID      string    `json:"id"`
	Started time.Time `json:"started"` // a maintenance's planned start
}

// Entry is what a list shows of an incident or a maintenance.
type Entry struct {
	Ref
	Title      string    `json:"title"`
	Impact     Impact    `json:"impact,omitempty"`
	State      State     `json:"state"`
	Ended      time.Time `json:"ended,omitzero"`       // zero while open
	Changed    time.Time `json:"changed"`              // newest update or edit
	Components []string  `json:"components,omitempty"` // ids, sorted
	Updates    int       `json:"updates"`
}

// Posted is one update as the lists of updates know it. One that was edited or
// redacted stands in them again at the time of that.
type Posted struct {
	About  string    `json:"about"`
	ID     string    `json:"id"`     // of the incident or maintenance
	Update string    `json:"update"` // of the update
	At     time.Time `json:"at"`
}

// Interval is a run of time, within one day, in which a cause gave a component
// a status other than operational; a person's override may also say operational,
// against a monitor. Only what is over is an interval; what is
// still open is worked out from the open facts.
type Interval struct {
	Component string    `json:"component"`
	Cause     string    `json:"cause"`         // "incident/ID", "maintenance/ID", "signal/SOURCE" or "override/COMPONENT"
	Key       string    `json:"key,omitempty"` // tells the signals of one source apart; empty otherwise
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Status    Status    `json:"status"`
}

// Day is everything that the archive keeps under one day of the site's zone.
type Day struct {
	Date      Date       `json:"date"`
	Entries   []Entry    `json:"entries,omitempty"`   // that started this day, by (Started, ID)
	Posted    []Posted   `json:"posted,omitempty"`    // updates dated this day, by (At, ID, Update)
	Intervals []Interval `json:"intervals,omitempty"` // by (From, Component, Cause, Key)
}

// Month is the index of one month: how many entries each day has, and which
// entries touched each component.
type Month struct {
	Month      string           `json:"month"`                // yyyy-mm
	Counts     map[Date]int     `json:"counts"`               // days without entries are left out
	Components map[string][]Ref `json:"components,omitempty"` // by (Started, ID)
}

// MonthCount is a month and how many entries started in it.
type MonthCount struct {
	Month   string `json:"month"`
	Entries int    `json:"entries"`
}

// Archive reads the past in bounded pieces. Implementations: *Board, and the
// in-memory calendar of a full build.
type Archive interface {
	// Incident returns ErrNotFound for an unknown id. The caller must not change it.
	Incident(ctx context.Context, id string) (*Incident, error)
	// Maintenance returns ErrNotFound for an unknown id. The caller must not change it.
	Maintenance(ctx context.Context, id string) (*Maintenance, error)
	// Months lists the months that have entries, newest first.
	Months(ctx context.Context) ([]MonthCount, error)
	// Month returns an empty Month where there is none.
	Month(ctx context.Context, month string) (*Month, error)
	// Days runs over the days that have anything, newest first, from the day
	// `to` back to the day `from`, both included; empty bounds are open. It
	// reads as it goes: stop early to read little.
	Days(ctx context.Context, from, to Date) iter.Seq2[*Day, error]
}

// Scope is what a change touches: which outputs have to be made again.
type Scope struct {
	All         bool     `json:"all,omitempty"`         // everything: configuration or theme changed
	Current     bool     `json:"current,omitempty"`     // what is now: home, current JSON, status.txt
	Incidents   []string `json:"incidents,omitempty"`   // pages of these incidents (gone ones included)
	Maintenance []string `json:"maintenance,omitempty"` // pages of these maintenances (gone ones included)
	Components  []string `json:"components,omitempty"`  // pages, badges and feeds of these components
	Days        []Date   `json:"days,omitempty"`        // days whose entries or updates changed, and those before the months that the bars show whole whose intervals did
	Midnight    bool     `json:"midnight,omitempty"`    // a day passed: every bar moves on
	Metrics     []string `json:"metrics,omitempty"`     // pages of these metrics (gone ones included), and where they are shown
	Mail        bool     `json:"mail,omitempty"`        // pages with the form for mail
}
