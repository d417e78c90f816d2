package rehearsal

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
)

// What alarms, topics and events are for the stack: an account of AWS that has more
// alarms than the page knows.
const (
	alarmARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:api-errors"
	topicARN = "arn:aws:sns:us-east-1:123456789012:probes"
)

// byIAM is the content with a source for all three ways that AWS brings word.
func byIAM() map[string]string {
	files := maps.Clone(content)
	files["sources/alarms.yaml"] = "kind: cloudwatch\nauth: {type: iam, alarms: [\"arn:aws:cloudwatch:us-east-1:123456789012:alarm:api-*\"]}\nrules:\n" +
		"  - {match: {alarm: api-errors}, component: api, status: major_outage, incident: {template: outage}}\n"
	files["sources/probes.yaml"] = "kind: generic\nauth: {type: iam, topics: [\"" + topicARN + "\"], events: [com.example.probe]}\nrules:\n" +
		"  - {match: {check: web}, component: web, status: partial_outage}\n"
	return files
}

// alarmState is what an alarm's action invokes the door with.
func alarmState(arn, state string, at time.Time) []byte {
	when := at.UTC().Format("2006-01-02T15:04:05.000-0700")
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	event, _ := json.Marshal(map[string]any{
		"source": "aws.cloudwatch", "alarmArn": arn, "accountId": "123456789012", "time": when, "region": "us-east-1",
		"alarmData": map[string]any{"alarmName": name, "state": map[string]any{"value": state, "reason": "secret host db-1", "timestamp": when},
			"previousState": map[string]any{"value": "OK"}, "configuration": map[string]any{"description": "", "metrics": []any{}}},
	})
	return event
}

// changes is the same change of an alarm as EventBridge tells it.
func (s *stack) changes(id, arn, state string, at time.Time) (taken int) {
	s.t.Helper()
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	return s.happens(id, "aws.cloudwatch", "CloudWatch Alarm State Change", at,
		map[string]any{"alarmName": name, "state": map[string]any{"value": state, "timestamp": at.UTC().Format("2006-01-02T15:04:05.000-0700")}}, arn)
}

// message is what a topic invokes the door with.
func message(id, topic, text string) []byte {
	event, _ := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": topic + ":1",
		"Sns": map[string]any{"Type": "Notification", "MessageId": id, "TopicArn": topic, "Message": text, "Timestamp": ago(1).Format("2006-01-02T15:04:05.000Z")},
	}}})
	return event
}

// goesOff has an alarm act, whose action is the door.
func (s *stack) goesOff(arn, state string, at time.Time) string {
	s.t.Helper()
	may, err := s.setting.MayInvoke(s.describe("ingest").Name, "lambda.alarms.cloudwatch.amazonaws.com", arn)
	if s.must(err); !may {
		s.t.Fatalf("no permission lets %s invoke the door", arn)
	}
	return s.brought(alarmState(arn, state, at))
}

// brought invokes the door as whoever may, and returns the ids of what was kept.
func (s *stack) brought(event []byte) string {
	s.t.Helper()
	out, err := s.door("ingest").invoke(s.t.Context(), event)
	s.must(err)
	return string(out)
}

func invoking(t *testing.T) *stack {
	t.Helper()
	s := newStack(t, "AlarmEvents", "api-*", "EventSources", "com.example.probe, aws.health", "SignalTopic", topicARN)
	s.apply(byIAM())
	s.carry()
	s.clock()
	return s
}

func (s *stack) shows(path, want string) {
	s.t.Helper()
	if page := s.read(path); !strings.Contains(page, want) {
		s.t.Errorf("%s does not say %q: %.300s", path, want, page)
	}
}

// An alarm goes off and ends, each change told twice and by two ways, and comes onto
// the page once.
func TestAnAlarmOfCloudWatch(t *testing.T) {
	s := invoking(t)
	began := time.Now().Add(-time.Minute)
	first := s.goesOff(alarmARN, "ALARM", began)
	if again := s.goesOff(alarmARN, "ALARM", began); again != first || !strings.Contains(first, `"ids":["`) {
		t.Errorf("the same change is kept as %s and %s", first, again)
	}
	s.carry()
	s.down()
	if strings.Contains(s.read("/"), "db-1") {
		t.Error("what the alarm says is on the page")
	}
	before := s.read("/manifest.json")
	if taken := s.changes("e1", alarmARN, "ALARM", began); taken != 1 {
		t.Errorf("%d rules take the change of an alarm", taken)
	}
	s.carry()
	if s.read("/manifest.json") != before {
		t.Error("the same change, told by EventBridge too, is published again")
	}
	s.changes("e2", alarmARN, "OK", began.Add(30*time.Second))
	s.carry()
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("unresolved are %q", got)
	}
	s.shows("/api/v2/status.json", `"none"`)
	s.goesOff(alarmARN, "ALARM", began) // the first change once more, late
	s.carry()
	s.shows("/api/v2/status.json", `"none"`)
	s.whole()
}

// A topic and a bus carry what senders of one's own say.
func TestAMessageOfATopic(t *testing.T) {
	s := invoking(t)
	firing := `{"key":"web","status":"firing","labels":{"check":"web"},"at":"` + time.Now().Add(-time.Minute).UTC().Format(time.RFC3339) + `"}`
	s.says(topicARN, firing)
	s.says(topicARN, firing) // the same message again
	s.carry()
	s.shows("/api/v2/components.json", `"partial_outage"`)
	cleared := map[string]any{"key": "web", "status": "resolved", "labels": map[string]string{"check": "web"}}
	if taken := s.happens("e1", "com.example.probe", "probe", time.Now(), cleared); taken != 1 {
		t.Errorf("%d rules take the event of a probe", taken)
	}
	s.carry()
	s.shows("/api/v2/status.json", `"none"`)
}

// What no source takes in changes nothing, and says why. What the payload says of
// itself does not count, nor does an address lead to such a source.
func TestAnAlarmThatNobodyTakesIn(t *testing.T) {
	s := invoking(t)
	strange := strings.Replace(alarmARN, "api-errors", "billing", 1)
	s.goesOff(strange, "ALARM", time.Now())
	for id, taken := range map[string]int{
		"another alarm": s.changes("e1", strange, "ALARM", time.Now()), "another source": s.happens("e2", "com.example.other", "probe", time.Now(), nil),
		"a call that CloudTrail saw": s.happens("e3", "aws.health", "AWS API Call via CloudTrail", time.Now(), nil),
	} {
		if taken != 0 {
			t.Errorf("%d rules take %s", taken, id)
		}
	}
	s.brought(message("m1", "arn:aws:sns:us-east-1:999999999999:theirs", string(alarmState(alarmARN, "ALARM", time.Now()))))
	out, err := s.door("ingest").invoke(t.Context(), httpEvent("POST", "/hooks/alarms", nil, string(alarmState(alarmARN, "ALARM", time.Now()))))
	if err != nil || !strings.Contains(string(out), `"statusCode":404`) {
		t.Errorf("by its address: %s, %v", out, err)
	}
	if _, err := s.door("ingest").invoke(t.Context(), []byte(`{"hello":"world"}`)); err == nil || !strings.Contains(err.Error(), "no alarm's action") {
		t.Errorf("what is nothing of all this: %v", err)
	}
	s.carry()
	s.shows("/api/v2/status.json", `"none"`)
	for _, why := range []string{
		"no source takes in the alarm " + strange + ": name it under alarms in the auth (type iam) of a file in sources",
		"no source takes in the topic arn:aws:sns:us-east-1:999999999999:theirs: name it under topics",
	} {
		if !s.log.says(why) {
			t.Errorf("nobody says %q:\n%s", why, s.log)
		}
	}
}
