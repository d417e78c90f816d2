// Package config is what the operator writes, as plain data: the site, its
// components, the sources of webhooks and their rules, incident templates,
// channels and free pages. It is a leaf: repo reads it from files, everything
// else only looks at it.
package config

import (
	"strconv"
	"time"

	"tidings/internal/status"
)

// Config is everything of a content folder except incidents and maintenances.
type Config struct {
	Site      Site
	Layout    status.Layout
	Numbers   Numbers
	Metrics   []status.Metric // as they stand in the file; Series and times are the board's
	Sources   []Source        // by ID
	Templates []Template      // by ID
	Channels  []Channel       // by ID
	Pages     []Page          // by ID
	Lines     map[string]int  // of components.yaml, by "group ID", "component ID" and "metric ID"
}

// On is the configuration on a day of the site: its layout is that of the day. It is the
// same one where nothing retires.
func (c *Config) On(day status.Date) *Config {
	layout := c.Layout.On(day)
	if len(layout.Components) == len(c.Layout.Components) {
		return c
	}
	then := *c
	then.Layout = layout
	return &then
}

// LayoutFile is where groups, components and metrics are.
const LayoutFile = "components.yaml"

// Place is where the content defines a group, a component or a metric: file and
// line. What was kept by an earlier program has no line.
func (c *Config) Place(kind, id string) string {
	if line := c.Lines[kind+" "+id]; line > 0 {
		return LayoutFile + ":" + strconv.Itoa(line)
	}
	return LayoutFile
}

// Numbers are those by which the API knows what components.yaml declares, by id:
// what is not here is counted.
type Numbers struct{ Groups, Components, Metrics map[string]int }

// Source returns the source of an id.
func (c *Config) Source(id string) (*Source, bool) {
	for i := range c.Sources {
		if c.Sources[i].ID == id {
			return &c.Sources[i], true
		}
	}
	return nil, false
}

// Template returns the incident template of an id.
func (c *Config) Template(id string) (*Template, bool) {
	for i := range c.Templates {
		if c.Templates[i].ID == id {
			return &c.Templates[i], true
		}
	}
	return nil, false
}

// Site is site.yaml.
type Site struct {
	Name        string
	Description string
	URL         string // https://status.example.com, without a slash at the end; may have a sub-path
	Zone        *time.Location
	Languages   []string // BCP 47; the first is the default and stands without a prefix
	Logo        string   // file under themes/, or empty
	Accent      string   // CSS colour, or empty for the theme's
	Theme       string   // name of the built-in theme; "default" unless given
	Links       []Link   // in the page's header
	Uptime      UptimeRule
	DynamicURL  string  // where forms post to; empty: forms are left out of a build
	SignOn      *SignOn // single sign-on of the dashboard; nil for none
	// WriteBack has what is posted elsewhere committed to the content's repository.
	WriteBack bool
	// Tell is which turns of a maintenance people are told of, unless it says
	// otherwise itself.
	Tell status.Tell
}

// Dynamic is the address below which forms and links in mail lead: DynamicURL,
// else the site's own.
func (s Site) Dynamic() string {
	if s.DynamicURL != "" {
		return s.DynamicURL
	}
	return s.URL
}

// Link is a named address.
type Link struct{ Name, URL string }

// UptimeRule says how much of the time in each status counts as down.
type UptimeRule struct {
	ID      string     // shown beside every number
	Weights [6]float64 // by status.Status, 0 to 1
	// CountMaintenance counts maintenance as time observed; otherwise it is left out of both sides.
	CountMaintenance bool
}

// DefaultUptime counts major outages whole, partial ones by 30 %, and leaves
// maintenance out: what Statuspage does.
var DefaultUptime = UptimeRule{
	ID:      "standard",
	Weights: [6]float64{status.PartialOutage: 0.3, status.MajorOutage: 1},
}

// Source is sources/ID.yaml: who may send webhooks, and what they mean.
type Source struct {
	ID    string
	Kind  string // alertmanager, grafana, generic, standard-webhooks, …
	Auth  Auth
	Rules []Rule
	// Stale is after how long without a word an open signal is doubted; 0: never.
	Stale time.Duration
	// TimeZone is the name of the zone of times that name none; empty for UTC.
	TimeZone string
}

// KindSES is the kind of a source that says what became of mail. It is about
// people: no signal comes of it. AuthSNS is the type of proof that Amazon SNS
// gives of itself; it takes no secret.
const (
	KindSES = "ses"
	AuthSNS = "sns"
)

// Auth is how a source proves itself. Secret names a secret; it never holds one.
type Auth struct {
	Type      string // bearer | basic | header | hmac | standard-webhooks | sns | iam
	Secret    string
	User      string        // basic
	Header    string        // header and hmac: its name
	Prefix    string        // hmac: before the signature, such as "sha256="
	Encoding  string        // hmac: hex | base64
	Timestamp string        // hmac: header that holds unix seconds, signed as TS + ":" + body
	Tolerance time.Duration // of a signed time; 5 minutes unless given
	Topics    []string      // sns and iam: the names (ARN) of the topics that may say something
	Alarms    []string      // iam: names (ARN) of alarms; one that ends in "*" is the beginning of many
	Events    []string      // iam: sources of events, as aws.health, or ACCOUNT/SOURCE for those of another account
}

// Rule turns a signal into an effect. The first rule that matches wins.
type Rule struct {
	Match     map[string]string // label equals; "*" matches any value that is present
	Component string
	Status    *status.Status // nil: from the signal's severity
	HoldDown  time.Duration
	HoldUp    time.Duration
	Template  string // opens an incident; empty: component status only
}

// Template is templates/ID.md: the words of an automatic or prepared incident.
// In its texts {{component}} stands for the component's name.
type Template struct {
	ID     string
	Title  string
	Impact status.Impact
	Bodies map[status.State]string // Markdown by state; at least one
}

// Channel is channels/ID.yaml: where news is sent beside mail.
type Channel struct {
	ID     string
	Kind   string // webhook, statuspage, slack, …
	URL    string
	Secret string // names the secret that holds the address, in place of URL
	Sign   string // names the secret that webhooks are signed with, or the token of a chat
	Chat   string // telegram: the chat
	// What it is told: all, unless components or groups are named.
	Components, Groups         []string
	Severity                   status.Impact // the least, of incidents
	NoIncidents, NoMaintenance bool
	Language                   string // BCP 47; empty: the site's first
}

// Page is pages/ID.md, a free page.
type Page struct {
	ID    string
	Title string
	Body  string // Markdown
}
