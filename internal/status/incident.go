package status

import (
	"encoding/json"
	"fmt"
	"time"
)

// Impact is how much an incident hurts, as Statuspage names it.
type Impact uint8

// The impacts, mildest first.
const (
	ImpactNone Impact = iota
	ImpactMinor
	ImpactMajor
	ImpactCritical
)

var impactNames = [...]string{"none", "minor", "major", "critical"}

// String gives the name used in content files and in JSON.
func (i Impact) String() string { return impactNames[i] }

// ParseImpact reads a name that String gives.
func ParseImpact(name string) (Impact, error) {
	for i, n := range impactNames {
		if n == name {
			return Impact(i), nil
		}
	}
	return 0, fmt.Errorf("unknown impact %q: use one of none, minor, major, critical", name)
}

// MarshalText implements encoding.TextMarshaler.
func (i Impact) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (i *Impact) UnmarshalText(b []byte) (err error) {
	*i, err = ParseImpact(string(b))
	return err
}

// ImpactOf is the impact of an incident with these statuses, for which nobody
// has said one.
func ImpactOf(components map[string]Status) Impact {
	impact := ImpactMinor
	for _, s := range components {
		switch s {
		case MajorOutage:
			impact = max(impact, ImpactCritical)
		case PartialOutage:
			impact = max(impact, ImpactMajor)
		}
	}
	return impact
}

// State is where an incident or a maintenance stands; an update sets it.
type State uint8

// The states of an incident, then those of a maintenance.
const (
	Investigating State = iota
	Identified
	Monitoring
	Resolved
	Postmortem
	Scheduled
	InProgress
	Verifying
	Completed
	Cancelled
)

var stateNames = [...]string{"investigating", "identified", "monitoring", "resolved", "postmortem", "scheduled", "in_progress", "verifying", "completed", "cancelled"}

// String gives the name used in content files and in JSON.
func (s State) String() string { return stateNames[s] }

// OfMaintenance reports whether the state belongs to a maintenance.
func (s State) OfMaintenance() bool { return s >= Scheduled }

// Ends reports whether an update of this state closes its incident or maintenance.
func (s State) Ends() bool {
	return s == Resolved || s == Postmortem || s == Completed || s == Cancelled
}

// ParseState reads a name that String gives.
func ParseState(name string) (State, error) {
	for i, n := range stateNames {
		if n == name {
			return State(i), nil
		}
	}
	return 0, fmt.Errorf("unknown state %q: use one of investigating, identified, monitoring, resolved, postmortem, or for a maintenance scheduled, in_progress, verifying, completed, cancelled", name)
}

// MarshalText implements encoding.TextMarshaler.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *State) UnmarshalText(b []byte) (err error) {
	*s, err = ParseState(string(b))
	return err
}

// Update is one dated message of an incident or a maintenance.
type Update struct {
	ID    string    `json:"id"` // unique within its incident: explicit, else the ordinal from "1"
	At    time.Time `json:"at"`
	State State     `json:"state"`
	Body  string    `json:"body"` // Markdown
	// Components are the statuses from this update on; nil changes nothing.
	Components map[string]Status `json:"components,omitempty"`
	Lang       map[string]string `json:"lang,omitempty"`  // body by language
	Edited     time.Time         `json:"edited,omitzero"` // when the text was last changed after publication
	// Quiet says that nobody is told of this update.
	Quiet bool `json:"quiet,omitempty"`
	// Headline marks an update that changed the incident's own text and state:
	// what an interface that knows one text an incident shows as that text.
	Headline bool `json:"headline,omitempty"`
	// Added marks an update of what a content file defines that does not stand in
	// the file.
	Added bool `json:"added,omitempty"`
	// Plan is what the update plans anew of a maintenance; zero times leave
	// things as they were.
	Plan Plan `json:"plan,omitzero"`
	// Earlier are the texts before the one it has, oldest first.
	Earlier []Earlier `json:"earlier,omitempty"`
	// Redacted is when the text was taken out, here and wherever it was kept:
	// then there is none, and none can come back.
	Redacted time.Time `json:"redacted,omitzero"`
	// Next is when the next update is promised; zero where the text alone may say so.
	Next time.Time `json:"next_update,omitzero"`
}

// Origin says where a fact came from and who owns it.
type Origin struct {
	Kind string `json:"kind"`          // content | person | automation
	Ref  string `json:"ref,omitempty"` // file path, account id, or source id
}

// The kinds of origin.
const (
	OriginContent    = "content"
	OriginPerson     = "person"
	OriginAutomation = "automation"
)

// Incident is something that went wrong, told in updates.
type Incident struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Impact Impact `json:"impact"`
	// Components are the statuses from the first update on. A component that
	// is affected but works has Operational. Closing returns all of them to
	// operational.
	Components map[string]Status `json:"components,omitempty"`
	Updates    []Update          `json:"updates"` // oldest first, at least one
	Origin     Origin            `json:"origin"`
	// Auto names the signals that opened an automatic incident
	// ("source/key" each); empty for one that a person wrote.
	Auto []string `json:"auto,omitempty"`
	// Touched is true once a person has changed an automatic incident: from
	// then on automation adds nothing to it.
	Touched bool `json:"touched,omitempty"`
	// Hidden keeps the incident from everything that is public: no list, page,
	// status or view knows of it.
	Hidden bool `json:"hidden,omitempty"`
	// Stickied pins the incident to the top of the page, also once it is closed.
	Stickied bool `json:"stickied,omitempty"`
	// Meta is what a program wants to find again with the incident, by its names.
	Meta map[string]json.RawMessage `json:"meta,omitempty"`
	// Created is when the incident was entered, which may be long after it
	// began; zero where nobody noted it.
	Created time.Time `json:"created,omitzero"`
	// Earlier are the titles and impacts before the ones it has, oldest first.
	Earlier []EarlierTitle `json:"earlier,omitempty"`
	// Notify, where it says anything, has people told even of what is old (true)
	// or of nothing (false).
	Notify *bool `json:"notify,omitempty"`
}

// Started is the time of the first update.
func (i *Incident) Started() time.Time { return i.Updates[0].At }

// State is the state that the last update set.
func (i *Incident) State() State { return i.Updates[len(i.Updates)-1].State }

// Open reports whether the incident is unresolved.
func (i *Incident) Open() bool { return !i.State().Ends() }

// Resolved is when the incident was closed for good, or the zero time while
// it is open: the first closing update after which no update reopened it.
func (i *Incident) Resolved() time.Time {
	var at time.Time
	for n := range i.Updates {
		u := &i.Updates[n]
		switch {
		case !u.State.Ends():
			at = time.Time{}
		case at.IsZero():
			at = u.At
		}
	}
	return at
}

// Changed is the time of the newest update, edit or redaction.
func (i *Incident) Changed() time.Time { return changed(i.Updates, i.Earlier) }

func changed(updates []Update, earlier []EarlierTitle) (at time.Time) {
	for i := range updates {
		at = later(at, updates[i].Changed())
	}
	for _, h := range earlier {
		at = later(at, h.Until)
	}
	return at
}

// pinned reports whether the incident is shown at the top though it is closed.
func (i *Incident) pinned() bool { return i.Stickied && !i.Hidden && !i.Open() }
