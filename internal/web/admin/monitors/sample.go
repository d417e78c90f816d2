package monitors

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/triage"
	"tidings/internal/web"
	"tidings/internal/web/admin"
)

// testForm is what the form of a test is filled with.
type testForm struct {
	Has   bool // there is a sample for this kind of source
	Rules []ruleRow
	Rule  int // whose labels the sample has; 0: none
	Ended bool
}

// testResult is what the door and the rules made of a sample.
type testResult struct {
	Status  int
	In      bool   // it was let in
	Past    bool   // the door was left out
	Publish string // with Past, the command that brings the sample to the door; may be empty
	Says    string
	Trial   *triage.Rehearsal
}

// sampleKey is that of the alert that is sent as a test.
const sampleKey = "tidings-sample"

// test sends a sample through the door for webhooks, made and signed as its
// sender would. Unless it is to be sent really, nothing is kept of it.
func (m *monitors) test(v *admin.Visit) error {
	s, src, err := m.found(v)
	if err != nil {
		return err
	}
	rule, err := strconv.Atoi(v.Field("rule"))
	if err != nil || rule < 0 || rule > len(src.Rules) {
		return admin.Wrong("There is no such rule any more. Open the page of the source again.")
	}
	ended := v.Field("state") == "ended"
	body, ok := m.sample(src, rule, !ended)
	if !ok {
		return admin.Wrong("There is no sample for sources of kind %s.", src.Kind)
	}
	if v.Field("do") == "send" {
		if !src.Auth.TakesSecret() {
			return admin.Wrong("Only Amazon can bring something to this source: publish the sample to a topic that its file names.")
		}
		return m.send(v, src, body)
	}
	data, err := m.sourceData(v, s, src)
	if err != nil {
		return err
	}
	data.Form.Rule, data.Form.Ended = rule, ended
	if data.Test, err = m.rehearse(v.Context(), src, body); err != nil {
		return err
	}
	return v.Show("source", src.ID, data)
}

func (m *monitors) sample(src *config.Source, rule int, firing bool) ([]byte, bool) {
	a := intake.Alert{Key: sampleKey, Firing: firing, Title: "A sample sent by the dashboard", At: m.Now().UTC()}
	if rule > 0 {
		a.Labels = intake.SampleLabels(src.Rules[rule-1])
	}
	return intake.Sample(src.Kind, a)
}

// rehearse sends a sample to a door behind which nothing is kept, and tries what
// came through it.
func (m *monitors) rehearse(ctx context.Context, src *config.Source, body []byte) (*testResult, error) {
	if !src.Auth.TakesSecret() {
		return m.rehearsePast(ctx, src, body)
	}
	caught := &caught{Deliveries: m.House}
	result, err := m.knock(ctx, src, body, caught, slog.New(slog.DiscardHandler), &web.Metrics{})
	if err != nil || !result.In {
		return result, err
	}
	trial, err := m.House.Rehearse(ctx, caught.delivery)
	result.Trial = &trial
	return result, err
}

// rehearsePast tries what would come through a door that only Amazon can knock at.
func (m *monitors) rehearsePast(ctx context.Context, src *config.Source, body []byte) (*testResult, error) {
	id, err := m.newID()
	if err != nil {
		return nil, err
	}
	trial, err := m.House.Rehearse(ctx, inbox.Delivery{ID: id, Source: src.ID, Body: body, Received: m.Now().UTC()})
	return &testResult{In: true, Past: true, Publish: publishing(src.Auth.Topics, body), Trial: &trial}, err
}

// publishing is the command by which an operator has SNS bring a body.
func publishing(topics []string, body []byte) string {
	if len(topics) == 0 {
		return ""
	}
	region := strings.Split(topics[0], ":")[3] // arn:aws:sns:REGION:…
	return "aws sns publish --region " + region + " --topic-arn " + topics[0] + " --message '" + strings.ReplaceAll(string(body), "'", `'\''`) + "'"
}

// newID names a delivery.
func (m *monitors) newID() (string, error) {
	var random [10]byte
	if _, err := io.ReadFull(m.Random, random[:]); err != nil {
		return "", fmt.Errorf("reading randomness for a sample: %w", err)
	}
	return inbox.NewID(m.Now(), random), nil
}

// send sends a sample for real.
func (m *monitors) send(v *admin.Visit, src *config.Source, body []byte) error {
	if err := v.Note("source.test", "source/"+src.ID, nil); err != nil {
		return err
	}
	result, err := m.knock(v.Context(), src, body, m.House, m.Log, m.Metrics)
	if err != nil {
		return err
	}
	if !result.In {
		return admin.Failure{Status: http.StatusConflict, Sentence: "The sample was not let in: " + result.Says}
	}
	return v.Go(sourcesPath + "/" + url.PathEscape(src.ID) + "?told=sent")
}

// caught are deliveries behind a door that keeps none.
type caught struct {
	web.Deliveries
	delivery inbox.Delivery
}

// Accept implements web.Deliveries.
func (c *caught) Accept(_ context.Context, d inbox.Delivery) (string, bool, error) {
	c.delivery = d
	return d.ID, false, nil
}

// knock sends a body to a door with the proof that the source asks for.
func (m *monitors) knock(ctx context.Context, src *config.Source, body []byte, behind web.Deliveries, log *slog.Logger, metrics *web.Metrics) (*testResult, error) {
	at := m.Now()
	_, secrets, err := m.House.Source(ctx, src.ID, at)
	if err != nil {
		return nil, err
	}
	if len(secrets) == 0 {
		return &testResult{Status: http.StatusUnauthorized, Says: "the source has no secret yet, and lets nobody in."}, nil
	}
	id, err := m.newID()
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/hooks/"+src.ID, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("making a sample: %w", err)
	}
	r.Header = intake.Prove(src.Auth, secrets[0], "sample-"+id, intake.Request{Body: body, Received: at})
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Tidings dashboard")
	r.SetPathValue("source", src.ID)
	answer := &reply{header: http.Header{}}
	web.NewHooks(web.Hooks{Deliveries: behind, Now: m.Now, Random: m.Random, Log: log, Metrics: metrics}).ServeHTTP(answer, r)
	return answer.result(), nil
}

// reply is an answer that is not sent anywhere.
type reply struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (r *reply) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *reply) WriteHeader(status int) { r.status = status }

// Write implements http.ResponseWriter.
func (r *reply) Write(p []byte) (int, error) { return len(p), nil }

func (r *reply) result() *testResult {
	x := &testResult{Status: r.status, In: r.status == http.StatusAccepted}
	switch r.status {
	case http.StatusAccepted:
		x.Says = "let in by its secret"
	case http.StatusUnauthorized:
		x.Says = "the secret does not fit."
	default:
		x.Says = "it cannot be taken in just now: try it again in a moment."
	}
	return x
}
