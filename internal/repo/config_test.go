package repo

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/status"
)

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// configured reads a configuration that must be flawless.
func configured(t *testing.T, files map[string]string) *config.Config {
	t.Helper()
	c, problems, err := Config(mapFS(files), time.Time{})
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	return c
}

func TestConfig(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	partial := status.PartialOutage
	got := configured(t, map[string]string{
		"site.yaml": "\ufeffname: Example\r\ndescription: All of it.\r\nurl: https://example.com/status/\r\ntime_zone: Europe/Berlin\r\nlanguages: [en, pt-BR]\r\n" +
			"logo: assets/logo.svg\r\naccent: '#0a6c74'\r\nlinks: [{name: Docs, url: https://example.com/docs}]\r\n" +
			"uptime: {id: strict, weights: {degraded_performance: 0.5}, count_maintenance: true}\r\ndynamic_url: https://api.example.com\r\n",
		"themes/assets/logo.svg": "<svg/>",
		"components.yaml": "components:\n  - {id: docs, name: Documentation, link: https://example.com}\n" +
			"groups:\n  - id: core\n    name: Core\n    mode: folded\n    components: [{id: api, name: API, description: REST, since: 2025-09-01}]\n",
		"templates/outage.md": "---\ntitle: \"{{component}} is down\"\nimpact: critical\n---\n## investigating\n\nWe look.\n\n## The details\n\n- none\n\n## resolved\nOver.\n",
		"sources/prometheus.yaml": "kind: alertmanager\nauth: {type: bearer, secret: prom}\nstale: 12h\ntime_zone: America/New_York\nrules:\n" +
			"  - match: {service: api, severity: '*'}\n    component: api\n    status: partial_outage\n    hold_down: 90s\n    hold_up: 1h30m\n    incident: {template: outage}\n" +
			"  - {match: {}, component: docs}\n",
		"sources/grafana.yaml": "kind: grafana\nauth: {type: hmac, secret: g, header: X-Sig, timestamp: X-Time, prefix: 'sha256=', tolerance: 1m}\n",
		"sources/mail.yaml":    "kind: ses\nauth: {type: sns, topics: ['arn:aws:sns:eu-west-1:123456789012:tidings']}\n",
		"sources/probe.yaml":   "kind: generic\nauth: {type: sns, topics: ['arn:aws:sns:eu-west-1:123456789012:probes']}\nrules: [{match: {}, component: docs}]\n",
		"channels/chat.yaml":   "kind: slack\nsecret: chat\n",
		"pages/about.md":       "---\ntitle: About us\n---\n\nHello.\n\n## More\n",
	})
	want := &config.Config{
		Site: config.Site{
			Name: "Example", Description: "All of it.", URL: "https://example.com/status", Zone: berlin, Languages: []string{"en", "pt-BR"},
			Logo: "assets/logo.svg", Accent: "#0a6c74", Theme: "default", Links: []config.Link{{Name: "Docs", URL: "https://example.com/docs"}},
			Uptime:     config.UptimeRule{ID: "strict", Weights: [6]float64{status.DegradedPerformance: 0.5, status.PartialOutage: 0.3, status.MajorOutage: 1}, CountMaintenance: true},
			DynamicURL: "https://api.example.com",
		},
		Layout: status.Layout{
			Groups: []status.Group{{ID: "core", Name: "Core", Mode: "folded"}},
			Components: []status.Component{
				{ID: "docs", Name: "Documentation", Link: "https://example.com"},
				{ID: "api", Name: "API", Description: "REST", Group: "core", Since: "2025-09-01"},
			},
		},
		Sources: []config.Source{
			{ID: "grafana", Kind: "grafana", Auth: config.Auth{Type: "hmac", Secret: "g", Header: "X-Sig", Timestamp: "X-Time", Prefix: "sha256=", Encoding: "hex", Tolerance: time.Minute}},
			{ID: "mail", Kind: "ses", Auth: config.Auth{Type: "sns", Tolerance: 5 * time.Minute, Topics: []string{"arn:aws:sns:eu-west-1:123456789012:tidings"}}},
			{ID: "probe", Kind: "generic", Auth: config.Auth{Type: "sns", Tolerance: 5 * time.Minute, Topics: []string{"arn:aws:sns:eu-west-1:123456789012:probes"}},
				Rules: []config.Rule{{Match: map[string]string{}, Component: "docs"}}},
			{ID: "prometheus", Kind: "alertmanager", Auth: config.Auth{Type: "bearer", Secret: "prom", Tolerance: 5 * time.Minute}, Stale: 12 * time.Hour, TimeZone: "America/New_York", Rules: []config.Rule{
				{Match: map[string]string{"service": "api", "severity": "*"}, Component: "api", Status: &partial, HoldDown: 90 * time.Second, HoldUp: 90 * time.Minute, Template: "outage"},
				{Match: map[string]string{}, Component: "docs"},
			}},
		},
		Templates: []config.Template{{ID: "outage", Title: "{{component}} is down", Impact: status.ImpactCritical, Bodies: map[status.State]string{
			status.Investigating: "We look.\n\n## The details\n\n- none", status.Resolved: "Over.",
		}}},
		Channels: []config.Channel{{ID: "chat", Kind: "slack", Secret: "chat"}},
		Pages:    []config.Page{{ID: "about", Title: "About us", Body: "Hello.\n\n## More"}},
		Lines:    map[string]int{"component api": 7, "component docs": 2, "group core": 4},
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Error(diff)
	}
}

func TestConfigUnlessGiven(t *testing.T) {
	got := configured(t, plainFiles).Site
	want := config.Site{Name: "Example", URL: "https://status.example.com", Zone: time.UTC, Languages: []string{"en"}, Theme: "default", Uptime: config.DefaultUptime}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Error(diff)
	}
}

// FuzzConfig and FuzzMaintenance hold that nothing in a file makes the reader
// fail in another way than by a problem with a place in the file.
func FuzzConfig(f *testing.F) {
	for _, text := range plainFiles {
		f.Add(text, good)
	}
	f.Add("kind: grafana\nauth: {type: hmac, secret: g}\nrules: [{match: {a: b}, component: api, incident: {template: x}}]\n", "---\ntitle: x\n---\n## resolved\n{{x}}\n")
	f.Fuzz(func(t *testing.T, yaml, markdown string) {
		_, problems, err := Config(mapFS(map[string]string{
			"site.yaml": yaml, "components.yaml": yaml, "sources/s.yaml": yaml, "channels/c.yaml": yaml, "templates/t.md": markdown, "pages/p.md": markdown,
		}), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		holdPlaced(t, problems)
	})
}

func FuzzMaintenance(f *testing.F) {
	f.Add(good)
	f.Add("---\ntitle: Work\nstarts: 2026-11-22T10:00:00Z\nends: 2026-11-22T11:00:00Z\ncomponents: [api, wbe]\n---\nSoon.\n## 2026-11-22T10:00:00Z completed\n---\nid: x\n---\n")
	f.Fuzz(func(t *testing.T, src string) {
		m, problems := ParseMaintenance("maintenance/some-file.md", []byte(src), someComponents)
		holdPlaced(t, problems)
		if (m == nil) != (len(problems) > 0) {
			t.Fatalf("maintenance %v with problems %v", m, problems)
		}
		if m == nil {
			return
		}
		again, problems := ParseMaintenance("maintenance/some-file.md", FormatMaintenance(m), nil)
		if diff := cmp.Diff(m, again); diff != "" || len(problems) > 0 {
			t.Fatalf("%v\n%s", problems, diff)
		}
	})
}

func holdPlaced(t *testing.T, problems []content.Problem) {
	t.Helper()
	for _, p := range problems {
		if p.Line < 1 || p.Column < 1 || p.Path == "" || p.Message == "" {
			t.Fatalf("problem without a place: %+v", p)
		}
	}
}
