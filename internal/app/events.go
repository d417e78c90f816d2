package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/status"
)

// lateAfter is how old an update may be for people to be told of it: what is
// entered later is history, and told only where it says so.
const lateAfter = time.Hour

// tellOf makes known what a change says to people, among so many messages that
// are sent at once.
func (a *App) tellOf(ctx context.Context, c *status.Change, messages int) error {
	if c.Verb == status.VerbDelete {
		return a.desk.Withdraw(ctx, c.Subject)
	}
	events, err := a.rules.Load().events(ctx, c)
	if err != nil || len(events) == 0 {
		return err
	}
	return a.desk.TellTogether(ctx, c.Subject, events, messages)
}

// events are what a change says to people.
func (r *rules) events(ctx context.Context, c *status.Change) ([]notify.Event, error) {
	about, id, _ := strings.Cut(c.Subject, "/")
	if c.Verb == status.VerbLoad || c.Verb == status.VerbDelete || about != status.AboutIncident && about != status.AboutMaintenance {
		return nil, nil
	}
	before, after, err := storiesOf(ctx, r, about, id, c)
	if err != nil || after == nil {
		return nil, err
	}
	events := after.news(before, c, r.config.Site.Tell)
	layout, err := r.layout(ctx)
	if err != nil {
		return nil, err
	}
	topic := topicOf(layout, about == status.AboutMaintenance, id, after)
	for i := range events {
		events[i].Topic = topic
	}
	return events, nil
}

// story is what an incident and a maintenance have in common for people.
type story struct {
	impact     status.Impact
	components []string
	updates    []status.Update
	notify     *bool
	hidden     bool
	turns      bool // it is a maintenance, whose turns have switches: tell
	tell       status.Tell
}

// storiesOf are a subject before and after a change. What the log could not
// hold is read from the board, as it is by now.
func storiesOf(ctx context.Context, r *rules, about, id string, c *status.Change) (before, after *story, err error) {
	before = parseStory(about, c.Before)
	if after = parseStory(about, c.After); after != nil || len(c.After) == 0 {
		return before, after, nil
	}
	if about == status.AboutMaintenance {
		m, err := r.board.Maintenance(ctx, id)
		if errors.Is(err, status.ErrNotFound) {
			return nil, nil, nil
		}
		return before, ofMaintenance(m), err
	}
	inc, err := r.board.Incident(ctx, id)
	if errors.Is(err, status.ErrNotFound) {
		return nil, nil, nil
	}
	return before, ofIncident(inc), err
}

// parseStory is nil for nothing, and for what was too long for the log.
func parseStory(about string, said json.RawMessage) *story {
	if len(said) == 0 {
		return nil
	}
	var s *story
	if about == status.AboutMaintenance {
		var m status.Maintenance
		if json.Unmarshal(said, &m) == nil {
			s = ofMaintenance(&m)
		}
	} else {
		var inc status.Incident
		if json.Unmarshal(said, &inc) == nil {
			s = ofIncident(&inc)
		}
	}
	if s == nil || len(s.updates) == 0 {
		return nil
	}
	return s
}

func ofIncident(i *status.Incident) *story {
	if i == nil {
		return nil
	}
	s := &story{impact: i.Impact, updates: i.Updates, notify: i.Notify, hidden: i.Hidden}
	named := map[string]bool{}
	for c := range i.Components {
		named[c] = true
	}
	for _, u := range i.Updates {
		for c := range u.Components {
			named[c] = true
		}
	}
	for c := range named {
		s.components = append(s.components, c)
	}
	slices.Sort(s.components)
	return s
}

func ofMaintenance(m *status.Maintenance) *story {
	if m == nil {
		return nil
	}
	return &story{components: m.Components, updates: m.Updates, notify: m.Notify, turns: true, tell: m.Tell}
}

// news are the events of a change: its new updates, and what time alone brought
// to a maintenance.
func (s *story) news(before *story, c *status.Change, site status.Tell) (events []notify.Event) {
	late := s.notify != nil && *s.notify
	if s.hidden || s.notify != nil && !*s.notify || c.Quiet && !late {
		return nil
	}
	known := map[string]bool{}
	if before != nil && !before.hidden {
		for _, u := range before.updates {
			known[u.ID] = true
		}
	}
	for i, u := range s.updates {
		if known[u.ID] || u.Quiet || !late && c.At.Sub(u.At) > lateAfter || i == 0 && !s.tells(turnOf(u.State), site) {
			continue
		}
		events = append(events, notify.Event{Update: u.ID, At: c.At, Kind: kindOf(u.State, i == 0)})
	}
	if len(events) == 0 && byTime(c.Verb) && s.tells(c.Verb, site) {
		events = append(events, notify.Event{Update: c.Verb + "@" + c.At.UTC().Format(time.RFC3339), At: c.At, Kind: kindOfVerb(c.Verb)})
	}
	return events
}

// tells reports whether people are told of a turn, as the subject says or else
// the site.
func (s *story) tells(turn string, site status.Tell) bool { return !s.turns || s.tell.Of(turn, site) }

// turnOf is the turn that the first update of a maintenance is.
func turnOf(s status.State) string {
	if s == status.Scheduled {
		return status.VerbAnnounce
	}
	return status.VerbBegin
}

func kindOf(s status.State, first bool) notify.Kind {
	switch {
	case s.Ends():
		return notify.Closes
	case first:
		return notify.Opens
	}
	return notify.Goes
}

// byTime reports whether people are told of a verb that no update tells.
func byTime(verb string) bool {
	switch verb {
	case status.VerbRemind, status.VerbBegin, status.VerbEnd, status.VerbCancel, status.VerbExtend, status.VerbMove:
		return true
	}
	return false
}

func kindOfVerb(verb string) notify.Kind {
	if verb == status.VerbEnd || verb == status.VerbCancel {
		return notify.Closes
	}
	return notify.Goes
}

// topicOf is what people choose by.
func topicOf(layout status.Layout, maintenance bool, id string, s *story) contacts.Topic {
	t := contacts.Topic{Maintenance: maintenance, ID: id, Impact: s.impact, Components: s.components}
	for _, c := range layout.Components {
		if c.Group != "" && slices.Contains(s.components, c.ID) && !slices.Contains(t.Groups, c.Group) {
			t.Groups = append(t.Groups, c.Group)
		}
	}
	return t
}
