package main

import (
	"os"
	"path/filepath"
	"testing"
)

// monitorSecret is what the sources of the small content folder expect.
const monitorSecret = "s3cret-of-the-monitor"

// smallContent is a site with two components and a source of each kind.
var smallContent = map[string]string{
	"site.yaml": "name: Example\nurl: https://status.example.com\n",
	"components.yaml": `groups:
  - id: core
    name: Core
    components:
      - {id: api, name: API}
      - {id: web, name: Website}
components:
  - {id: docs, name: Documentation}
`,
	"templates/outage.md": `---
title: "{{component}} is down"
impact: critical
---
## investigating
{{component}} does not answer. We are looking into it.

## resolved
{{component}} answers again.
`,
	"sources/monitor.yaml": `kind: generic
auth: {type: bearer, secret: monitor}
rules:
  - match: {service: api}
    component: api
    status: major_outage
    incident: {template: outage}
  - match: {service: web}
    component: web
    status: partial_outage
`,
	"sources/alertmanager.yaml":      "kind: alertmanager\n" + catchAll,
	"sources/grafana.yaml":           "kind: grafana\n" + catchAll,
	"sources/generic.yaml":           "kind: generic\n" + catchAll,
	"sources/signed.yaml":            "kind: grafana\nauth: {type: hmac, secret: grafana-hmac, header: X-Grafana-Alerting-Signature}\nrules: []\n",
	"sources/standard-webhooks.yaml": "kind: standard-webhooks\nauth: {type: standard-webhooks, secret: standard}\nrules: []\n",
}

const catchAll = `auth: {type: bearer, secret: monitor}
rules:
  - match: {}
    component: docs
    status: degraded_performance
`

func writeContent(dir string) error {
	for name, text := range smallContent {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// newSite makes a folder with small content in it, and has the secret known.
func newSite(t *testing.T) string {
	t.Helper()
	t.Setenv("TIDINGS_SECRET_MONITOR", monitorSecret)
	dir := t.TempDir()
	if err := writeContent(filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	return dir
}
