package intake

import (
	"errors"
	"strings"
	"testing"

	"tidings/internal/config"
	"tidings/internal/status"
)

// What versions and templates of senders leave out or write otherwise than the
// recorded bodies do, and what it means all the same.
func TestVariantsOfSenders(t *testing.T) {
	for name, c := range map[string]struct{ kind, body, kinds string }{
		"status of the whole":                           {"alertmanager", `{"status":"resolved","alerts":[{"labels":{"alertname":"a"}}]}`, "resolved=1"},
		"status of the whole, own is null":              {"alertmanager", `{"status":"firing","alerts":[{"status":null,"fingerprint":"1"}]}`, "firing=1"},
		"own status counts":                             {"alertmanager", `{"status":"firing","alerts":[{"status":"resolved","fingerprint":"1"}]}`, "resolved=1"},
		"own status that is none of both":               {"alertmanager", `{"status":"firing","alerts":[{"status":"suppressed","fingerprint":"1"},{"status":"firing","fingerprint":"2"}]}`, "firing=1 unknown=1"},
		"own status that is no text":                    {"alertmanager", `{"status":"firing","alerts":[{"status":{"state":"suppressed"},"fingerprint":"1"}]}`, ""},
		"own status as the API has it":                  {"alertmanager", `{"status":"firing","alerts":[{"status":{"state":"active"},"fingerprint":"1"}]}`, "firing=1"},
		"a list":                                        {"alertmanager", `[{"labels":{"alertname":"a"},"startsAt":"2026-11-22T11:00:00Z"}]`, "firing=1"},
		"a list, an end to come":                        {"alertmanager", `[{"labels":{"alertname":"a"},"endsAt":"2026-11-22T12:04:00Z"}]`, "firing=1"},
		"a list, an end that was":                       {"alertmanager", `[{"labels":{"alertname":"a"},"endsAt":"2026-11-22T12:00:00Z"},{"labels":{"alertname":"b"},"endsAt":"0001-01-01T00:00:00Z"}]`, "firing=1 resolved=1"},
		"a list as the API gives it":                    {"alertmanager", `[{"labels":{"alertname":"a"},"status":{"state":"active","silencedBy":[]},"endsAt":"2026-11-22T12:04:00Z","fingerprint":"1"},{"fingerprint":"2","status":{"state":"suppressed"}}]`, "firing=1 unknown=1"},
		"a list of what Alertmanager posts":             {"alertmanager", `[{"labels":{"alertname":"a"},"status":"resolved","endsAt":"2026-11-22T12:04:00Z"}]`, "resolved=1"},
		"a list with nothing in it":                     {"alertmanager", `[]`, ""},
		"a list of something else":                      {"alertmanager", `[{"name":"x"}]`, ""},
		"a list of Grafana's":                           {"grafana", `[{"labels":{"alertname":"DatasourceNoData"}},{"labels":{"alertname":"a"}}]`, "firing=1 unknown=1"},
		"state for status":                              {"grafana", `{"state":"ok","alerts":[{"fingerprint":"1"}]}`, "resolved=1"},
		"state beside status":                           {"grafana", `{"state":"alerting","status":"resolved","alerts":[{"fingerprint":"1"}]}`, "resolved=1"},
		"Grafana without data, by way of Alertmanager":  {"alertmanager", `{"alerts":[{"status":"firing","labels":{"alertname":"DatasourceNoData","grafana_folder":"f"}},{"status":"firing","fingerprint":"1"}]}`, "firing=1 unknown=1"},
		"Grafana's test, to a source of Alertmanager's": {"alertmanager", `{"orgId":1,"alerts":[{"status":"firing","labels":{"alertname":"TestAlert","instance":"Grafana"}}]}`, "test=1"},
		"a rule of one's own with Grafana's name":       {"alertmanager", `{"alerts":[{"status":"firing","labels":{"alertname":"DatasourceError"}}]}`, "firing=1"},
		"no status at all":                              {"alertmanager", `{"alerts":[{"fingerprint":"1"}]}`, ""},
		"upper case":                                    {"alertmanager", `{"alerts":[{"status":"FIRING","fingerprint":"1"}]}`, "firing=1"},
		"numbers for texts":                             {"alertmanager", `{"version":4,"alerts":[{"status":"firing","fingerprint":12,"labels":{"n":1,"ok":true,"no":null},"startsAt":1795341840}]}`, "firing=1"},
		"nulls for objects":                             {"alertmanager", `{"status":"firing","alerts":[{"fingerprint":"1","labels":null,"annotations":null,"startsAt":null,"endsAt":null,"generatorURL":null}]}`, "firing=1"},
		"one alert is null":                             {"alertmanager", `{"status":"firing","alerts":[null,{"fingerprint":"1"}]}`, "firing=1 unknown=1"},
		"alerts are null":                               {"alertmanager", `{"status":"firing","alerts":null}`, ""},
		"labels told apart by case":                     {"alertmanager", `{"alerts":[{"status":"firing","labels":{"Severity":"P1","severity":"critical"}}]}`, "firing=1"},
		"annotations told apart by case":                {"grafana", `{"alerts":[{"status":"firing","fingerprint":"1","annotations":{"Summary":"a","summary":"b"},"values":{"A":1,"a":2}}]}`, "firing=1"},
		"known keys in two cases":                       {"alertmanager", `{"alerts":[{"status":"firing","Status":"resolved","fingerprint":"1"}]}`, ""},
		"byte order mark":                               {"alertmanager", "\ufeff" + `{"alerts":[{"status":"firing","fingerprint":"1"}]}`, "firing=1"},
		"legacy with alerts null":                       {"grafana", `{"alerts":null,"ruleId":7,"ruleName":"r","state":"alerting"}`, "firing=1"},
		"legacy with alerts empty":                      {"grafana", `{"alerts":[],"ruleId":"7","state":"ok"}`, "resolved=1"},
		"legacy in upper case":                          {"grafana", `{"ruleId":7,"state":"Alerting","tags":null,"evalMatches":null}`, "firing=1"},
		"generic with nulls":                            {"generic", `{"key":"a","status":"firing","severity":null,"started":null,"labels":{"a":null,"b":"c"},"link":null}`, "firing=1"},
		"generic over lines":                            {"generic", "{\r\n\"key\": 0,\r\n\"status\": \"DOWN\"}\r\n\n", "firing=1"},
		"generic in an odd zone":                        {"generic", `{"key":"a","status":"firing","at":"2026-11-22T15:34:00+05:30"}`, "firing=1"},
		"generic without a zone":                        {"generic", `{"key":"a","status":"firing","at":"2026-11-22T10:04:00"}`, "firing=1"},
		"generic, two documents":                        {"generic", `{"key":"a","status":"firing"}` + "\n" + `{"key":"b","status":"firing"}`, ""},
		"an alarm behind a byte order mark":             {"cloudwatch", `{"Type":"Notification","Message":"\ufeff{\"AlarmName\":\"x\",\"NewStateValue\":\"ALARM\",\"Trigger\":null}"}`, "firing=1"},
		"attributes of a message by case":               {"cloudwatch", `{"Type":"Notification","MessageAttributes":{"Env":{"Type":"String","Value":"a"},"env":{"Type":"String","Value":"b"}},"Message":"{\"AlarmName\":\"x\",\"NewStateValue\":\"OK\"}"}`, "resolved=1"},
		"rule null beside alerts":                       {"grafana", `{"ruleId":null,"alerts":[{"status":"firing","fingerprint":"1"}]}`, "firing=1"},
	} {
		signals, err := Parse(c.kind, "source", Request{Body: []byte(c.body), Received: received})
		if q := (*Quarantine)(nil); (c.kinds == "") != errors.As(err, &q) {
			t.Errorf("%s: %v, %v", name, signals, err)
			continue
		}
		if kinds, _ := summary(signals); kinds != c.kinds {
			t.Errorf("%s: kinds are %s, want %s", name, kinds, c.kinds)
		}
	}
}

func TestRulesTellLabelsApartByCase(t *testing.T) {
	body := `{"alerts":[{"status":"firing","labels":{"Severity":"P4","severity":"critical"}}]}`
	signals, err := Parse("alertmanager", "source", Request{Body: []byte(body), Received: received})
	if err != nil || len(signals) != 1 || signals[0].Severity != "critical" {
		t.Fatalf("Parse = %v, %v", signals, err)
	}
	rules := []config.Rule{{Match: map[string]string{"Severity": "critical"}}, {Match: map[string]string{"Severity": "P4", "severity": "critical"}}}
	if n := Which(rules, signals[0]); n != 1 {
		t.Errorf("rule %d fits, want 1", n)
	}
}

// How bad an alert is stands under severity, whatever the case of its letters; of
// several the one in small letters counts.
func TestSeverityUnderOtherNames(t *testing.T) {
	for labels, want := range map[string]status.Severity{
		`{"severity":"critical"}`:                   status.SeverityCritical,
		`{"Severity":"Critical"}`:                   status.SeverityCritical,
		`{"SEVERITY":"warn"}`:                       status.SeverityWarning,
		`{"priority":"P2"}`:                         status.SeverityMajor,
		`{"SEVERITY":"P1","Severity":"P2"}`:         status.SeverityCritical,
		`{"Severity":"critical","severity":"info"}`: status.SeverityInfo,
		`{"Severity":"critical","priority":"P4"}`:   status.SeverityWarning,
		`{"Severity":"tier-1"}`:                     "",
		`{"alert_severity":"critical"}`:             "",
	} {
		body := `{"alerts":[{"status":"firing","fingerprint":"1","labels":` + labels + `}]}`
		signals, err := Parse("alertmanager", "source", Request{Body: []byte(body), Received: received})
		if err != nil || len(signals) != 1 || signals[0].Severity != want {
			t.Errorf("%s: %+v, %v, want %q", labels, signals, err, want)
		}
	}
}

// Who has mistaken a source's kind is told which one would do.
func TestQuarantineSaysWhichKindWouldDo(t *testing.T) {
	firing := `{"key":"a","status":"firing"}`
	for _, c := range [][3]string{
		{"alertmanager", `{"ruleId":7,"ruleName":"r","state":"alerting"}`, "; a source of kind grafana would understand it"},
		{"generic", `{"status":"firing","alerts":[{"status":"firing","fingerprint":"1"}]}`, "; a source of kind alertmanager or grafana would understand it"},
		{"grafana", firing, "; a source of kind generic would understand it"},
		{"generic", `{"type":"x","data":` + firing + `}`, "; a source of kind standard-webhooks would understand it"},
		{"standard-webhooks", firing, "; a source of kind generic would understand it"},
		{"grafana", `{"AlarmName":"x","NewStateValue":"ALARM"}`, "; a source of kind cloudwatch would understand it"},
	} {
		_, err := Parse(c[0], "source", Request{Body: []byte(c[1]), Received: received})
		if q := (*Quarantine)(nil); !errors.As(err, &q) || !strings.HasSuffix(q.Reason, c[2]) {
			t.Errorf("%s to %s: %v, want a reason that ends in %q", c[1], c[0], err, c[2])
		}
	}
	for _, body := range []string{`{"test":1}`, `[]`, `{"AlarmName":"x","NewStateValue":"INSUFFICIENT_DATA"}`} {
		if _, err := Parse("generic", "source", Request{Body: []byte(body), Received: received}); err == nil || strings.Contains(err.Error(), "would understand") {
			t.Errorf("%s: %v", body, err)
		}
	}
}
