// Package blackbox holds what people and machines do with a running program, by its
// addresses alone, and what they then see: the same scripts for `tidings serve` and
// for the doors on AWS. It must never know which of them it plays with.
package blackbox

import (
	"maps"
	"testing"
	"time"
)

// Secret is what the monitor of the scripts' content proves itself by: the value of
// the secret "monitor".
const Secret = "hush"

// Site is a running program whose content is that of a script.
type Site struct {
	URL string // of the site and of all dynamic addresses, without a slash at the end
	// Carry has what waits be done; nil where the program does so by itself.
	Carry func()
	// Change makes the content folder hold these files and no others.
	Change func(files map[string]string)
	// Letters are the messages to an address as they were sent, oldest first.
	Letters func(to string) []string
	// Forbidden is the status of what somebody known may not do; 403 where it is not
	// given.
	Forbidden int
	// Hidden is that of what they may not read; 403 where it is not given.
	Hidden int
	// FirstLink is the link that makes the first administrator.
	FirstLink func() string
}

// scripts are what is played, each with a program of its own.
var scripts = []struct {
	name string
	play func(*visitor)
}{
	{"an alert", anAlert},
	{"strangers", strangers},
	{"planned work", plannedWork},
	{"a subscriber", aSubscriber},
	{"the dashboard", theDashboard},
	{"the API of Cachet", theAPI},
	{"subscribers by the API", subscribersByAPI},
	{"edits and slips", edits},
}

// Play plays every script with a program that open starts with content. Each holds
// the page, the feeds and the JSON against what was said.
func Play(t *testing.T, open func(t *testing.T, content map[string]string) *Site) {
	for _, script := range scripts {
		t.Run(script.name, func(t *testing.T) {
			content := maps.Clone(Content)
			v := &visitor{T: t, Site: open(t, content), content: content, cookies: map[string]string{}}
			v.eventually("/", "Acme")
			script.play(v)
		})
	}
}

// zone is where the days of the content's site begin.
func (v *visitor) zone() *time.Location {
	v.Helper()
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		v.Fatal(err)
	}
	return zone
}

const zoneName = "Europe/Berlin"

// Content is what the scripts begin with.
var Content = map[string]string{
	"site.yaml":       "name: Acme\nurl: https://status.example.com\ntime_zone: " + zoneName + "\n",
	"components.yaml": "components:\n  - {id: api, name: API}\n  - {id: web, name: Website}\n",
	"sources/monitor.yaml": `kind: alertmanager
auth: {type: bearer, secret: monitor}
rules:
  - {match: {service: api}, component: api, status: major_outage, incident: {template: outage}}
  - {match: {service: web}, component: web, status: partial_outage}
`,
	"templates/outage.md": "---\ntitle: \"{{component}} is down\"\nimpact: critical\n---\n## investigating\nWe are looking into it.\n\n## resolved\nIt works again.\n",
	"incidents/old.md":    "---\ntitle: An old one\nimpact: minor\n---\n## 2026-10-01T10:00:00Z investigating\nIt is slow.\n\n## 2026-10-01T11:00:00Z resolved\nIt is fast.\n",
}
