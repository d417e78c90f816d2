package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/notify/outbound"
	"tidings/internal/sns"
	"tidings/internal/sns/snstest"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

// topicDesk has one source, which hears a topic.
type topicDesk struct{ *inbox.Inbox }

func (topicDesk) Source(context.Context, string, time.Time) (config.Source, []string, error) {
	return config.Source{ID: "probe", Kind: "standard-webhooks", Auth: config.Auth{Type: config.AuthSNS, Topics: []string{snstest.ARN}}}, nil, nil
}

// topicDoor is a door for a topic, with what can be seen of it.
type topicDoor struct {
	*testing.T
	topic *snstest.Topic
	inbox *inbox.Inbox
	door  *web.Hooks
	log   bytes.Buffer
}

func newTopicDoor(t *testing.T) *topicDoor {
	t.Helper()
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return noon }
	d := &topicDoor{T: t, topic: snstest.New(t, noon), inbox: inbox.New(memory.New(now))}
	d.door = web.NewHooks(web.Hooks{Deliveries: topicDesk{d.inbox}, Now: now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(&d.log, nil)),
		Metrics: &web.Metrics{}, Topics: sns.New(d.topic, now)})
	return d
}

// post posts a body as SNS does, with headers that anybody could write.
func (d *topicDoor) post(body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/hooks/probe", bytes.NewReader(body))
	r.SetPathValue("source", "probe")
	for name, value := range map[string]string{"Content-Type": "text/plain; charset=UTF-8", "X-Amz-Sns-Topic-Arn": "of somebody else", "Webhook-Id": "of somebody else"} {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	d.door.ServeHTTP(w, r)
	return w
}

func (d *topicDoor) kept() []inbox.Delivery {
	d.Helper()
	all, _, err := d.inbox.List(d.Context(), "", 100, "")
	if err != nil {
		d.Fatal(err)
	}
	for i := range all {
		if all[i], err = d.inbox.Get(d.Context(), all[i].ID); err != nil {
			d.Fatal(err)
		}
	}
	return all
}

// What was published is kept as if its sender had posted it, once for SNS's own id of
// it, and only what was signed is believed.
func TestWhatATopicCarriesIsTheDelivery(t *testing.T) {
	d := newTopicDoor(t)
	message := func(id, text string) []byte {
		return d.topic.Sign(map[string]string{"Type": "Notification", "MessageId": id, "Message": text})
	}
	first := d.post(message("m1", `{"key":"api"}`))
	if again := d.post(message("m1", `{"key":"api"}`)); first.Code != 202 || again.Code != 202 || again.Body.String() != first.Body.String() {
		t.Errorf("answered %d %s, and then %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	if other := d.post(message("m2", "ALARM: not JSON")); other.Code != 202 || other.Body.String() == first.Body.String() {
		t.Errorf("another is answered %d %s", other.Code, other.Body)
	}
	got := d.kept()
	if len(got) != 2 {
		t.Fatalf("%d are kept", len(got))
	}
	type part struct{ ID, Body, Topic string }
	want := map[part]bool{{"m2", "ALARM: not JSON", snstest.ARN}: true, {"m1", `{"key":"api"}`, snstest.ARN}: true}
	is := map[part]bool{}
	for _, x := range got {
		is[part{x.TransportID, string(x.Body), x.Header["x-amz-sns-topic-arn"]}] = true
	}
	if diff := cmp.Diff(want, is); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(d.topic.Asked) != 1 {
		t.Errorf("SNS was asked %d times", len(d.topic.Asked))
	}
}

func TestStrangersAreNoTopic(t *testing.T) {
	d := newTopicDoor(t)
	stranger := snstest.New(t, time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	for name, body := range map[string][]byte{
		"another key":       stranger.Notification("{}"),
		"another topic":     d.topic.Sign(map[string]string{"Type": "Notification", "Message": "{}", "TopicArn": snstest.ARN + "-2"}),
		"no envelope":       []byte(`{"key":"api"}`),
		"a message changed": bytes.Replace(d.topic.Notification("fires"), []byte("fires"), []byte("fired"), 1),
		"a subscription":    stranger.Subscription(),
		"nothing":           nil,
	} {
		if w := d.post(body); w.Code != http.StatusUnauthorized {
			t.Errorf("%s is answered %d", name, w.Code)
		}
	}
	if n := len(d.kept()); n != 0 || d.topic.Confirmed() {
		t.Errorf("%d are kept, confirmed %v", n, d.topic.Confirmed())
	}
}

// A subscription is agreed to, and its end lies where an operator looks.
func TestSubscriptionsOfATopic(t *testing.T) {
	d := newTopicDoor(t)
	d.topic.Fail = outbound.Answer{Status: http.StatusInternalServerError}
	if w := d.post(d.topic.Subscription()); w.Code != http.StatusServiceUnavailable {
		t.Errorf("while SNS fails: %d", w.Code)
	}
	d.topic.Fail = outbound.Answer{}
	if w := d.post(d.topic.Subscription()); w.Code != 202 || !d.topic.Confirmed() || len(d.kept()) != 0 {
		t.Errorf("answered %d, confirmed %v, %d are kept", w.Code, d.topic.Confirmed(), len(d.kept()))
	}
	asked := len(d.topic.Asked)
	end := d.topic.Sign(map[string]string{"Type": "UnsubscribeConfirmation", "Message": "You have chosen to deactivate the subscription.", "Token": "t", "SubscribeURL": "https://example.com/"})
	if w := d.post(end); w.Code != 202 || len(d.kept()) != 1 || len(d.topic.Asked) != asked {
		t.Errorf("the end is answered %d, %d are kept, SNS was asked %d times", w.Code, len(d.kept()), len(d.topic.Asked)-asked)
	}
	if said := d.log.String(); !strings.Contains(said, "no longer posts here") || strings.Contains(said, "deactivate") {
		t.Errorf("the log says %s", said)
	}
	d.topic.Err = errors.New("no route")
	if w := d.post(d.topic.Notification("{}")); w.Code != 202 {
		t.Errorf("with a certificate that is known: %d", w.Code)
	}
}
