package repo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

const someMetrics = `components: [{id: api, name: API}]
metrics:
  - {id: latency, name: Response time, suffix: ms, description: Seen from here, component: api, limit: 400, window: week, places: 0, threshold: 15, home: false, visible: team, calculation: sum}
  - {id: queue, name: Queue}
`

func TestMetricsOfComponentsYAML(t *testing.T) {
	got := configured(t, map[string]string{"site.yaml": plainFiles["site.yaml"], "components.yaml": someMetrics}).Metrics
	limit, origin := 400.0, status.Origin{Kind: status.OriginContent}
	want := []status.Metric{
		{ID: "latency", Name: "Response time", Suffix: "ms", Description: "Seen from here", Calc: status.Sum, Window: status.LastWeek, Threshold: 15, Limit: &limit, Component: "api", Visible: status.TeamOnly, Origin: origin},
		{ID: "queue", Name: "Queue", Calc: status.Average, Display: true, Window: status.HalfDay, Places: 2, Threshold: 5, Visible: status.Public, Order: 1, Origin: origin},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestMistakesInMetricsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"  - {id: queue}": `components.yaml:3:5: key "name" is missing; it is one line of 1 to 200 characters without space at its ends`,
		"  - {id: queue, name: Q, number: 2}\n  - {id: line, name: R, number: 2}": `components.yaml:4:33: the number 2 is also that of the metric in line 3: each needs one of its own`,
		"  - {id: queue, name: Q}\n  - {id: queue, name: R}":                      `components.yaml:4:10: the id "queue" is also that of the metric in line 3: choose another`,
		"  - {id: queue, name: Q, component: wbe}":                                `components.yaml:3:37: unknown component "wbe": components.yaml has api`,
		"  - {id: queue, name: Q, calculation: mean}":                             `components.yaml:3:39: "calculation" cannot be "mean": use one of average, sum`,
		"  - {id: queue, name: Q, places: 9}":                                     `components.yaml:3:34: "places" must be at most 4`,
		"  - {id: queue, name: Q, threshold: 0}":                                  `components.yaml:3:37: "threshold" must be at least 1`,
		"  - {id: queue, name: Q, limit: .inf}":                                   `components.yaml:3:33: .inf is not a number that can be counted with`,
		"  - {id: queue, name: Q, sufix: ms}":                                     `components.yaml:3:26: unknown key "sufix": did you mean "suffix"?`,
		"  - {id: queue, name: Q, visible: everyone}":                             `components.yaml:3:35: "visible" cannot be "everyone": use one of public, team, hidden`,
		"  - {id: queue, name: Q, window: [day]}":                                 `components.yaml:3:34: "window" must be text, but is a list`,
		"  - {id: queue, name: Q, limit: 12345678901234567}":                      `components.yaml:3:33: "limit" must be at most 1e+15`,
		"  - {id: queue, name: Q, suffix: \"a\\nb\"}":                             `components.yaml:3:34: `,
		"  - {id: queue, name: Q, limit: ten}":                                    `components.yaml:3:33: "limit" must be a number at which a line is drawn across the chart, but is text`,
	} {
		_, problems, err := Config(mapFS(map[string]string{"site.yaml": plainFiles["site.yaml"], "components.yaml": "components: [{id: api, name: API}]\nmetrics:\n" + text + "\n"}), time.Time{})
		if err != nil || len(problems) != 1 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("%s:\ngot  %v, %v\nwant %s", text, problems, err, want)
		}
	}
}
