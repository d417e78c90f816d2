package status

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Recurrence is work that recurs. Each time is a maintenance of its own once it is
// announced; one that was put under the same id stands in its place.
type Recurrence struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Length     time.Duration `json:"length"` // of each occurrence
	Components []string      `json:"components,omitempty"`
	Reminder   time.Duration `json:"reminder,omitempty"` // as of a maintenance
	// Text is what each occurrence is announced with. Its time is when the
	// work was announced itself.
	Text        Update       `json:"text"`
	Occurrences []Occurrence `json:"occurrences"` // oldest first
	// Pattern is what the occurrences were worked out from, for people to read:
	// what takes place is Occurrences alone.
	Pattern Pattern `json:"pattern,omitzero"`
	Origin  Origin  `json:"origin"`
	Notify  *bool   `json:"notify,omitempty"` // as of a maintenance, as is Tell
	Tell    Tell    `json:"tell,omitempty"`
	// Earlier are the titles before the one it has, oldest first.
	Earlier []EarlierTitle `json:"earlier,omitempty"`
}

// Pattern is when work recurs, as it was written.
type Pattern struct {
	Rule   string `json:"rule"`            // as RFC 5545 has it, such as FREQ=WEEKLY;BYDAY=SU
	Until  Date   `json:"until,omitempty"` // the last day
	Except []Date `json:"except,omitempty"`
}

// MaxRecurringText is how many bytes of text the occurrences of a recurrence
// have each.
const MaxRecurringText = 10_000

// Size is how many bytes the update's text has in all languages.
func (u *Update) Size() int {
	n := len(u.Body)
	for _, text := range u.Lang {
		n += len(text)
	}
	return n
}

// Occurrence is one time of a recurrence.
type Occurrence struct {
	Date      Date      // of the local start; it ends the occurrence's id
	Starts    time.Time // whole seconds
	Announced time.Time // likewise
}

// MarshalText implements encoding.TextMarshaler: date, start and announcement.
func (o Occurrence) MarshalText() ([]byte, error) {
	return []byte(string(o.Date) + " " + o.Starts.UTC().Format(time.RFC3339) + " " + o.Announced.UTC().Format(time.RFC3339)), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (o *Occurrence) UnmarshalText(b []byte) error {
	words := strings.Split(string(b), " ")
	if len(words) != 3 || len(words[0]) != len(time.DateOnly) {
		return fmt.Errorf("%q is no occurrence of a recurrence", b)
	}
	starts, err := time.Parse(time.RFC3339, words[1])
	if err != nil {
		return err
	}
	announced, err := time.Parse(time.RFC3339, words[2])
	*o = Occurrence{Date(words[0]), starts.UTC(), announced.UTC()}
	return err
}

// How far ahead of its start an occurrence is announced at the most, and how
// many of those to come are announced at a time.
const (
	AnnounceAhead = 60 * 24 * time.Hour
	AnnounceNext  = 3
)

// Announce sets when each of a recurrence' occurrences, oldest first, is announced:
// AnnounceAhead before it starts, but not before the recurrence is and not before
// the AnnounceNext-th occurrence before it has started.
func Announce(all []Occurrence, since time.Time) {
	for i := range all {
		o := &all[i]
		o.Announced = later(since, o.Starts.Add(-AnnounceAhead))
		if i >= AnnounceNext {
			o.Announced = later(o.Announced, all[i-AnnounceNext].Starts)
		}
		o.Announced = o.Announced.UTC().Truncate(time.Second)
	}
}

// Announced are those of a recurrence's times, oldest first, that take place:
// not those on days that are left out, nor those before the work was announced.
// It says of each when it is announced.
func Announced(all []Occurrence, except []Date, since time.Time) []Occurrence {
	Announce(all, since)
	return slices.DeleteFunc(all, func(o Occurrence) bool {
		return o.Starts.Before(since) || slices.Contains(except, o.Date)
	})
}

// OccurrenceID is the id of the maintenance of a day of a recurrence.
func OccurrenceID(recurrence string, day Date) string {
	return recurrence + "-" + strings.ReplaceAll(string(day), "-", "")
}

// MaxRecurrenceID is how long a recurrence' id may be: that of an occurrence is longer.
const MaxRecurrenceID = 63 - len("-20060102")

// recurrenceOf is the recurrence that an id could be an occurrence of, and its day.
func recurrenceOf(id string) (recurrence string, ok bool) {
	n := len(id) - len("-20060102")
	if n < 1 || id[n] != '-' {
		return "", false
	}
	_, err := time.Parse("20060102", id[n+1:])
	return id[:n], err == nil
}

// At are the maintenances that a recurrence has at a time: its occurrences that
// are announced, oldest first.
func (s *Recurrence) At(at time.Time) (all []*Maintenance) {
	for _, o := range s.between(time.Time{}, at) {
		all = append(all, s.maintenance(o))
	}
	return all
}

// between are the occurrences that are announced from one time on and by another.
func (s *Recurrence) between(from, to time.Time) []Occurrence {
	if s == nil {
		return nil
	}
	first, _ := slices.BinarySearchFunc(s.Occurrences, from, func(o Occurrence, t time.Time) int { return o.Announced.Compare(t) })
	n := first
	for n < len(s.Occurrences) && !s.Occurrences[n].Announced.After(to) {
		n++
	}
	return s.Occurrences[first:n]
}

// NextAfter is when the next occurrence after a time is announced, zero if none is.
func (s *Recurrence) NextAfter(at time.Time) time.Time {
	for _, o := range s.Occurrences {
		if o.Announced.After(at) {
			return o.Announced
		}
	}
	return time.Time{}
}

// On is the maintenance of a day, announced or not, nil for a day that is none.
func (s *Recurrence) On(day Date) *Maintenance {
	for _, o := range s.Occurrences {
		if o.Date == day {
			return s.maintenance(o)
		}
	}
	return nil
}

// Find is the maintenance of an occurrence that is announced at a time, nil for
// an id that none has.
func (s *Recurrence) Find(id string, at time.Time) *Maintenance {
	announced := s.between(time.Time{}, at)
	n, found := slices.BinarySearchFunc(announced, id, func(o Occurrence, id string) int {
		return strings.Compare(OccurrenceID(s.ID, o.Date), id)
	})
	if !found {
		return nil
	}
	return s.maintenance(announced[n])
}

// maintenance is an occurrence as nobody has changed it.
func (s *Recurrence) maintenance(o Occurrence) *Maintenance {
	told := s.Text
	told.At, told.Quiet = o.Announced, told.Quiet || s.besides(o)
	if told.ID == "" {
		told.ID = "1"
	}
	if !told.Edited.After(told.At) {
		told.Edited = time.Time{}
	}
	told.Earlier = slices.DeleteFunc(slices.Clone(told.Earlier), func(e Earlier) bool { return !e.Until.After(told.At) })
	titles := slices.DeleteFunc(slices.Clone(s.Earlier), func(e EarlierTitle) bool { return !e.Until.After(told.At) })
	return &Maintenance{
		ID: OccurrenceID(s.ID, o.Date), Title: s.Title, Starts: o.Starts, Ends: o.Starts.Add(s.Length), Components: s.Components,
		Reminder: s.Reminder, Updates: []Update{told}, Recurrence: s.ID, Origin: s.Origin,
		Notify: s.Notify, Tell: s.Tell, Earlier: titles,
	}
}

// besides says that an occurrence is announced together with the one before it,
// of which people are told already.
func (s *Recurrence) besides(o Occurrence) bool {
	n, found := slices.BinarySearchFunc(s.Occurrences, o.Date, func(o Occurrence, day Date) int { return strings.Compare(string(o.Date), string(day)) })
	return found && n > 0 && s.Occurrences[n-1].Announced.Equal(o.Announced)
}

func tidyRecurrence(s Recurrence, by Actor) (*Recurrence, error) {
	if err := checkID(AboutRecurrence, s.ID); err != nil {
		return nil, err
	}
	refuse := func(why string, args ...any) error {
		return fmt.Errorf("%w: recurrence %s "+why, append([]any{ErrInvalid, s.ID}, args...)...)
	}
	if err := s.Tell.check(); err != nil {
		return nil, refuse("cannot be told so: %v", err)
	}
	s.Text.At, s.Text.Edited, s.Text.State = s.Text.At.UTC(), s.Text.Edited.UTC(), Scheduled
	s.Components = union(s.Components, nil)
	if s.Origin.Kind == "" {
		s.Origin = Origin{Kind: by.Kind, Ref: by.ID}
	}
	switch {
	case len(s.ID) > MaxRecurrenceID:
		return nil, refuse("has an id of %d characters: its occurrences have room for %d", len(s.ID), MaxRecurrenceID)
	case s.Length < 0:
		return nil, refuse("ends before it starts")
	case len(s.Occurrences) == 0:
		return nil, refuse("never takes place")
	case s.Text.Size() > MaxRecurringText:
		return nil, refuse("has a text of %d bytes and may have %d", s.Text.Size(), MaxRecurringText)
	case s.Reminder < 0 || s.Reminder > MaxReminder:
		return nil, refuse(": a reminder comes at most %d days before the start", MaxReminder/(24*time.Hour))
	}
	for i, o := range s.Occurrences {
		if !inTime(o.Starts) || i > 0 && (o.Date <= s.Occurrences[i-1].Date || o.Announced.Before(s.Occurrences[i-1].Announced)) {
			return nil, refuse("has the occurrence of %s in the wrong place", o.Date)
		}
	}
	return &s, CheckSize("recurrence "+s.ID, &s)
}
