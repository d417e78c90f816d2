package admin_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/backtest"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/secret"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/store/scratch"
	"tidings/internal/triage"
	"tidings/internal/web"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/composer"
	"tidings/internal/web/admin/content"
	"tidings/internal/web/admin/monitors"
	"tidings/internal/web/admin/posting"
	"tidings/internal/web/admin/settings"
)

var down = status.MajorOutage

// watched is ferrywell with sources of all ways to prove oneself.
func watched() *config.Config {
	c := ferrywell
	rules := []config.Rule{
		{Match: map[string]string{"service": "api", "severity": "critical"}, Component: "api", Status: &down, HoldDown: 2 * time.Minute, Template: "outage"},
		{Match: map[string]string{"service": "*"}, Component: "web"},
	}
	c.Sources = []config.Source{
		{ID: "prom", Kind: "alertmanager", Auth: config.Auth{Type: "bearer", Secret: "prom"}, Rules: rules, Stale: time.Hour},
		{ID: "graf", Kind: "grafana", Auth: config.Auth{Type: "hmac", Secret: "graf", Header: "X-Sign", Timestamp: "X-Time"}, Rules: rules},
		{ID: "std", Kind: "standard-webhooks", Auth: config.Auth{Type: "standard-webhooks", Secret: "std"}, Rules: rules},
		{ID: "own", Kind: "generic", Auth: config.Auth{Type: "basic", Secret: "own", User: "u"}, Rules: rules},
	}
	return &c
}

// watchHouse is a board, an inbox and the rules, without the rest of the program.
type watchHouse struct {
	*house
	inbox   *inbox.Inbox
	secrets *secret.Keeper
}

func (h *watchHouse) Source(ctx context.Context, id string, at time.Time) (config.Source, []string, error) {
	src, ok := h.config.Source(id)
	if !ok {
		return config.Source{}, nil, web.ErrNoSource
	}
	values, err := h.secrets.Lookup(ctx, src.Auth.Secret, at)
	return *src, values, err
}

func (h *watchHouse) Accept(ctx context.Context, d inbox.Delivery) (string, bool, error) {
	id, twice, err := h.inbox.Accept(ctx, d)
	if err == nil {
		err = h.work(ctx, d, d.ID)
	}
	return id, twice, err
}

func (h *watchHouse) work(ctx context.Context, d inbox.Delivery, name string) error {
	r := triage.Rules{Config: h.config, Board: h.board}
	end, err := r.Record(ctx, r.Read(d), name)
	if err != nil {
		return err
	}
	return h.inbox.Done(ctx, d.ID, end.State, end.Reason, end.Outcome)
}

func (h *watchHouse) Rehearse(ctx context.Context, d inbox.Delivery) (triage.Rehearsal, error) {
	return triage.Rules{Config: h.config, Board: status.NewBoard(scratch.New(h.store, h.now), time.UTC)}.Rehearse(ctx, d)
}

func (h *watchHouse) Replay(ctx context.Context, id string) (inbox.Delivery, error) {
	d, err := h.inbox.Get(ctx, id)
	if err == nil {
		err = h.work(ctx, d, id+"/again")
	}
	return d, err
}

func (h *watchHouse) SourceFile(context.Context, string) (string, error) {
	return "kind: generic </textarea><script>alert(1)</script>", nil
}

// Backtest takes a text of one word: the kind that the source is to have.
func (h *watchHouse) Backtest(ctx context.Context, id, text string, from time.Time) (*backtest.Report, error) {
	switch text {
	case "odd":
		return nil, monitors.Mistake("sources/own.yaml:1:1: unknown kind <b>")
	case "much":
		return nil, monitors.ErrTooMuch
	}
	changed := *h.config
	changed.Sources = slices.Clone(changed.Sources)
	for i := range changed.Sources {
		if changed.Sources[i].ID == id {
			changed.Sources[i].Kind, changed.Sources[i].Rules = text, nil
		}
	}
	b := backtest.New(h.config, &changed, from)
	all, _, err := h.inbox.List(ctx, id, 100, "")
	for _, d := range slices.Backward(all) {
		kept, bad := h.inbox.Get(ctx, d.ID)
		if err = errors.Join(err, bad); err == nil {
			err = b.Take(ctx, kept)
		}
	}
	if err != nil {
		return nil, err
	}
	return b.End(ctx, h.now())
}

// What other rules would have made is seen before the file is changed.
func TestOtherRulesAreTriedOnWhatCame(t *testing.T) {
	o := newTower(t)
	b := o.first()
	o.sent("own", `{"key":"k","status":"firing","labels":{"service":"x"}}`)
	o.wait(time.Hour)
	const path = "/admin/sources/own/backtest"
	if a := b.get(path); a.StatusCode != 200 || strings.Contains(a.text, "<script>alert") || !strings.Contains(a.text, "&lt;script&gt;") {
		t.Errorf("%d\n%s", a.StatusCode, a.text)
	}
	b.post(path, "text", "generic", "days", "7").says(t, 200, "1 delivery since", "1 × <bdi>web degraded_performance</bdi> → <bdi>nothing</bdi>", "<bdi>Website</bdi>: Degraded performance → Operational", "for 1h0m0s")
	o.sent("prom", "odd")
	b.post("/admin/sources/prom/backtest", "text", "alertmanager", "days", "1").says(t, 200, "Nothing would have been different")
	b.post(path, "text", "odd", "days", "7").says(t, 422, "sources/own.yaml:1:1: unknown kind &lt;b&gt;")
	b.post(path, "text", "much", "days", "7").says(t, 422, "tidings hooks backtest")
	b.post(path, "text", "generic", "days", "0").says(t, 422)
	b.post("/admin/sources/nosuch/backtest", "text", "generic", "days", "7").says(t, 404)
}

// tower is a desk with the section of monitors.
type tower struct {
	*office
	watch *watchHouse
}

func newTower(t *testing.T) *tower {
	o := &tower{office: &office{house: &house{config: watched()}}}
	o.desk = newDesk(t, func(options *admin.Options) {
		h := o.house
		h.store, h.now = memory.New(options.Now), options.Now
		h.board = status.NewBoard(h.store, time.UTC)
		o.watch = &watchHouse{house: h, inbox: inbox.New(h.store)}
		env := func(name string) string {
			return map[string]string{"TIDINGS_SECRET_OWN": "given-by-the-environment"}[name]
		}
		o.watch.secrets = must(secret.New(h.store, bytes.Repeat([]byte{9}, secret.KeyBytes), rand.Reader, env))
		options.Sections = []admin.Section{
			composer.New(posting.Desk{House: h, Now: options.Now, Random: rand.Reader}),
			content.New(refusedContent{}),
			settings.New(settings.Options{House: h, Program: "tidings v1 (<b>)", Flags: []settings.Flag{{Name: "undo", Value: "10s", Given: true, Says: "for how long <script>alert(1)</script>"}}}),
			monitors.New(monitors.Options{House: o.watch, Deliveries: o.watch.inbox, Secrets: o.watch.secrets, Now: options.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Metrics: &web.Metrics{}}),
		}
	})
	return o
}

// sent puts a delivery into the inbox and works it out.
func (o *tower) sent(source, body string) string {
	o.Helper()
	var random [10]byte
	_, _ = rand.Read(random[:])
	d := inbox.Delivery{ID: inbox.NewID(o.clock(), random), Source: source, Header: map[string]string{"User-Agent": "probe"}, Body: []byte(body), Received: o.clock()}
	_, _, err := o.watch.Accept(o.Context(), d)
	o.must(err)
	return d.ID
}

func (o *tower) deliveries() int {
	o.Helper()
	all, _, err := o.watch.inbox.List(o.Context(), "", 100, "")
	o.must(err)
	return len(all)
}

// What only Amazon can bring is tried past the door, and the page says how it is
// brought to it. Nobody can send it in Amazon's place.
func TestASourceOfAmazonIsTestedPastTheDoor(t *testing.T) {
	o := newTower(t)
	b := o.first()
	for id, auth := range map[string]config.Auth{
		"posted":  {Type: config.AuthSNS, Topics: []string{"arn:aws:sns:eu-west-1:123456789012:probes"}},
		"invoked": {Type: config.AuthIAM, Events: []string{"com.example.probe"}},
	} {
		o.house.config.Sources = append(o.house.config.Sources, config.Source{ID: id, Kind: "generic", Auth: auth, Rules: watched().Sources[0].Rules})
	}
	const path = "/admin/sources/posted"
	b.get(path).says(t, 200, "the signature of Amazon SNS")
	a := b.post(path+"/test", "rule", "2", "state", "fires", "do", "try")
	a.says(t, 200, "went past the door", "<strong>Rule 2</strong> is the first that fits", "aws sns publish --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:123456789012:probes --message")
	if strings.Contains(a.text, "no secret") || strings.Contains(a.text, "Really send it") {
		t.Error("it offers what it cannot do")
	}
	other := b.post("/admin/sources/invoked/test", "rule", "2", "state", "fires", "do", "try")
	if other.says(t, 200, "went past the door"); strings.Contains(other.text, "sns publish") {
		t.Error("it names a topic that there is none of")
	}
	b.post(path+"/test", "rule", "2", "state", "fires", "do", "send").says(t, 422, "Only Amazon")
	if n := o.deliveries(); n != 0 {
		t.Errorf("%d deliveries are kept", n)
	}
}

// A source is tested by a sample that is signed as its sender would, goes
// through the real door, and says what it would do before it does it.
func TestASourceIsTestedWithoutChangingAnything(t *testing.T) {
	o := newTower(t)
	b := o.first()
	for _, source := range []string{"prom", "graf", "std", "own"} {
		path := "/admin/sources/" + source
		if source != "own" {
			b.post(path+"/test", "rule", "1", "state", "fires", "do", "try").says(t, 200, "no secret yet")
			b.post(path+"/secret", "do", "make").says(t, 200, "shown this once")
		}
		a := b.post(path+"/test", "rule", "1", "state", "fires", "do", "try")
		a.says(t, 200, "The door answers 202", "<strong>Rule 1</strong> is the first that fits", "<bdi>API</bdi>: Operational → Major outage, after 2 minutes", "An incident opens: <bdi>API is not available</bdi>", "Really send it")
		b.post(path+"/test", "rule", "2", "state", "fires", "do", "try").says(t, 200, "<strong>Rule 2</strong> is the first that fits", "<bdi>Website</bdi>: Operational → Degraded performance")
		b.post(path+"/test", "rule", "0", "state", "fires", "do", "try").says(t, 200, "<strong>No rule fits</strong>", "On the page</strong> nothing changes")
	}
	if open, _, err := o.house.board.Alarms(t.Context(), "", 10); err != nil || len(open) > 0 || o.deliveries() > 0 {
		t.Fatalf("a try left %v and %d deliveries, %v", open, o.deliveries(), err)
	}
	b.post("/admin/sources/prom/test", "rule", "2", "state", "fires", "do", "send").to(t, "/admin/sources/prom?told=sent")
	b.get("/admin/signals").says(t, 200, "A sample sent by the dashboard", "Website: Degraded performance")
	o.wait(time.Minute)
	b.post("/admin/sources/prom/test", "rule", "2", "state", "ended", "do", "send").to(t, "/admin/sources/prom?told=sent")
	if open, _, err := o.house.board.Alarms(t.Context(), "", 10); err != nil || len(open) > 0 || o.deliveries() != 2 {
		t.Errorf("it did not end: %v, %d deliveries, %v", open, o.deliveries(), err)
	}
	b.post("/admin/sources/prom/test", "rule", "9", "do", "try").says(t, 422, "no such rule")
	b.post("/admin/sources/nosuch/test", "rule", "0", "do", "try").says(t, 404, "no such source")
	if !strings.Contains(o.audited(), `"verb":"source.test"`) {
		t.Error("the audit log does not say who sent it")
	}
}

// Secrets go in and are never shown again, the one before stays for a while.
func TestSecretsOfSourcesGoInOnly(t *testing.T) {
	o := newTower(t)
	b := o.first()
	values := func() []string { return must(o.watch.secrets.Lookup(t.Context(), "prom", o.clock())) }
	b.get("/admin/sources").says(t, 200, "It has no secret, and lets nobody in.")
	b.post("/admin/sources/prom/secret", "do", "keep", "value", "a-first-secret-of-prom").to(t, "/admin/sources/prom?told=secret")
	b.post("/admin/sources/prom/secret", "do", "keep", "value", "another-secret-of-prom").to(t, "/admin/sources/prom?told=rotated")
	if got := values(); len(got) != 2 || got[0] != "another-secret-of-prom" {
		t.Fatalf("good are %v", got)
	}
	b.get("/admin/sources/prom").says(t, 200, "is set, since", "The one before is good until")
	b.post("/admin/sources/prom/secret", "do", "keep", "value", "third-secret-of-prom!!", "at-once", "yes").to(t, "/admin/sources/prom?told=secret")
	made := b.post("/admin/sources/prom/secret", "do", "make", "at-once", "yes")
	if got := values(); len(got) != 1 || !strings.Contains(made.text, got[0]) {
		t.Errorf("good are %v, shown is\n%s", got, made.text)
	}
	for _, short := range []string{"", "   ", "hunter2", strings.Repeat("x", 65537)} {
		b.post("/admin/sources/prom/secret", "do", "keep", "value", short).says(t, 422, "problem")
	}
	b.get("/admin/sources/own").says(t, 200, "TIDINGS_SECRET_OWN")
	for _, path := range []string{"/admin/sources", "/admin/sources/prom", "/admin/sources/own", "/admin/audit"} {
		if text := b.get(path).text; strings.Contains(text, "secret-of-prom") || strings.Contains(text, values()[0]) || strings.Contains(text, "given-by-the-environment") {
			t.Errorf("%s shows a secret", path)
		}
	}
	o.wait(access.SessionFresh)
	b.post("/admin/sources/prom/secret", "do", "make").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount&told=again")
}

// What came is shown as text to who may, and the log says who looked.
func TestADeliveryIsLookedAtTriedAndReplayed(t *testing.T) {
	o := newTower(t)
	b := o.first()
	evil := `<script>alert(1)</script>` + "\u202e\x00" + strings.Repeat("é", 40000)
	id := o.sent("own", evil)
	good := o.sent("own", `{"key":"k","status":"firing","labels":{"service":"api"},"title":"<img src=x>"}`)
	b.get("/admin/deliveries").says(t, 200, "quarantined", "firing k: web degraded_performance")
	b.get("/admin/deliveries?state=quarantined").says(t, 200, id)
	if a := b.get("/admin/deliveries?source=prom"); strings.Contains(a.text, id) {
		t.Error("the list of one source has another's")
	}
	a := b.get("/admin/deliveries/" + id)
	a.says(t, 200, "&lt;script&gt;", "user-agent: probe", "bytes more are not shown")
	if strings.Contains(a.text, "\u202e") || strings.Contains(a.text, "<script>") || len(a.text) > 100_000 {
		t.Error("the body is shown as it came")
	}
	if n := strings.Count(o.audited(), `"verb":"delivery.read"`); n != 1 {
		t.Errorf("the log has %d looks", n)
	}
	b.post("/admin/deliveries/"+good+"/try").says(t, 200, "By the rules as they are now", "<strong>Rule 2</strong>", "nothing changes")
	b.post("/admin/deliveries/"+good+"/replay").to(t, "/admin/deliveries/"+good+"?told=replayed")
	b.post("/admin/deliveries/"+id+"/try").says(t, 200, "would be put in quarantine")
	b.get("/admin/deliveries/nosuch").says(t, 404, "no such delivery")
	b.post("/admin/deliveries/nosuch/replay").says(t, 404)
	_, editor := o.person("editor@example.com", access.Edit, access.Site)
	editor.get("/admin/deliveries/"+id).says(t, 403)
	o.wait(91 * 24 * time.Hour)
	b.signIn("ada@example.com").get("/admin/deliveries/"+id).says(t, 404)
}

// A person ends a signal whose end got lost, and the log has it.
func TestASignalThatNeverEndsIsEnded(t *testing.T) {
	o := newTower(t)
	b := o.first()
	o.sent("prom", `{"alerts":[{"status":"firing","labels":{"service":"api","severity":"warning"},"annotations":{"summary":"<script>alert(1)</script>"},"startsAt":"2026-11-22T11:59:00Z","fingerprint":"f\"><b>","generatorURL":"javascript:alert(1)"}]}`)
	o.wait(2 * time.Hour)
	a := b.get("/admin/signals")
	a.says(t, 200, "&lt;script&gt;", "is it still so?", "End it")
	if strings.Contains(a.text, "<script>alert") || strings.Contains(a.text, "javascript:") {
		t.Error("what a monitor wrote is not text")
	}
	b.get("/admin/components/web/why").says(t, 200, "Degraded performance", "signal prom")
	key := unescape(find(t, a.text, `name="signal" value="([^"]*)"`))
	b.post("/admin/signals/clear", "source", "prom", "signal", key).to(t, "/admin/signals?told=signal-ended")
	b.post("/admin/signals/clear", "source", "prom", "signal", key).says(t, 409, "does not fire any more")
	b.get("/admin/signals").says(t, 200, "None.")
	b.get("/admin/components/web/why").says(t, 200, "Operational", "Nothing says anything else")
	b.get("/admin/components/web/why?at=2026-11-22T13:00").says(t, 200, "Degraded performance", "At 22 Nov 2026, 13:00:00 UTC")
	b.get("/admin/components/web/why?at=2026-11-22T11:00").says(t, 200, "Operational")
	b.get("/admin/components/web/why?at=yesterday").says(t, 422, "Write the time as")
	b.get("/admin/components/nosuch/why").says(t, 404)
	changes, _, err := o.house.board.Changes(t.Context(), "", 0)
	o.must(err)
	if last := changes[len(changes)-1]; last.Verb != status.VerbClear || last.ByKind != status.OriginPerson {
		t.Errorf("the log ends with %+v", last)
	}
}

// Lists are bounded however much there is.
func TestLongListsOfMonitorsAreCut(t *testing.T) {
	o := newTower(t)
	b := o.first()
	for i := range 130 {
		o.sent("own", fmt.Sprintf(`{"key":"k%d","status":"firing","labels":{"service":"x"}}`, i))
		o.wait(time.Millisecond)
	}
	o.sent("prom", "odd")
	first := b.get("/admin/deliveries?source=own")
	if n := strings.Count(first.text, "/admin/deliveries/"); n != 50 {
		t.Errorf("a page has %d deliveries", n)
	}
	rest := 50
	for next := first; rest < 1000; rest += strings.Count(next.text, "/admin/deliveries/") {
		if !strings.Contains(next.text, "Look further back") {
			break
		}
		next = b.get(unescape(find(t, next.text, `href="([^"]+)">Look further back`)))
	}
	if rest != 130 {
		t.Errorf("all pages have %d", rest)
	}
	for _, q := range []string{"after=nonsense", "source=" + url.QueryEscape("<b>"), "state=" + strings.Repeat("x", 3000)} {
		if a := b.get("/admin/deliveries?" + q); a.StatusCode != 200 || strings.Contains(a.text, "<b>") {
			t.Errorf("%.30s: %d", q, a.StatusCode)
		}
	}
}
