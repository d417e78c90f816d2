package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
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
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

const goodSecret = "s3cret-of-prometheus"

// desk is the program behind the door: one source, and troubles on demand.
type desk struct {
	inbox              *inbox.Inbox
	lookup, acceptance error
}

func (d *desk) Source(_ context.Context, id string, _ time.Time) (config.Source, []string, error) {
	if id == "grafana" {
		return config.Source{ID: id, Kind: "grafana", Auth: config.Auth{Type: "basic", User: "bob", Secret: id}}, []string{goodSecret}, nil
	}
	if id != "prometheus" {
		return config.Source{}, nil, web.ErrNoSource
	}
	return config.Source{ID: id, Kind: "generic", Auth: config.Auth{Type: "bearer", Secret: "prometheus"}}, []string{goodSecret}, d.lookup
}

func (d *desk) Accept(ctx context.Context, del inbox.Delivery) (string, bool, error) {
	if d.acceptance != nil {
		return "", false, d.acceptance
	}
	return d.inbox.Accept(ctx, del)
}

// door is the handler with what can be seen of it.
type door struct {
	http.Handler
	desk    *desk
	log     *bytes.Buffer
	metrics *web.Metrics
}

func newDoor() door {
	d := door{desk: &desk{inbox: inbox.New(memory.New(time.Now))}, log: &bytes.Buffer{}, metrics: &web.Metrics{}}
	mux := http.NewServeMux()
	mux.Handle("/hooks/{source}", web.NewHooks(web.Hooks{
		Deliveries: d.desk, Now: time.Now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(d.log, nil)), Metrics: d.metrics,
	}))
	d.Handler = mux
	return d
}

func (d door) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func post(body string, change ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/hooks/prometheus", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+goodSecret)
	for _, c := range change {
		c(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func (d door) kept(t *testing.T) []inbox.Delivery {
	t.Helper()
	list, err := d.desk.inbox.Pending(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAcceptedDeliveryIsKeptAsSent(t *testing.T) {
	d := newDoor()
	body := "{ \"key\": \"a\",\n \"status\":\"firing\"}\x00\xff"
	w := d.send(post(body, header("Content-Type", "application/json"), header("X-Api-Token", "private")))
	if w.Code != http.StatusAccepted {
		t.Fatalf("answer %d: %s", w.Code, w.Body)
	}
	var answer struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || answer.ID == "" {
		t.Fatalf("the answer has no id: %s", w.Body)
	}
	list := d.kept(t)
	if len(list) != 1 || list[0].ID != answer.ID || string(list[0].Body) != body || list[0].Source != "prometheus" {
		t.Fatalf("kept %+v", list)
	}
	if diff := cmp.Diff(map[string]string{"content-type": "application/json"}, list[0].Header); diff != "" {
		t.Errorf("kept headers (-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name    string
		request *http.Request
		want    int
	}{
		{"GET", httptest.NewRequest(http.MethodGet, "/hooks/prometheus", nil), 405},
		{"OPTIONS", httptest.NewRequest(http.MethodOptions, "/hooks/prometheus", nil), 405},
		{"unknown source", httptest.NewRequest(http.MethodPost, "/hooks/nobody", strings.NewReader("{}")), 404},
		{"unknown source with the decoy's word", func() *http.Request {
			r := httptest.NewRequest(http.MethodPost, "/hooks/nobody", strings.NewReader("{}"))
			r.Header.Set("Authorization", "Bearer decoy")
			return r
		}(), 404},
		{"no credentials", post("{}", func(r *http.Request) { r.Header.Del("Authorization") }), 401},
		{"wrong credentials", post("{}", header("Authorization", "Bearer wrong")), 401},
		{"empty credentials", post("{}", header("Authorization", "Bearer ")), 401},
		{"gzip", post("{}", header("Content-Encoding", "gzip")), 415},
		{"two encodings", post("{}", header("Content-Encoding", "identity, br")), 415},
		{"identity", post("{}", header("Content-Encoding", "identity")), 202},
		{"1 MiB", post(strings.Repeat("x", 1<<20)), 202},
		{"1 MiB and a byte", post(strings.Repeat("x", 1<<20+1)), 413},
		{"1 MiB and a byte, undeclared", post(strings.Repeat("x", 1<<20+1), func(r *http.Request) { r.ContentLength = -1 }), 413},
		{"1 MiB, undeclared", post(strings.Repeat("x", 1<<20), func(r *http.Request) { r.ContentLength = -1 }), 202},
	} {
		d := newDoor()
		w := d.send(c.request)
		if w.Code != c.want {
			t.Errorf("%s: answer %d, want %d", c.name, w.Code, c.want)
		}
		if kept := len(d.kept(t)); (kept == 1) != (c.want == 202) {
			t.Errorf("%s: %d deliveries kept", c.name, kept)
		}
		if ct := w.Header().Get("Content-Type"); c.want != 202 && ct != "application/problem+json" {
			t.Errorf("%s: content type %q", c.name, ct)
		}
	}
}

// endless is a body that a sender does not go on with.
type endless struct{ t *testing.T }

func (e endless) Read([]byte) (int, error) {
	e.t.Error("the body of a stranger was read")
	return 0, errors.New("no more")
}

func TestStrangersBodiesAreNotWaitedFor(t *testing.T) {
	for target, want := range map[string]int{"/hooks/prometheus": 401, "/hooks/nobody": 404} {
		r := httptest.NewRequest(http.MethodPost, target, endless{t})
		r.Header.Set("Authorization", "Bearer wrong")
		if w := newDoor().send(r); w.Code != want {
			t.Errorf("%s: answer %d, want %d", target, w.Code, want)
		}
	}
}

func TestABodyThatSaysItIsTooLongIsNotRead(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/hooks/prometheus", endless{t})
	r.Header.Set("Authorization", "Bearer "+goodSecret)
	r.ContentLength = web.MaxHookBytes + 1
	if w := newDoor().send(r); w.Code != 413 {
		t.Errorf("answer %d, want 413", w.Code)
	}
}

func TestAllWrongCredentialsLookTheSame(t *testing.T) {
	var bodies []string
	for _, authorization := range []string{"", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + goodSecret[1:]} {
		w := newDoor().send(post("{}", header("Authorization", authorization)))
		bodies = append(bodies, w.Body.String()+w.Header().Get("WWW-Authenticate"))
	}
	for _, b := range bodies[1:] {
		if b != bodies[0] {
			t.Errorf("two refusals differ: %q and %q", bodies[0], b)
		}
	}
}

func TestRefusalAsksForWhatTheSourceTakes(t *testing.T) {
	for source, want := range map[string]string{"grafana": `Basic realm="hooks"`, "prometheus": `Bearer realm="hooks"`} {
		w := newDoor().send(httptest.NewRequest(http.MethodPost, "/hooks/"+source, strings.NewReader("{}")))
		if got := w.Header().Get("WWW-Authenticate"); w.Code != 401 || got != want {
			t.Errorf("%s: answer %d asks for %q, want %q", source, w.Code, got, want)
		}
	}
}

// What a sender does with 401 is give up; with 503 it tries again.
func TestTroubleIsAlways503(t *testing.T) {
	for name, break_ := range map[string]func(*desk){
		"secrets cannot be read":  func(d *desk) { d.lookup = errors.New("down") },
		"store is locked":         func(d *desk) { d.acceptance = store.ErrUnavailable },
		"store is contended":      func(d *desk) { d.acceptance = store.ErrConflict },
		"something else is wrong": func(d *desk) { d.acceptance = errors.New("odd /var/lib/x") },
	} {
		d := newDoor()
		break_(d.desk)
		w := d.send(post("{}"))
		if w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: answer %d, Retry-After %q", name, w.Code, w.Header().Get("Retry-After"))
		}
		if strings.Contains(w.Body.String(), "/var/lib") {
			t.Errorf("%s: the answer shows our inside: %s", name, w.Body)
		}
	}
}

func TestLogHoldsNeitherSecretNorBody(t *testing.T) {
	d := newDoor()
	d.send(post(`{"canary":"body-canary"}`))
	d.send(post(`{"canary":"body-canary"}`, header("Authorization", "Bearer wrong-canary")))
	d.send(httptest.NewRequest(http.MethodPost, "/hooks/path-canary", strings.NewReader("{}")))
	for _, canary := range []string{goodSecret, "body-canary", "wrong-canary", "path-canary"} {
		if strings.Contains(d.log.String(), canary) {
			t.Errorf("the log holds %q:\n%s", canary, d.log)
		}
	}
	if lines := strings.Count(d.log.String(), "\n"); lines != 3 {
		t.Errorf("%d log lines for 3 requests", lines)
	}
}

func TestMetricsCountBySourceAndVerdict(t *testing.T) {
	d := newDoor()
	d.send(post("{}"))
	d.send(post("{}"))
	d.send(post("{}", header("Authorization", "Bearer wrong")))
	d.send(httptest.NewRequest(http.MethodPost, "/hooks/nobody", strings.NewReader("{}")))
	w := httptest.NewRecorder()
	d.metrics.ServeHTTP(w, nil)
	want := `# TYPE tidings_deliveries_total counter
tidings_deliveries_total{source="",verdict="unknown"} 1
tidings_deliveries_total{source="prometheus",verdict="accepted"} 2
tidings_deliveries_total{source="prometheus",verdict="unauthorized"} 1
`
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHooksRefuseAKeyForAnotherBody(t *testing.T) {
	d := newDoor()
	key := func(r *http.Request) { r.Header.Set("Idempotency-Key", "4711") }
	first := d.send(post(`{"key":"a","status":"firing"}`, key))
	again := d.send(post(`{"key":"a","status":"firing"}`, key))
	if first.Code != 202 || again.Code != 202 || first.Body.String() != again.Body.String() {
		t.Errorf("sent twice: %d %s, %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	other := d.send(post(`{"key":"a","status":"resolved"}`, key))
	if other.Code != 422 || other.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(other.Body.String(), "new key") {
		t.Errorf("another body under the key: %d %s", other.Code, other.Body)
	}
	if w := d.send(post(`{"key":"a","status":"resolved"}`, func(r *http.Request) { r.Header.Set("Webhook-Id", "4711") })); w.Code != 202 {
		t.Errorf("the id of a message: %d %s", w.Code, w.Body)
	}
}
