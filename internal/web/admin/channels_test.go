package admin_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/contacts"
	"tidings/internal/intake"
	"tidings/internal/notify"
	"tidings/internal/notify/outbound"
	"tidings/internal/notify/outlet"
	"tidings/internal/secret"
	"tidings/internal/store/memory"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/channels"
)

// wire is a dashboard with a channel, and the other side of it.
type wire struct {
	*desk
	outlets *outlet.Desk
	secrets *secret.Keeper
	channel config.Channel
	env     map[string]string
	events  []notify.Event

	mu     sync.Mutex
	status int
	got    []intake.Request
}

// Next implements outlet.News.
func (w *wire) Next(_ context.Context, cursor string) ([]outlet.Happening, string, error) {
	from, _ := strconv.Atoi(cursor)
	if from >= len(w.events) {
		return nil, cursor, nil
	}
	return []outlet.Happening{{Subject: "incident/slow", Events: w.events[from : from+1]}}, strconv.Itoa(from + 1), nil
}

// Bulletin implements outlet.News.
func (w *wire) Bulletin(_ context.Context, _ config.Channel, subject string, e notify.Event) (*outlet.Bulletin, error) {
	return &outlet.Bulletin{ID: subject + "#" + e.Update, Kind: e.Kind, At: e.At, Title: "<script>alert(1)</script>"}, nil
}

// Trial implements outlet.News.
func (w *wire) Trial(context.Context, config.Channel) (*outlet.Bulletin, error) {
	return &outlet.Bulletin{Title: "A test", At: w.clock()}, nil
}

func newWire(t *testing.T) *wire {
	w := &wire{status: 200, env: map[string]string{}}
	other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.got = append(w.got, intake.Request{Header: r.Header, Body: body})
		rw.WriteHeader(w.status)
	}))
	t.Cleanup(other.Close)
	w.channel = config.Channel{ID: "ops", Kind: "webhook", URL: other.URL + "/very-secret-path", Sign: "ops-key", Components: []string{"api"}}
	w.desk = newDesk(t, func(o *admin.Options) {
		conf := ferrywell
		conf.Channels = []config.Channel{w.channel, {ID: "chat", Kind: "slack", Secret: "slack-address"}}
		w.secrets = must(secret.New(memory.New(o.Now), make([]byte, secret.KeyBytes), rand.Reader, func(name string) string { return w.env[name] }))
		w.outlets = outlet.New(outlet.Options{Store: memory.New(o.Now), News: w, Secrets: w.secrets, Client: outbound.New(true), Now: o.Now, Log: slog.New(slog.DiscardHandler)})
		o.Sections = []admin.Section{channels.New(channels.Options{House: &house{config: &conf}, Desk: w.outlets, Secrets: w.secrets, Now: o.Now, Random: rand.Reader})}
	})
	w.wait(time.Since(w.clock())) // signatures are of now
	return w
}

// step takes to the channel what is due.
func (w *wire) step() {
	w.Helper()
	for again := time.Millisecond; again == time.Millisecond; {
		var err error
		again, err = w.outlets.Step(w.Context(), w.channel)
		w.must(err)
	}
}

func (w *wire) happen(update string) {
	w.Helper()
	w.events = append(w.events, notify.Event{Update: update, At: w.clock(), Kind: notify.Goes, Topic: contacts.Topic{Components: []string{"api"}, Impact: 3}})
	w.step()
}

func (w *wire) answers(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = status
}

// signed reports whether the last message bears the signature of a key.
func (w *wire) signed(key string) bool {
	last := w.got[len(w.got)-1]
	last.Received = time.Now()
	return intake.Verify(config.Auth{Type: "standard-webhooks"}, []string{key}, last) == nil
}

func TestAKeyIsChangedWithoutLosingAMessage(t *testing.T) {
	w := newWire(t)
	b := w.first()
	const page = "/admin/channels/ops"
	w.step()
	b.get(page).says(t, 200, "is not set: nothing is sent")
	b.post(page, "do", "test").says(t, 422, "It was not delivered", "is not set")
	old := find(t, unescape(b.post(page+"/key").text), `(whsec_[A-Za-z0-9+/]+=*)`)
	b.post(page, "do", "test").to(t, page+"?told=channel-test")
	if !w.signed(old) {
		t.Fatal("the test does not bear the key's signature")
	}
	made := b.post(page + "/key")
	made.says(t, 200, "signed with the old key too")
	fresh := find(t, unescape(made.text), `(whsec_[A-Za-z0-9+/]+=*)`)
	w.happen("1")
	if !w.signed(old) || !w.signed(fresh) || old == fresh {
		t.Error("during the change a message does not bear both signatures")
	}
	if a := b.get(page); strings.Contains(a.text, "whsec_") || !strings.Contains(a.text, "bears both signatures") {
		t.Errorf("the page says\n%s", a.text)
	}
	w.wait(secret.Overlap)
	w.happen("2")
	if w.signed(old) {
		t.Error("the old key signs after its time")
	}
	w.env[secret.EnvName("ops-key")] = "from the environment"
	b = w.browser().signIn("ada@example.com")
	b.get(page).says(t, 200, "TIDINGS_SECRET_OPS_KEY")
	b.post(page+"/key").says(t, 422, "cannot be changed here")
	if log := w.audited(); strings.Contains(log, "whsec_") || strings.Contains(w.log.String(), "whsec_") {
		t.Error("the log holds a key")
	}
}

func TestAChannelIsWatchedAndMended(t *testing.T) {
	w := newWire(t)
	b := w.first()
	w.must(w.secrets.Set(t.Context(), "x", "ops-key", "key", w.clock()))
	const page = "/admin/channels/ops"
	b.get("/admin/channels").says(t, 200, "channels/ops.yaml", "channels/chat.yaml", "nothing delivered yet")
	b.get("/admin/channels/chat").says(t, 200, "the address in the secret slack-address")
	b.get("/admin/channels/nowhere").says(t, 404, "no such channel")
	w.step()
	w.happen("1")
	b.get(page).says(t, 200, "on, last delivery", "incidents and maintenance of api", "&lt;script&gt;alert(1)&lt;/script&gt;", "Send again", "127.0.0.1")
	if a := b.get(page); strings.Contains(a.text, "very-secret-path") {
		t.Errorf("the page shows the address:\n%s", a.text)
	}
	b.post(page, "do", "replay", "delivery", "incident/slow#1").to(t, page+"?told=channel-replay")
	if n := len(w.got); n != 2 || w.got[0].Header.Get("Webhook-Id") != w.got[1].Header.Get("Webhook-Id") {
		t.Errorf("%d messages came", n)
	}
	b.post(page, "do", "replay", "delivery", "<b>").says(t, 422, "too old")
	b.post(page, "do", "nonsense").says(t, 422, "Choose what to do")
	w.answers(500)
	b.post(page, "do", "test").says(t, 422, "answered 500", "not delivered")
	w.happen("2")
	b.get(page).says(t, 200, "fails since", "answered 500", "The next try is at")
	w.answers(http.StatusGone)
	w.wait(time.Minute)
	w.step()
	b.get(page).says(t, 200, "<strong>off</strong>", "answered 410 Gone", "Switch on, tell all it missed")
	w.answers(200)
	b.post(page, "do", "on").to(t, page+"?told=channel-on")
	w.step()
	b.get(page).says(t, 200, "on, last delivery", "3 tries")
	b.post(page, "do", "off").to(t, page+"?told=channel-off")
	w.happen("3")
	b.post(page, "do", "skip").to(t, page+"?told=channel-skip")
	before := len(w.got)
	w.step()
	if len(w.got) != before {
		t.Error("it is told what was to be skipped")
	}
	if log := w.audited(); !strings.Contains(log, "channel.replay") || !strings.Contains(log, "channel.off") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestChannelsAskForTheirRights(t *testing.T) {
	w := newWire(t)
	w.first()
	w.must(w.secrets.Set(t.Context(), "x", "ops-key", "key", w.clock()))
	_, edits := w.person("edits@example.com", access.Edit, access.Site)
	_, manages := w.person("manages@example.com", access.Manage, access.Site)
	_, contact := w.person("contact@example.com", access.Manage, access.Contacts, access.Administration)
	const page = "/admin/channels/ops"
	if a := edits.get(page); a.StatusCode != 200 || strings.Contains(a.text, "<button name=") || strings.Contains(a.text, "Make a new key") {
		t.Errorf("who may change nothing sees buttons:\n%s", a.text)
	}
	contact.get(page).says(t, 403)
	for _, b := range []*browser{edits, contact} {
		b.post(page, "do", "test").says(t, 403)
		b.post(page+"/key").says(t, 403)
	}
	for _, path := range []string{page, page + "/key"} {
		manages.do("POST", path, values([]string{"do", "off"}), "Sec-Fetch-Site", "cross-site").says(t, 403, "another site")
		w.browser().post(path, "do", "off").to(t, "/admin/sign-in?")
	}
	for range 10 {
		manages.post(page, "do", "test")
	}
	manages.post(page, "do", "test").says(t, 429, "Wait")
	w.wait(access.SessionFresh)
	manages.post(page+"/key").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount&told=again")
	s, _, err := w.outlets.State(t.Context(), "ops")
	values, bad := w.secrets.Lookup(t.Context(), "ops-key", w.clock())
	if err := errors.Join(err, bad); err != nil || s.Off || len(values) != 1 || values[0] != "key" {
		t.Errorf("%+v, %q, %v", s, values, err)
	}
}
