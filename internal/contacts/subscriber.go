package contacts

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"tidings/internal/status"
)

// Subscriber is a person who asked, by mail and with a click, to be told.
type Subscriber struct {
	ID      string
	Number  int // for those who cannot use ids: from 1 on, never given twice
	Address Address
	State   State
	Wish    Wish
	// Asked and Confirmed are the proof of consent, with From and Form.
	Asked, Confirmed time.Time
	From             string // digest of where the wish came from
	Form             string // what the person saw or how the address came: "page", "import", …
	// Version is raised when links that were sent before must no longer work.
	Version uint16
	// Bounces are when messages could not be delivered for now and were given up,
	// since the last delivery, oldest first.
	Bounces []time.Time
}

// State says whether a subscriber is written to.
type State string

// The states of a subscriber.
const (
	Active     State = "active"
	Left       State = "left"       // unsubscribed by themselves
	Bounced    State = "bounced"    // the address does not exist, or failed too often
	Complained State = "complained" // said that our mail is spam
)

// Wish is what a person wants to be told.
type Wish struct {
	// All is everything; otherwise what touches one of Groups, Components or
	// Incidents, by id, and what names no component at all.
	All        bool     `json:"all,omitempty"`
	Groups     []string `json:"groups,omitempty"`
	Components []string `json:"components,omitempty"`
	Incidents  []string `json:"incidents,omitempty"` // followed until they end
	// Severity is the least impact of an incident to be told of.
	Severity    status.Impact `json:"severity,omitempty"`
	Incident    bool          `json:"incident,omitempty"`    // told of incidents
	Maintenance bool          `json:"maintenance,omitempty"` // told of maintenance
	Language    string        `json:"language,omitempty"`    // BCP 47; empty: the site's first
	Zone        string        `json:"zone,omitempty"`        // IANA name; empty: the site's
}

// ErrWish is in every error about a wish that cannot be kept.
var ErrWish = errors.New("this subscription cannot be kept")

const (
	maxWished = 500
	maxID     = 63
	maxTag    = 64
)

// tidy sorts a wish, and refuses one that is for nothing or out of bounds.
func (w Wish) tidy() (Wish, error) {
	for _, list := range []*[]string{&w.Groups, &w.Components, &w.Incidents} {
		*list = slices.Compact(slices.Sorted(slices.Values(*list)))
		if len(*list) > maxWished || slices.ContainsFunc(*list, func(id string) bool { return id == "" || len(id) > maxID }) {
			return w, fmt.Errorf("%w: at most %d groups, components or incidents can be chosen, by their ids", ErrWish, maxWished)
		}
	}
	if w.All {
		w.Groups, w.Components = nil, nil
	}
	switch {
	case len(w.Language) > maxTag || len(w.Zone) > maxTag:
		return w, fmt.Errorf("%w: the language or the time zone is no name of one", ErrWish)
	case !w.Incident && !w.Maintenance && len(w.Incidents) == 0:
		return w, fmt.Errorf("%w: choose incidents, maintenance or both", ErrWish)
	case !w.All && len(w.Groups)+len(w.Components)+len(w.Incidents) == 0:
		return w, fmt.Errorf("%w: choose at least one component, or all", ErrWish)
	}
	return w, nil
}

// Topic is what an event is about.
type Topic struct {
	Maintenance bool
	ID          string // of the incident or maintenance
	Impact      status.Impact
	Components  []string // ids
	Groups      []string // of the components
}

// Wants reports whether a person is told of a topic.
func (w Wish) Wants(t Topic) bool {
	if !t.Maintenance && slices.Contains(w.Incidents, t.ID) {
		return true
	}
	if t.Maintenance && !w.Maintenance || !t.Maintenance && (!w.Incident || t.Impact < w.Severity) {
		return false
	}
	return w.All || len(t.Components) == 0 || touch(w.Components, t.Components) || touch(w.Groups, t.Groups)
}

func touch(wished, named []string) bool {
	return slices.ContainsFunc(named, func(id string) bool { return slices.Contains(wished, id) })
}
