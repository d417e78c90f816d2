package intake

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/status"
)

func TestMatch(t *testing.T) {
	down := status.MajorOutage
	fine := status.Operational
	rules := []config.Rule{
		{Match: map[string]string{"service": "api", "severity": "critical"}, Component: "api", Status: &down, HoldDown: time.Minute, HoldUp: time.Hour, Template: "outage"},
		{Match: map[string]string{"service": "api"}, Component: "api-severity"},
		{Match: map[string]string{"team": "*"}, Component: "team"},
		{Match: map[string]string{"quiet": ""}, Component: "loud"},
		{Match: map[string]string{"source": "prometheus"}, Component: "by-source"},
		{Component: "rest", Status: &fine},
	}
	for name, c := range map[string]struct {
		signal status.Signal
		want   *status.Effect
	}{
		"all labels": {
			status.Signal{Labels: map[string]string{"service": "api", "severity": "critical", "pod": "x"}},
			&status.Effect{Component: "api", Status: status.MajorOutage, HoldDown: time.Minute, HoldUp: time.Hour, Template: "outage"},
		},
		"severity without a label": {
			status.Signal{Severity: status.SeverityCritical, Labels: map[string]string{"service": "api"}},
			&status.Effect{Component: "api", Status: status.MajorOutage, HoldDown: time.Minute, HoldUp: time.Hour, Template: "outage"},
		},
		"a label named severity counts more": {
			status.Signal{Severity: status.SeverityCritical, Labels: map[string]string{"service": "api", "severity": "page"}},
			&status.Effect{Component: "api-severity", Status: status.MajorOutage},
		},
		"major":              {status.Signal{Severity: status.SeverityMajor, Labels: map[string]string{"service": "api"}}, &status.Effect{Component: "api-severity", Status: status.PartialOutage}},
		"minor":              {status.Signal{Severity: status.SeverityMinor, Labels: map[string]string{"service": "api"}}, &status.Effect{Component: "api-severity", Status: status.DegradedPerformance}},
		"warning":            {status.Signal{Severity: status.SeverityWarning, Labels: map[string]string{"service": "api"}}, &status.Effect{Component: "api-severity", Status: status.DegradedPerformance}},
		"no severity":        {status.Signal{Labels: map[string]string{"service": "api"}}, &status.Effect{Component: "api-severity", Status: status.DegradedPerformance}},
		"info stops there":   {status.Signal{Severity: status.SeverityInfo, Labels: map[string]string{"service": "api", "team": "a"}}, nil},
		"any value":          {status.Signal{Severity: status.SeverityMajor, Labels: map[string]string{"team": "blue"}}, &status.Effect{Component: "team", Status: status.PartialOutage}},
		"empty is no value":  {status.Signal{Severity: status.SeverityMajor, Labels: map[string]string{"team": "", "quiet": "1"}}, &status.Effect{Component: "rest"}},
		"label not there":    {status.Signal{Severity: status.SeverityMajor}, &status.Effect{Component: "loud", Status: status.PartialOutage}},
		"source":             {status.Signal{Source: "prometheus", Severity: status.SeverityMinor, Labels: map[string]string{"quiet": "1"}}, &status.Effect{Component: "by-source", Status: status.DegradedPerformance}},
		"rule without match": {status.Signal{Source: "x", Severity: status.SeverityInfo, Labels: map[string]string{"quiet": "1"}}, &status.Effect{Component: "rest"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Match(rules, c.signal)
			if diff := cmp.Diff(c.want, got); diff != "" || ok != (c.want != nil) {
				t.Errorf("Match, ok = %v (-want +got):\n%s", ok, diff)
			}
		})
	}
	if got, ok := Match(rules[:1], status.Signal{}); ok || got != nil {
		t.Errorf("without a fitting rule Match = %v, %v", got, ok)
	}
}
