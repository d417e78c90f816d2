package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/sns/snstest"
	"tidings/internal/status"
)

// hears makes sources of kinds that a topic may carry, and gives each a component.
func (p *postOffice) hears(kinds ...string) {
	c := &config.Config{Site: config.Site{Zone: time.UTC}}
	for _, kind := range kinds {
		c.Layout.Components = append(c.Layout.Components, status.Component{ID: kind, Name: kind})
		c.Sources = append(c.Sources, config.Source{ID: kind, Kind: kind, Auth: config.Auth{Type: config.AuthSNS, Topics: []string{snstest.ARN}},
			Rules: []config.Rule{{Match: map[string]string{}, Component: kind}}})
	}
	p.app.rules.Store(&rules{config: c, board: status.NewBoard(p.app.Store, time.UTC)})
}

// Whatever a topic carries comes by the source's own rules onto the board, as if it
// had been posted without SNS.
func TestWhatATopicCarriesIsUnderstood(t *testing.T) {
	p := newPostOffice(t)
	alert := `"alerts":[{"status":"firing","labels":{"alertname":"x","severity":"critical"},"startsAt":"2026-11-22T11:59:00Z","fingerprint":"f"}]`
	said := map[string]string{
		"alertmanager": `{"version":"4","status":"firing","groupKey":"g",` + alert + `}`,
		"grafana":      `{"version":"1","status":"firing","groupKey":"g","state":"alerting",` + alert + `}`,
		"cloudwatch":   `{"AlarmName":"a","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a","NewStateValue":"ALARM","StateChangeTime":"2026-11-22T11:59:00.000+0000"}`,
		"aws-health": `{"version":"0","id":"e","detail-type":"AWS Health Event","source":"aws.health","account":"123456789012","time":"2026-11-22T11:59:00Z","region":"eu-west-1",
			"detail":{"eventArn":"arn:aws:health:eu-west-1::event/EC2/x/y","service":"EC2","eventTypeCode":"AWS_EC2_OPERATIONAL_ISSUE","eventTypeCategory":"issue","statusCode":"open","startTime":"Sun, 22 Nov 2026 11:59:00 GMT","eventDescription":[{"language":"en_US","latestDescription":"x"}]}}`,
		"generic":           `{"key":"k","status":"firing","severity":"critical"}`,
		"standard-webhooks": `{"type":"alert","timestamp":"2026-11-22T11:59:00Z","data":{"key":"k","status":"firing","severity":"critical"}}`,
	}
	var kinds []string
	for kind := range said {
		kinds = append(kinds, kind)
	}
	p.hears(kinds...)
	for kind, text := range said {
		if code := p.post(kind, p.topic.Notification(text)); code != http.StatusAccepted {
			t.Errorf("%s is answered %d:\n%s", kind, code, &p.log)
		}
	}
	if err := p.app.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	for kind := range said {
		want[kind] = "done firing " + kind
	}
	for _, d := range p.kept() {
		got[d.Source] = d.State + " " + d.Reason
		if len(d.Outcome) == 1 {
			got[d.Source] = d.State + " " + d.Outcome[0].Kind + " " + d.Outcome[0].Component
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// What a topic carries and nobody understands is in quarantine, as is the end of the
// subscription.
func TestWhatATopicCarriesIsNotUnderstood(t *testing.T) {
	p := newPostOffice(t)
	p.hears("cloudwatch")
	for _, body := range [][]byte{
		p.topic.Notification("Hello world!"),
		p.topic.Notification(`{"AWS Budgets":"over"}`),
		p.topic.Sign(map[string]string{"Type": "UnsubscribeConfirmation", "Message": "You have chosen to deactivate.", "Token": "t", "SubscribeURL": "x"}),
	} {
		if code := p.post("cloudwatch", body); code != http.StatusAccepted {
			t.Errorf("answered %d", code)
		}
	}
	if err := p.app.workOff(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := p.kept()
	for _, d := range all {
		if d.State != inbox.Quarantined || d.Reason == "" {
			t.Errorf("%s is %s: %s", d.Body, d.State, d.Reason)
		}
	}
	if said := fmt.Sprint(all); len(all) != 3 || !strings.Contains(said, "JSON") {
		t.Errorf("%d are kept: %s", len(all), said)
	}
}
