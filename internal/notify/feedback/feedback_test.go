package feedback_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/notify"
	"tidings/internal/notify/feedback"
)

func TestPublishedExamples(t *testing.T) {
	for name, want := range map[string]notify.Report{
		"event-bounce.json":    {Fate: notify.BouncedHard, At: time.Date(2017, 8, 5, 0, 41, 2, 669e6, time.UTC)},
		"event-complaint.json": {Fate: notify.Complained, At: time.Date(2017, 8, 5, 0, 41, 2, 669e6, time.UTC)},
		"event-delivery.json":  {Fate: notify.Delivered, At: time.Date(2016, 10, 19, 23, 21, 4, 133e6, time.UTC)},
	} {
		body, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want.Message = "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"
		want.Recipients = []string{"recipient@example.com"}
		for shape, body := range map[string]string{
			"event":        string(body),
			"notification": strings.Replace(string(body), "eventType", "notificationType", 1),
			"EventBridge":  `{"version":"0","source":"aws.ses","detail-type":"Email Bounced","detail":` + string(body) + `}`,
		} {
			got, err := feedback.Parse([]byte(body))
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s as %s: %v; want (-), got (+):\n%s", name, shape, err, diff)
			}
		}
	}
}

// event is one of a message in the ledger.
func event(kind, part, says string) string {
	return fmt.Sprintf(`{"eventType":%q,"mail":{"timestamp":"2026-11-22T12:00:00Z","messageId":"m","destination":["Ann <ANN@example.com>"],
		"tags":{"ses:source-ip":["192.0.2.1"],"tidings-reader":["abcd2345"],"tidings-told-0":["incident_api-down_3"],"tidings-told-1":["maintenance_m1_1"],"tidings-told-x":["no mark"]}},%q:%s}`, kind, part, says)
}

func TestEvents(t *testing.T) {
	at := time.Date(2026, 11, 22, 13, 0, 0, 0, time.UTC)
	const stamp = `"timestamp":"2026-11-22T14:00:00+01:00"`
	to := `[{"emailAddress":"ann@example.com","status":"5.1.1"}]`
	for _, test := range []struct {
		body string
		want notify.Fate
		at   time.Time
	}{
		{event("Send", "send", `{}`), notify.Sent, at.Add(-time.Hour)},
		{event("Reject", "reject", `{"reason":"Bad content"}`), notify.Rejected, at.Add(-time.Hour)},
		{event("Rendering Failure", "failure", `{}`), notify.Rejected, at.Add(-time.Hour)},
		{event("DeliveryDelay", "deliveryDelay", `{"delayType":"MailboxFull",`+stamp+`,"delayedRecipients":`+to+`}`), notify.Delayed, at},
		{event("Delivery", "delivery", `{`+stamp+`,"recipients":["ann@example.com"]}`), notify.Delivered, at},
		{event("Bounce", "bounce", `{"bounceType":"Permanent","bounceSubType":"OnAccountSuppressionList",`+stamp+`,"bouncedRecipients":`+to+`}`), notify.BouncedHard, at},
		{event("Bounce", "bounce", `{"bounceType":"Transient","bounceSubType":"MailboxFull",`+stamp+`,"bouncedRecipients":`+to+`}`), notify.BouncedSoft, at},
		{event("Bounce", "bounce", `{"bounceType":"Undetermined",`+stamp+`,"bouncedRecipients":[]}`), notify.BouncedSoft, at},
		{event("Complaint", "complaint", `{"complaintFeedbackType":"abuse",`+stamp+`,"complainedRecipients":`+to+`}`), notify.Complained, at},
		{event("Complaint", "complaint", `{"complaintFeedbackType":null,"complaintSubType":"OnAccountSuppressionList",`+stamp+`,"complainedRecipients":`+to+`}`), notify.Complained, at},
		{event("Complaint", "complaint", `{"complaintFeedbackType":"not-spam",`+stamp+`,"complainedRecipients":`+to+`}`), "", at},
		{event("Open", "open", `{`+stamp+`}`), "", time.Time{}},
		{event("Click", "click", `{`+stamp+`}`), "", time.Time{}},
	} {
		got, err := feedback.Parse([]byte(test.body))
		if err != nil || got.Fate != test.want || !got.At.Equal(test.at) {
			t.Errorf("%s: %q at %s, %v; want %q", test.body[:40], got.Fate, got.At, err, test.want)
		}
		want := []notify.Mark{{Subject: "incident/api-down", Number: 3}, {Subject: "maintenance/m1", Number: 1}}
		if diff := cmp.Diff(want, got.Marks); diff != "" || got.Reader != "abcd2345" {
			t.Errorf("%s: of %q, want (-), got (+):\n%s", test.body[:40], got.Reader, diff)
		}
		for _, r := range got.Recipients {
			if !strings.EqualFold(r, "ann@example.com") {
				t.Errorf("%s: about %q", test.body[:40], r)
			}
		}
	}
}

func TestWhatSaysNothing(t *testing.T) {
	for _, body := range []string{
		"Successfully validated SNS topic for Amazon SES event publishing.",
		`{"notificationType":"AmazonSnsSubscriptionSucceeded","message":"You have successfully subscribed"}`,
	} {
		if got, err := feedback.Parse([]byte(body)); err != nil || got.Fate != "" {
			t.Errorf("%q: %+v, %v", body, got, err)
		}
	}
}

func TestWhatIsNotUnderstood(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":           "",
		"text":              "hello ann@example.com",
		"another service":   `{"AlarmName":"x"}`,
		"no mail":           `{"eventType":"Bounce","bounce":{}}`,
		"an unknown type":   event("Teleport", "x", `{}`),
		"no time":           event("Delivery", "delivery", `{"recipients":["ann@example.com"]}`),
		"an unknown bounce": event("Bounce", "bounce", `{"bounceType":"Sideways","timestamp":"2026-11-22T12:00:00Z"}`),
		"a key twice":       `{"eventType":"Bounce","eventtype":"Delivery","mail":{}}`,
	} {
		_, err := feedback.Parse([]byte(body))
		if err == nil || strings.Contains(err.Error(), "ann@") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A message's place in the ledger comes back as it was given.
func TestTagsComeBack(t *testing.T) {
	marks := []notify.Mark{{Subject: "incident/2026-11-22-api", Number: 12}, {Subject: "maintenance/m", Number: 1}}
	tags := map[string][]string{}
	for _, tag := range feedback.Tags("abcd2345", marks) {
		if strings.ContainsFunc(tag.Name+tag.Value, func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-_", r) }) {
			t.Errorf("%+v cannot stand in a tag", tag)
		}
		tags[tag.Name] = []string{tag.Value}
	}
	var text strings.Builder
	for name, values := range tags {
		fmt.Fprintf(&text, ",%q:[%q]", name, values[0])
	}
	got, err := feedback.Parse([]byte(`{"eventType":"Send","mail":{"timestamp":"2026-11-22T12:00:00Z","tags":{` + text.String()[1:] + `}}}`))
	if err != nil || got.Reader != "abcd2345" || len(got.Marks) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, m := range marks {
		if got.Marks[0] != m && got.Marks[1] != m {
			t.Errorf("%+v is not among %+v", m, got.Marks)
		}
	}
	if tags := feedback.Tags("abcd2345", make([]notify.Mark, 100)); len(tags) > 50 {
		t.Errorf("%d tags; SES takes 50", len(tags))
	}
	if tags := feedback.Tags("", marks); tags != nil {
		t.Errorf("%v; a message to nobody has no place", tags)
	}
	if tags := feedback.Tags("abcd", []notify.Mark{{Subject: "incident/under_score", Number: 1}}); len(tags) != 1 {
		t.Errorf("%v; an underscore separates", tags)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(event("Bounce", "bounce", `{"bounceType":"Permanent","timestamp":"2026-11-22T12:00:00Z","bouncedRecipients":[{"emailAddress":"ann@example.com"}]}`)))
	f.Add([]byte(`{"source":"aws.ses","detail":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := feedback.Parse(body)
		if err == nil && r.Fate != "" && r.At.IsZero() {
			t.Errorf("%q has a fate and no time", body)
		}
	})
}
