package repo

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tidings/internal/config"
	"tidings/internal/status"
)

var zones = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

func TestSiteAndComponentsSurviveFormatAndParse(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	limit := -0.5
	weights := config.DefaultUptime.Weights
	weights[status.DegradedPerformance] = 0.125
	plain := config.Site{Name: "true", URL: "https://status.example.com", Zone: time.UTC, Languages: []string{"en"}, Theme: "default", Uptime: config.DefaultUptime}
	for name, want := range map[string]config.Config{
		"least": {Site: plain},
		"all": {
			Site: config.Site{
				Name: "A: \"B\" #c", Description: "- not a list", URL: "https://example.com/status", Zone: denver,
				Languages: []string{"zh-Hans", "pt-BR"}, Theme: "default", Accent: "#0b6e75",
				Links:      []config.Link{{Name: "Mail: us", URL: "mailto:a@example.com"}},
				Uptime:     config.UptimeRule{ID: "strict", Weights: weights, CountMaintenance: true},
				DynamicURL: "https://api.example.com", WriteBack: true, Tell: status.Tell{"remind": false, "end": true},
			},
			Layout: status.Layout{
				Groups: []status.Group{{ID: "no", Name: "— Core", Mode: "open"}, {ID: "edge", Name: "[Edge]"}},
				Components: []status.Component{
					{ID: "0123", Name: "123", Group: "no", Description: "a: b", Link: "https://example.com/x#y", Since: "2025-03-01"},
					{ID: "web", Name: "Web & more", Group: "edge"},
					{ID: "docs", Name: "Docs"},
				},
			},
			Numbers: config.Numbers{Groups: map[string]int{"edge": 4}, Components: map[string]int{"web": 12, "docs": 1}, Metrics: map[string]int{"queue": 3}},
			Metrics: []status.Metric{
				{ID: "speed", Name: "Speed", Calc: status.Average, Display: true, Window: status.HalfDay, Places: 2, Threshold: 5, Visible: status.Public, Origin: status.Origin{Kind: status.OriginContent}},
				{ID: "queue", Name: "no", Suffix: "%", Description: "a: b", Calc: status.Sum, Window: status.LastMonth, Places: 0, Threshold: 30, Limit: &limit,
					Component: "web", Visible: status.TeamOnly, Order: 1, Origin: status.Origin{Kind: status.OriginContent}},
			},
		},
		"lone first": {Site: plain, Layout: status.Layout{
			Groups:     []status.Group{{ID: "core", Name: "Core"}},
			Components: []status.Component{{ID: "docs", Name: "Docs"}, {ID: "api", Name: "API", Group: "core"}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems, err := Config(fstest.MapFS{
				"site.yaml":       {Data: FormatSite(&want.Site)},
				"components.yaml": {Data: FormatComponents(&want)},
			}, time.Time{})
			if err != nil || len(problems) > 0 {
				t.Fatalf("%v %v\n%s%s", err, problems, FormatSite(&want.Site), FormatComponents(&want))
			}
			if diff := cmp.Diff(&want, got, zones, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(config.Config{}, "Lines")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
