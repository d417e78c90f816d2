// Package settings is the part of the dashboard that says what the site and the
// program run with: site.yaml as it is in force, and the flags of the program. It
// is a section of the frame in admin, and changes nothing: the first is a content
// file, the second belongs to whoever starts the program.
//
// It must never know a secret: it is told names of secrets, and flags without
// what opens something.
package settings

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// Flag is a flag that the program runs with.
type Flag struct {
	Name, Value string
	Given       bool   // by the command line or the environment; else it is the usual value
	Says        string // what it is for
}

// Options of New. All are needed.
type Options struct {
	House   admin.House
	Program string // its version, for people
	Flags   []Flag
}

type settings struct{ Options }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(o Options) admin.Section {
	s := &settings{o}
	return admin.Section{Pages: files, Routes: []admin.Route{
		{Method: "GET", Path: admin.Prefix + "settings", Action: access.ReadSettings, Name: "Settings", Menu: admin.AdministrationMenu, Serve: s.page},
	}}
}

// fact is a setting as the page shows it.
type fact struct{ Name, Value, File string }

type pageData struct {
	Program string
	Facts   []fact
	Flags   []Flag
}

func (s *settings) page(v *admin.Visit) error {
	site, err := admin.Enter(s.House)
	if err != nil {
		return err
	}
	return v.Show("settings", "Settings", pageData{s.Program, append(siteFacts(&site.Config.Site), folderFacts(site.Config)...), s.Flags})
}

const siteFile = "site.yaml"

func siteFacts(s *config.Site) []fact {
	all := []fact{
		{"Name", s.Name, siteFile},
		{"Description", s.Description, siteFile},
		{"Address", s.URL, siteFile},
		{"Forms and links in mail lead to", s.Dynamic(), siteFile},
		{"Time zone", s.Zone.String(), siteFile},
		{"Languages", strings.Join(s.Languages, ", "), siteFile},
		{"Theme", s.Theme, siteFile},
		{"Accent", s.Accent, siteFile},
		{"Logo", s.Logo, siteFile},
		{"Links", linksText(s.Links), siteFile},
		{"Uptime counts", uptimeText(s.Uptime), siteFile},
		{"Single sign-on", signOnText(s.SignOn), siteFile},
		{"What is posted here is committed to the content's repository", yes(s.WriteBack), siteFile},
	}
	given := all[:0]
	for _, f := range all {
		if f.Value != "" {
			given = append(given, f)
		}
	}
	return given
}

func linksText(links []config.Link) string {
	parts := make([]string, len(links))
	for i, l := range links {
		parts[i] = l.Name + " (" + l.URL + ")"
	}
	return strings.Join(parts, ", ")
}

// uptimeText says how much of the time in each status counts as down.
func uptimeText(u config.UptimeRule) string {
	said := []string{u.ID}
	for s, weight := range u.Weights {
		if weight > 0 {
			said = append(said, fmt.Sprintf("%s %g %%", strings.ToLower(admin.Word("status", statusName(s))), weight*100))
		}
	}
	if u.CountMaintenance {
		said = append(said, "maintenance counts as time observed")
	}
	return strings.Join(said, ", ")
}

func signOnText(s *config.SignOn) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("%s at %s, client %s, its secret named %s, for addresses of %s", s.Name, s.Issuer, s.ClientID, s.Secret, strings.Join(s.Domains, ", "))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// folderFacts say how much else the content folder defines.
func folderFacts(c *config.Config) []fact {
	var all []fact
	for _, x := range []struct {
		name, file string
		n          int
	}{
		{"Components", "components.yaml", len(c.Layout.Components)}, {"Groups", "components.yaml", len(c.Layout.Groups)}, {"Metrics", "components.yaml", len(c.Metrics)},
		{"Sources of webhooks", "sources/", len(c.Sources)}, {"Incident templates", "templates/", len(c.Templates)},
		{"Channels", "channels/", len(c.Channels)}, {"Free pages", "pages/", len(c.Pages)},
	} {
		all = append(all, fact{x.name, strconv.Itoa(x.n), x.file})
	}
	return all
}

func statusName(s int) string { return status.Status(s).String() }
