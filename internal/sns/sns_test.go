package sns_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/internal/notify/outbound"
	"tidings/internal/sns"
	"tidings/internal/sns/snstest"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func now() time.Time { return noon }

var named = []string{"arn:aws:sns:eu-west-1:123456789012:other", snstest.ARN}

func TestVerify(t *testing.T) {
	topic := snstest.New(t, noon)
	v := sns.New(topic, now)
	for name, fields := range map[string]map[string]string{
		"version 2":      {"Type": "Notification", "Message": "hello\nworld \u00fc"},
		"version 1":      {"Type": "Notification", "Message": "hello", "SignatureVersion": "1"},
		"with a subject": {"Type": "Notification", "Message": "hello", "Subject": "About"},
		"a subscription": {"Type": "SubscriptionConfirmation", "Message": "x", "Token": "t", "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/"},
		"an end":         {"Type": "UnsubscribeConfirmation", "Message": "x", "Token": "t", "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/"},
	} {
		m, err := v.Verify(t.Context(), topic.Sign(fields), named)
		if err != nil || m.Text != fields["Message"] || m.Type != fields["Type"] || m.Topic != snstest.ARN {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	if len(topic.Asked) != 1 {
		t.Errorf("the certificate was fetched %d times", len(topic.Asked))
	}
}

func TestWhatIsNotProved(t *testing.T) {
	topic, stranger := snstest.New(t, noon), snstest.New(t, noon)
	v := sns.New(topic, now)
	good := map[string]string{"Type": "Notification", "Message": "hello"}
	set := func(name, value string) []byte {
		m := map[string]string{}
		for k, v := range good {
			m[k] = v
		}
		m[name] = value
		return topic.Sign(m)
	}
	altered := func(name, value string) []byte {
		var m map[string]string
		if err := json.Unmarshal(topic.Notification("hello"), &m); err != nil {
			t.Fatal(err)
		}
		m[name] = value
		body, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	for name, body := range map[string][]byte{
		"nothing":                  nil,
		"no envelope":              []byte(`{"eventType":"Bounce"}`),
		"not JSON":                 []byte("Type=Notification"),
		"a key twice":              []byte(`{"Type":"Notification","type":"Notification"}`),
		"another key":              stranger.Notification("hello"),
		"another topic":            set("TopicArn", "arn:aws:sns:eu-west-1:123456789012:theirs"),
		"text changed":             altered("Message", "hullo"),
		"topic changed":            altered("TopicArn", named[0]),
		"subject added":            altered("Subject", "x"),
		"type changed":             altered("Type", "SubscriptionConfirmation"),
		"version changed":          altered("SignatureVersion", "1"),
		"version unknown":          altered("SignatureVersion", "3"),
		"yesterday's":              set("Timestamp", "2026-11-21T11:59:59.000Z"),
		"tomorrow's":               set("Timestamp", "2026-11-23T12:00:01.000Z"),
		"of no time":               set("Timestamp", "noon"),
		"no signature":             altered("Signature", ""),
		"signature no base64":      altered("Signature", "%"),
		"no topic's name":          set("TopicArn", "arn:aws:sns:eu-west-1.evil.example/:123456789012:x"),
		"certificate by http":      set("SigningCertURL", strings.Replace(snstest.CertificateURL, "https", "http", 1)),
		"certificate elsewhere":    set("SigningCertURL", "https://sns.eu-west-1.amazonaws.com.example.com/SimpleNotificationService-01.pem"),
		"certificate of a bucket":  set("SigningCertURL", "https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem"),
		"another region's":         set("SigningCertURL", "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-01.pem"),
		"certificate with a port":  set("SigningCertURL", "https://sns.eu-west-1.amazonaws.com:444/SimpleNotificationService-01.pem"),
		"certificate with a user":  set("SigningCertURL", "https://x@sns.eu-west-1.amazonaws.com/SimpleNotificationService-01.pem"),
		"certificate with a query": set("SigningCertURL", snstest.CertificateURL+"?x"),
		"empty query":              set("SigningCertURL", snstest.CertificateURL+"?"),
		"another path":             set("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a/SimpleNotificationService-01.pem"),
		"path that climbs":         set("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/x/../SimpleNotificationService-01.pem"),
		"escaped path":             set("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/%53impleNotificationService-01.pem"),
	} {
		if m, err := v.Verify(t.Context(), body, named); !errors.Is(err, sns.ErrUnproven) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	for _, at := range topic.Asked {
		if at != snstest.CertificateURL {
			t.Errorf("%s was asked for", at)
		}
	}
	odd := "arn:aws:sns:eu-west-1.evil.example/:123456789012:x"
	if _, err := v.Verify(t.Context(), set("TopicArn", odd), []string{odd}); !errors.Is(err, sns.ErrUnproven) {
		t.Errorf("a name that is none, and is named: %v", err)
	}
	if _, err := v.Verify(t.Context(), topic.Notification("x"), nil); !errors.Is(err, sns.ErrUnproven) {
		t.Errorf("no topic is named: %v", err)
	}
}

func TestCertificates(t *testing.T) {
	weak, err := os.ReadFile(filepath.Join("testdata", "weak.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		answer outbound.Answer
		err    error
		at     time.Time
		proved bool // whether it is known that the message is not the topic's
	}{
		"not there":      {answer: outbound.Answer{Status: 404}, proved: true},
		"forbidden":      {answer: outbound.Answer{Status: 403}, proved: true},
		"trouble":        {answer: outbound.Answer{Status: 503}},
		"elsewhere":      {answer: outbound.Answer{Status: 302}},
		"no certificate": {answer: outbound.Answer{Status: 200, Body: []byte("<html>")}},
		"broken":         {answer: outbound.Answer{Status: 200, Body: []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}},
		"a weak key":     {answer: outbound.Answer{Status: 200, Body: weak}, at: noon.AddDate(1, 0, 0), proved: true},
		"unreachable":    {err: errors.New("no route")},
		"expired":        {at: noon.AddDate(1, 0, 0), proved: true},
		"not yet good":   {at: noon.AddDate(-1, 0, 0), proved: true},
	} {
		topic := snstest.New(t, noon)
		topic.Fail, topic.Err = test.answer, test.err
		at := test.at
		if at.IsZero() {
			at = noon
		}
		body := topic.Sign(map[string]string{"Type": "Notification", "Message": "x", "Timestamp": at.Format(time.RFC3339)})
		_, err := sns.New(topic, func() time.Time { return at }).Verify(t.Context(), body, named)
		if err == nil || errors.Is(err, sns.ErrUnproven) != test.proved {
			t.Errorf("%s: %v; want a proof that it is not: %v", name, err, test.proved)
		}
	}
}

// Strangers who know the name of a topic cannot have SNS asked without end.
func TestCertificatesAreNotFetchedWithoutEnd(t *testing.T) {
	topic := snstest.New(t, noon)
	topic.Fail = outbound.Answer{Status: http.StatusNotFound}
	v := sns.New(topic, now)
	for i := range 200 {
		at := "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-" + strings.Repeat("a", 1+i%60) + ".pem"
		if _, err := v.Verify(t.Context(), topic.Sign(map[string]string{"Type": "Notification", "Message": "x", "SigningCertURL": at}), named); err == nil {
			t.Fatal("proved")
		}
	}
	if len(topic.Asked) > 10 {
		t.Errorf("SNS was asked %d times at once", len(topic.Asked))
	}
}

// What confirms a subscription is made of the topic and the token alone.
func TestConfirm(t *testing.T) {
	topic := snstest.New(t, noon)
	v := sns.New(topic, now)
	m, err := v.Verify(t.Context(), topic.Sign(map[string]string{"Type": "SubscriptionConfirmation", "Message": "x", "Token": "a&b=c", "SubscribeURL": "https://evil.example.com/"}), named)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Confirm(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(topic.Asked[1])
	if err != nil || u.Scheme+"://"+u.Host != "https://sns.eu-west-1.amazonaws.com" || u.Query().Get("Token") != "a&b=c" || u.Query().Get("TopicArn") != snstest.ARN {
		t.Errorf("%s was asked for, %v", topic.Asked[1], err)
	}
	topic.Fail = outbound.Answer{Status: 403}
	if err := v.Confirm(t.Context(), m); err == nil {
		t.Error("a refusal is no confirmation")
	}
}

// The published examples are read, and not proved.
func TestPublishedExamples(t *testing.T) {
	for _, name := range []string{"docs-notification.json", "docs-subscription-confirmation.json"} {
		body, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		m, err := sns.Parse(body)
		if err != nil || m.Topic != "arn:aws:sns:us-west-2:123456789012:MyTopic" || !strings.Contains(m.Text+m.Type, "Notification") && m.Type != sns.SubscriptionConfirmation {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
		topic := snstest.New(t, noon)
		if _, err := sns.New(topic, now).Verify(t.Context(), body, []string{m.Topic}); !errors.Is(err, sns.ErrUnproven) {
			t.Errorf("%s: %v", name, err)
		}
		if topic.Confirmed() {
			t.Error("an address of a message was asked for")
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:eu-west-1:123456789012:x","Message":"m"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if m, err := sns.Parse(body); err == nil && (m.ID == "" || !bytes.Contains(body, []byte("Type"))) {
			t.Errorf("%q became %+v", body, m)
		}
	})
}

// SNS speaks from another domain in China.
func TestChina(t *testing.T) {
	const arn = "arn:aws-cn:sns:cn-north-1:123456789012:x"
	topic := snstest.New(t, noon)
	v := sns.New(topic, now)
	for at, proved := range map[string]bool{
		"https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-01.pem": true,
		"https://sns.cn-north-1.amazonaws.com/SimpleNotificationService-01.pem":    false,
	} {
		body := topic.Sign(map[string]string{"Type": "Notification", "Message": "x", "TopicArn": arn, "SigningCertURL": at})
		if _, err := v.Verify(t.Context(), body, []string{arn}); (err == nil) != proved {
			t.Errorf("%s: %v", at, err)
		}
	}
}
