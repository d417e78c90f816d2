package importer

import (
	"cmp"
	"net/url"
	"strings"
	"time"
)

// site settles the page's name, address and zone.
func (g *gathering) site() {
	s := &g.Site
	s.Name, s.Zone = oneLine(g.api2.Name, maxTitle), time.UTC
	g.SiteGuessed = s.Name == ""
	if s.Name == "" {
		s.Name = oneLine(g.guess.Name, maxTitle)
	}
	address := cmp.Or(g.api2.URL, g.guess.URL)
	if u, err := url.Parse(address); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		s.URL = "https://" + u.Host + strings.TrimRight(u.Path, "/")
		if s.Name == "" {
			s.Name = u.Hostname()
			g.note("site", "its name is not in the source: the name of its host stands in site.yaml")
		}
	}
	if s.URL == "" {
		s.URL = "https://status.example.com"
		g.note("site", "its address %q cannot be used: write the right one into site.yaml", address)
	}
	s.Name = cmp.Or(s.Name, "Status")
	if zone, ok := zoneOf(g.api2.TimeZone); ok {
		s.Zone = zone
	} else {
		g.note("site", "its time zone %q is not known: UTC is set", g.api2.TimeZone)
	}
}

// zoneOf loads a zone by its name. The zones that are UTC are called so.
func zoneOf(name string) (*time.Location, bool) {
	switch name {
	case "", "UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/Zulu":
		return time.UTC, true
	case "Local":
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}
