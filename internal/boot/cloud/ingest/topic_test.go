package ingest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/app"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/content/reading"
	"tidings/internal/inbox"
	"tidings/internal/sns/snstest"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

var content = map[string]string{
	"site.yaml":         "name: Acme\nurl: https://status.example.com\ntime_zone: UTC\n",
	"components.yaml":   "components:\n  - {id: api, name: API}\n",
	"sources/aws.yaml":  "kind: cloudwatch\nauth: {type: sns, topics: ['" + snstest.ARN + "']}\nrules:\n  - {match: {alarm: db}, component: api, status: major_outage}\n",
	"sources/mail.yaml": "kind: ses\nauth: {type: sns, topics: ['" + snstest.ARN + "']}\n",
}

// house is a store that holds content, as the content door leaves it.
func house(t *testing.T, now func() time.Time) store.Driver {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page := memory.New(now)
	a := app.New(app.Parts{Store: page, Folder: reading.Folder(dir), Now: now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Metrics: &web.Metrics{}})
	if err := app.TakeContent(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	return page
}

// posted is what the API answers to who posts a body to a source.
func posted(t *testing.T, door lambda.Handler, source string, body []byte) int {
	t.Helper()
	e := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: "/hooks/" + source, Body: string(body),
		Headers: map[string]string{httpapi.OriginHeader: "proof", "content-type": "text/plain; charset=UTF-8"}}
	e.RequestContext.HTTP.Method, e.RequestContext.Stage = "POST", "$default"
	payload, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	out, err := door.Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// A topic posts an alarm to the door: its subscription is confirmed, its signature is
// the proof, and the same message again counts once.
func TestATopicPostsToTheDoor(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return noon }
	page, topic := house(t, now), snstest.New(t, noon)
	var log strings.Builder
	w := world.World{Now: now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(&log, nil)), Getenv: func(name string) string {
		return map[string]string{world.Site: "https://status.example.com"}[name]
	}}
	door, err := over(w, page, nil, nil, topic, func(context.Context) ([]string, error) { return []string{"proof"}, nil })
	if err != nil {
		t.Fatal(err)
	}
	alarm := topic.Notification(`{"AlarmName":"db","AlarmArn":"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:db","NewStateValue":"ALARM","StateChangeTime":"2026-11-22T11:59:00.000+0000"}`)
	for i, x := range []struct {
		source string
		body   []byte
		want   int
	}{
		{"aws", snstest.New(t, noon).Subscription(), 401},
		{"aws", topic.Subscription(), 202},
		{"aws", snstest.New(t, noon).Notification("{}"), 401},
		{"aws", alarm, 202},
		{"aws", alarm, 202},
		{"mail", topic.Notification("{}"), 404}, // what became of mail has a door of its own
		{"nosuch", alarm, 404},
	} {
		if got := posted(t, door, x.source, x.body); got != x.want {
			t.Errorf("%d: %s is answered %d, want %d", i, x.source, got, x.want)
		}
	}
	all, _, err := inbox.New(page).List(t.Context(), "", 10, "")
	if err != nil || len(all) != 1 || all[0].State != inbox.Done || len(all[0].Outcome) != 1 || all[0].Outcome[0].Component != "api" || !topic.Confirmed() {
		t.Errorf("kept are %+v, %v, confirmed %v\n%s", all, err, topic.Confirmed(), &log)
	}
	open, _, err := status.NewBoard(page, time.UTC).Alarms(t.Context(), "", 10)
	if err != nil || len(open) != 1 {
		t.Errorf("on the board are %v, %v", open, err)
	}
}
