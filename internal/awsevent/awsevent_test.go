package awsevent_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/awsevent"
)

const (
	own     = "123456789012"
	samples = "../intake/testdata/"
)

type seen struct{ Caller, ID, Body string }

func parse(t *testing.T, payload string) []seen {
	t.Helper()
	events, err := awsevent.Parse([]byte(payload), own)
	if err != nil {
		t.Fatal(err)
	}
	var all []seen
	for _, e := range events {
		all = append(all, seen{string(e.Caller), e.ID, string(e.Body)})
	}
	return all
}

func sample(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(samples + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhoIsBehindAnInvocation(t *testing.T) {
	action := sample(t, "cloudwatch-lambda-action/metric-alarm.json")
	event := sample(t, "cloudwatch-eventbridge/docs-single-metric-alarm.json")
	health := sample(t, "aws-health/issue-open.json")
	for name, x := range map[string]struct {
		payload string
		want    []seen
	}{
		"an alarm's action": {action, []seen{{"alarm arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-errors", parse(t, action)[0].ID, action}}},
		"an alarm by an event": {event, []seen{{"alarm arn:aws:cloudwatch:us-east-1:123456789012:alarm:ServerCpuTooHigh",
			"c4c1c1c9-6542-e61b-6ef0-8c4d36933a92", event}}},
		"an event of AWS": {health, []seen{{"event aws.health", "7bf73129-1428-4cd3-a780-95db273d1602", health}}},
		"an event of our own": {`{"id":"1","detail-type":"probe","source":"com.example","account":"123456789012","resources":["arn:aws:cloudwatch:x"],"detail":{"key":"a"}}`,
			[]seen{{"event com.example", "1", `{"key":"a"}`}}},
		"an event of another account": {`{"id":"1","detail-type":"probe","source":"com.example","account":"111122223333","detail":{"key":"a"}}`,
			[]seen{{"event 111122223333/com.example", "1", `{"key":"a"}`}}},
		"messages of topics": {`{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m1","TopicArn":"arn:aws:sns:eu-west-1:123456789012:a","Message":"{\"AlarmArn\":\"arn:x\"}"}},
			{"EventSource":"aws:sns","Sns":{"MessageId":"m2","TopicArn":"arn:aws:sns:eu-west-1:123456789012:b","Message":"not JSON"}}]}`,
			[]seen{{"topic arn:aws:sns:eu-west-1:123456789012:a", "m1", `{"AlarmArn":"arn:x"}`}, {"topic arn:aws:sns:eu-west-1:123456789012:b", "m2", "not JSON"}}},
	} {
		if diff := cmp.Diff(x.want, parse(t, x.payload)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

// What comes again has the same id, and the next change of the alarm another.
func TestAnActionHasAnIDOfItsOwn(t *testing.T) {
	action := sample(t, "cloudwatch-lambda-action/metric-alarm.json")
	later := strings.ReplaceAll(action, "11:58:04", "11:59:04")
	first, again, next := parse(t, action)[0].ID, parse(t, action)[0].ID, parse(t, later)[0].ID
	if first != again || first == next || first == "" {
		t.Errorf("%q, again %q, next %q", first, again, next)
	}
}

func TestWhatIsNoSource(t *testing.T) {
	for _, payload := range []string{"", "null", "[]", "{}", `{"first_administrator":true}`, `{"Records":[{"eventSource":"aws:sqs","body":"x"}]}`,
		`{"Records":[{"Sns":{"MessageId":"m"}}]}`, `{"alarmArn":"arn:x"}`, `{"detail-type":"x","source":"y"}`} {
		if events, err := awsevent.Parse([]byte(payload), own); !errors.Is(err, awsevent.ErrUnknown) || events != nil {
			t.Errorf("%s: %v, %v", payload, events, err)
		}
	}
}
