// Package doctor looks over what a program knows and finds lies and trouble:
// where the page says what is not so, and where somebody waits for what does
// not come. It looks and never mends; it must never know where facts are kept.
package doctor

import (
	"time"

	"tidings/internal/inbox"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/publish"
	"tidings/internal/status"
)

// Patient is all that is looked at, as it is At that time.
type Patient struct {
	At      time.Time
	View    *status.View
	Sources []Source
	// Deliveries are the newest, without bodies, of all sources.
	Deliveries []inbox.Delivery
	News       []notify.News
	Channels   []Channel
	Clashes    []Clash
	// Uninvited are people who are entered by the API and not asked yet, the first of
	// them since a time.
	Uninvited      int
	UninvitedSince time.Time
	// Mail is how the mail service stands; nil where none was asked.
	Mail *Mail
	// Behind are maintenances that should have begun or ended minutes ago.
	Behind []string
	// Sites are the site in each of the places that it is published to.
	Sites []Site
	// Exports are those of each day; nil where nobody keeps any.
	Exports *Exports
}

// Site is the site in a place that it is published to, or at its address.
type Site struct {
	Place     string             // as people write it
	Published time.Time          // of the site that stands there; zero: there is none
	Heartbeat *publish.Heartbeat // the last; nil where nobody keeps the site up to date by himself
	Trouble   string             // why nobody could look; then there is nothing above
	Mend      string             // what can be done about that
}

// Exports are the exports that are kept in a place.
type Exports struct {
	Place  string
	Newest time.Time // zero: there is none
}

// Mail is how a mail service that is used by agreement stands, as it says itself.
type Mail struct {
	Trouble     string  // why it did not say; then there is nothing below
	Sandbox     bool    // only addresses that it has verified get mail
	Paused      bool    // it sends nothing
	Quota, Sent float64 // of messages in 24 hours; a Quota below 0 is none
}

// Source is a configured source of webhooks.
type Source struct {
	ID        string
	HasSecret bool
	Heard     time.Time // when its last delivery came; zero: none is remembered
}

// Channel is a configured channel and how it stands.
type Channel struct {
	ID string
	outlet.State
}

// Clash is a text that was posted and is not in the repository of the content,
// because somebody had changed the same there.
type Clash struct {
	Path string
	Ours string
	At   time.Time
}

// Finding is one thing that is wrong.
type Finding struct {
	Kind  string    `json:"kind"`           // names the check, for machines
	About string    `json:"about"`          // what it is found of, such as "component/api"
	Since time.Time `json:"since,omitzero"` // zero: not known
	Says  string    `json:"says"`           // what is wrong, a sentence without a full stop
	Mend  string    `json:"mend"`           // what can be done
}

// Examine finds what is wrong, in the order in which it should be looked at.
func Examine(p *Patient) []Finding {
	found := []Finding{}
	for _, check := range []func(*Patient) []Finding{sites, maintenance, outages, incidents, unknowns, signals, overrides, sources, deliveries, mail, invitations, news, channels, clashes, exports} {
		found = append(found, check(p)...)
	}
	return found
}
