package channels

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/notify/outlet"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// row is how a channel stands.
type row struct {
	ID, Path, Kind, File, State string
	Off, Failing                bool
	Last                        time.Time
}

func (c *Channels) list(v *admin.Visit) error {
	site, err := admin.Enter(c.House)
	if err != nil {
		return err
	}
	rows := make([]row, 0, len(site.Config.Channels))
	for i := range site.Config.Channels {
		s, _, err := c.Desk.State(v.Context(), site.Config.Channels[i].ID)
		if err != nil {
			return err
		}
		rows = append(rows, rowOf(&site.Config.Channels[i], &s))
	}
	return v.Show("channels", "Channels", rows)
}

func rowOf(c *config.Channel, s *outlet.State) row {
	r := row{ID: c.ID, Path: path + "/" + c.ID, Kind: c.Kind, File: "channels/" + c.ID + ".yaml", Off: s.Off, Failing: !s.Failing.IsZero(), Last: s.Last}
	switch {
	case s.Off:
		r.State = "off"
	case r.Failing:
		r.State = "fails since " + moment(s.Failing)
	case s.Last.IsZero():
		r.State = "on, nothing delivered yet"
	default:
		r.State = "on, last delivery " + moment(s.Last)
	}
	return r
}

func moment(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }

// channel is what an address of the dashboard names, and how it stands.
func (c *Channels) channel(ctx context.Context, id string) (config.Channel, outlet.State, error) {
	site, err := admin.Enter(c.House)
	if err != nil {
		return config.Channel{}, outlet.State{}, err
	}
	n := slices.IndexFunc(site.Config.Channels, func(x config.Channel) bool { return x.ID == id })
	if n < 0 {
		return config.Channel{}, outlet.State{}, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such channel. Its file may have been removed."}
	}
	s, _, err := c.Desk.State(ctx, id)
	return site.Config.Channels[n], s, err
}

// fact is something about a channel, with its name.
type fact struct{ Name, Is string }

// facts are what the channel's file says, without what lets somebody post.
func facts(c *config.Channel) []fact {
	to := "the address in the secret " + c.Secret
	if u, err := url.Parse(c.URL); c.URL != "" && err == nil {
		to = u.Host
	}
	all := []fact{{"Kind", c.Kind}, {"To", to}, {"Told of", about(c)}}
	if c.Severity > status.ImpactNone {
		all = append(all, fact{"Least impact", c.Severity.String()})
	}
	if c.Sign != "" {
		all = append(all, fact{"Signed with", "the secret " + c.Sign})
	}
	if c.Language != "" {
		all = append(all, fact{"Language", c.Language})
	}
	return all
}

func about(c *config.Channel) string {
	kinds := "incidents and maintenance"
	switch {
	case c.NoIncidents:
		kinds = "maintenance"
	case c.NoMaintenance:
		kinds = "incidents"
	}
	if list := slices.Concat(c.Groups, c.Components); len(list) > 0 {
		return kinds + " of " + strings.Join(list, ", ")
	}
	return kinds + " of everything"
}
