package subscribe_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/message"
	"tidings/internal/store/memory"
	"tidings/internal/web/subscribe"
)

// house is a door with a book behind it, and the mail that it had sent.
type house struct {
	*testing.T
	book    *contacts.Book
	mux     *http.ServeMux
	now     time.Time
	client  string
	tokens  []string              // of confirmations
	known   []contacts.Subscriber // who were told that they are subscribed
	offered string                // the incident that the last of them was offered
	logged  bytes.Buffer
	mail    message.Mail // what becomes of letters
}

func (h *house) Mail(context.Context) message.Mail { return h.mail }

func (h *house) Page(_ context.Context, lang string, p subscribe.Page) ([]byte, error) {
	who := ""
	if p.Subscriber != nil {
		who = p.Subscriber.Address.Reveal()
	}
	feeds := ""
	if p.Feeds {
		feeds = "feeds "
	}
	return fmt.Appendf(nil, "%s %s %v %q %v %s %s%s", lang, p.Heading, p.Notes, p.Wrong, p.Confirm, who, feeds, p.Follow+p.Offer), nil
}

func (h *house) Confirm(_ context.Context, _ contacts.Address, _, token string) error {
	h.tokens = append(h.tokens, token)
	return nil
}

func (h *house) Known(_ context.Context, to contacts.Subscriber, offer string) error {
	h.offered = offer
	h.known = append(h.known, to)
	return nil
}

func (h *house) Check(_ context.Context, w contacts.Wish) error {
	for _, id := range w.Incidents {
		if id != "slow" {
			return fmt.Errorf("%w: there is no incident %q", contacts.ErrWish, id)
		}
	}
	for _, id := range w.Components {
		if id != "api" {
			return fmt.Errorf("%w: there is no component %q", contacts.ErrWish, id)
		}
	}
	return nil
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), client: "192.0.2.1", mux: http.NewServeMux()}
	book, err := contacts.New(memory.New(func() time.Time { return h.now }), make([]byte, contacts.KeyBytes), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h.book = book
	subscribe.New(subscribe.Options{Program: h, Book: book, Now: func() time.Time { return h.now },
		Log: slog.New(slog.NewTextHandler(&h.logged, nil)), Client: func(*http.Request) string { return h.client }}).Routes(h.mux)
	return h
}

func (h *house) do(method, path, kind string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func (h *house) post(path string, form url.Values) *httptest.ResponseRecorder {
	return h.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

func (h *house) ask(email string) *httptest.ResponseRecorder {
	return h.post("/subscribe", url.Values{"email": {email}, "maintenance": {"true"}})
}

// join subscribes somebody and returns them with their link.
func (h *house) join(email string) (contacts.Subscriber, string) {
	h.Helper()
	h.ask(email)
	if w := h.post("/subscriptions/"+h.tokens[len(h.tokens)-1], nil); w.Code != http.StatusOK {
		h.Fatalf("confirming: %d %s", w.Code, w.Body)
	}
	a, err := contacts.ParseAddress(email)
	if err != nil {
		h.Fatal(err)
	}
	sub, err := h.book.Find(h.Context(), a)
	if err != nil {
		h.Fatal(err)
	}
	return sub, "/subscriptions/" + h.book.Link(sub)
}

func (h *house) state(id string) contacts.State {
	h.Helper()
	sub, err := h.book.Get(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	return sub.State
}

func TestTheAnswerIsTheSameWhateverTheAddress(t *testing.T) {
	h := open(t)
	sub, _ := h.join("subscriber@example.com")
	bounced, _ := h.join("bounced@example.com")
	if err := h.book.Report(t.Context(), bounced.Address, contacts.Hard, h.now); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(2 * time.Hour)
	answers := map[string]string{}
	for _, email := range []string{"subscriber@example.com", "bounced@example.com", "new@example.com", "new@example.com"} {
		w := h.ask(email)
		answers[fmt.Sprint(w.Code, w.Header(), w.Body)] = email
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers: %v", len(answers), answers)
	}
	if len(h.tokens) != 3 || len(h.known) != 1 || h.known[0].ID != sub.ID {
		t.Errorf("%d confirmations and %d notes, want 3 and 1", len(h.tokens), len(h.known))
	}
}

// Where no letter goes out nobody waits for one: what was entered is not kept, and
// the address is free to ask again once mail is enabled. What somebody has subscribed
// to stays theirs.
func TestWhereNoMailGoesOutNobodyIsKept(t *testing.T) {
	h := open(t)
	sub, link := h.join("subscriber@example.com")
	h.now = h.now.Add(2 * time.Hour)
	h.mail = message.MailOff
	answers := map[string]bool{}
	for _, email := range []string{"subscriber@example.com", "new@example.com", "no address"} {
		w := h.ask(email)
		answers[fmt.Sprint(w.Code, w.Body)] = true
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "[subscription.off]") || !strings.Contains(w.Body.String(), "feeds") {
			t.Errorf("%s: %d %s", email, w.Code, w.Body)
		}
	}
	if len(answers) != 1 || len(h.tokens) != 1 || len(h.known) != 0 {
		t.Errorf("%d different answers, %d letters", len(answers), len(h.tokens)+len(h.known))
	}
	if w := h.do(http.MethodGet, "/subscriptions/incident/slow", "", nil); w.Code != 200 || !strings.Contains(w.Body.String(), "[subscribe.off]") || strings.HasSuffix(w.Body.String(), "slow") {
		t.Errorf("following an incident: %d %s", w.Code, w.Body)
	}
	if w := h.post(link, url.Values{"do": {"leave"}}); w.Code != 200 || h.state(sub.ID) != contacts.Left {
		t.Errorf("leaving: %d %s", w.Code, w.Body)
	}
	h.mail = message.MailSent
	if w := h.ask("new@example.com"); w.Code != 200 || len(h.tokens) != 2 {
		t.Errorf("once it is enabled: %d, %d letters", w.Code, len(h.tokens))
	}
}

// A program that keeps letters as files does what it does with mail, and says that
// they are not sent.
func TestWhereLettersAreKeptAsFilesItSaysSo(t *testing.T) {
	h := open(t)
	h.mail = message.MailFiled
	if w := h.ask("new@example.com"); w.Code != 200 || len(h.tokens) != 1 || !strings.Contains(w.Body.String(), "[subscription.filed]") || !strings.Contains(w.Body.String(), "feeds") {
		t.Errorf("%d %s, %d letters", w.Code, w.Body, len(h.tokens))
	}
	if w := h.do(http.MethodGet, "/subscriptions/incident/slow", "", nil); w.Code != 200 || !strings.Contains(w.Body.String(), "[subscribe.filed]") || !strings.HasSuffix(w.Body.String(), "slow") {
		t.Errorf("following an incident: %d %s", w.Code, w.Body)
	}
}

func TestARobotThatFillsInEveryFieldIsThanked(t *testing.T) {
	h := open(t)
	w := h.post("/subscribe", url.Values{"email": {"ann@example.com"}, "website": {"https://spam.example"}})
	if good := h.ask("bob@example.com"); w.Code != good.Code || w.Body.String() != good.Body.String() || len(h.tokens) != 1 {
		t.Errorf("%d %s, %d mails", w.Code, w.Body, len(h.tokens))
	}
}

func TestForms(t *testing.T) {
	h := open(t)
	for name, test := range map[string]struct {
		form url.Values
		code int
		says string
	}{
		"no address":           {url.Values{}, 422, "there is no @"},
		"a header":             {url.Values{"email": {"a@example.com\r\nBcc: b@example.com"}}, 422, "not a mail address"},
		"two addresses":        {url.Values{"email": {"a@example.com,b@example.com"}}, 422, "what stands before the @"},
		"an unknown scope":     {url.Values{"email": {"a1@example.com"}, "scope": {"most"}}, 422, "all, some or incident"},
		"an unknown component": {url.Values{"email": {"a2@example.com"}, "scope": {"some"}, "component": {"nope"}}, 422, "no component"},
		"nothing chosen":       {url.Values{"email": {"a3@example.com"}, "scope": {"some"}}, 422, "at least one"},
		"an unknown severity":  {url.Values{"email": {"a4@example.com"}, "severity": {"terrible"}}, 422, "none, minor"},
		"some":                 {url.Values{"email": {"a5@example.com"}, "scope": {"some"}, "component": {"api"}, "severity": {"major"}}, 200, "subscription.asked"},
		"one incident":         {url.Values{"email": {"a6@example.com"}, "scope": {"incident"}, "incident": {"slow"}}, 200, "subscription.asked"},
	} {
		h.client = name // everybody comes from somewhere else
		w := h.post("/subscribe", test.form)
		if w.Code != test.code || !strings.Contains(w.Body.String(), test.says) {
			t.Errorf("%s: %d %s; want %d with %q", name, w.Code, w.Body, test.code, test.says)
		}
	}
	if w := h.post("/subscribe", url.Values{"email": {strings.Repeat("a", 70<<10)}}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a large form: %d", w.Code)
	}
	if w := h.do(http.MethodPost, "/subscribe", "multipart/form-data", strings.NewReader("x")); w.Code != http.StatusBadRequest {
		t.Errorf("a broken form: %d", w.Code)
	}
}

func TestNobodyAsksWithoutEnd(t *testing.T) {
	h := open(t)
	refused := 0
	for i := range 30 {
		if w := h.ask(fmt.Sprintf("p%d@example.com", i)); w.Code == http.StatusTooManyRequests {
			refused++
			if w.Header().Get("Retry-After") == "" {
				t.Fatal("it does not say when to come back")
			}
		}
	}
	if refused != 20 || len(h.tokens) != 10 {
		t.Errorf("%d of 30 were refused, %d mails", refused, len(h.tokens))
	}
	h.client = "198.51.100.7"
	if w := h.ask("other@example.com"); w.Code != http.StatusOK {
		t.Errorf("somebody else: %d", w.Code)
	}
}

func TestAGETChangesNothing(t *testing.T) {
	h := open(t)
	h.ask("ann@example.com")
	confirm := "/subscriptions/" + h.tokens[0]
	sub, manage := h.join("bob@example.com")
	for range 3 {
		for _, path := range []string{confirm, manage, manage + "?List-Unsubscribe=One-Click&do=leave", confirm + "?do=confirm"} {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				if w := h.do(method, path, "", nil); w.Code != http.StatusOK {
					t.Errorf("%s %s: %d", method, path, w.Code)
				}
			}
		}
	}
	if _, err := h.book.Find(t.Context(), mustParse(t, "ann@example.com")); !errors.Is(err, contacts.ErrNotFound) {
		t.Errorf("ann, who did not confirm: %v", err)
	}
	if h.state(sub.ID) != contacts.Active {
		t.Error("bob was unsubscribed by a GET")
	}
	if w := h.post(manage+"?do=leave", nil); w.Code != http.StatusBadRequest || h.state(sub.ID) != contacts.Active {
		t.Errorf("what to do in the query: %d", w.Code)
	}
}

func mustParse(t *testing.T, s string) contacts.Address {
	t.Helper()
	a, err := contacts.ParseAddress(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestOneClick(t *testing.T) {
	for _, multi := range []bool{false, true} {
		h := open(t)
		sub, link := h.join("ann@example.com")
		kind, body := "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"
		if multi {
			var b bytes.Buffer
			m := multipart.NewWriter(&b)
			_ = m.WriteField("List-Unsubscribe", "One-Click")
			_ = m.Close()
			kind, body = m.FormDataContentType(), b.String()
		}
		for range 2 {
			if w := h.do(http.MethodPost, link, kind, strings.NewReader(body)); w.Code != http.StatusOK {
				t.Errorf("multipart %v: %d %s", multi, w.Code, w.Body)
			}
		}
		if h.state(sub.ID) != contacts.Left {
			t.Errorf("multipart %v: still subscribed", multi)
		}
		if err := h.book.Erase(t.Context(), "admin", sub.ID, h.now); err != nil {
			t.Fatal(err)
		}
		if w := h.do(http.MethodPost, link, kind, strings.NewReader(body)); w.Code != http.StatusOK {
			t.Errorf("years later: %d", w.Code)
		}
	}
}

func TestOnesOwnPage(t *testing.T) {
	h := open(t)
	sub, link := h.join("ann@example.com")
	if w := h.do(http.MethodGet, link, "", nil); !strings.Contains(w.Body.String(), "ann@example.com") || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	w := h.post(link, url.Values{"do": {"save"}, "scope": {"some"}, "component": {"api"}, "incident": {"true"}, "severity": {"major"}, "language": {"de"}})
	if got, _ := h.book.Get(t.Context(), sub.ID); w.Code != http.StatusOK || got.Wish.All || got.Wish.Language != "de" || got.Wish.Maintenance || got.Wish.Severity.String() != "major" {
		t.Errorf("%d %s: %+v", w.Code, w.Body, got.Wish)
	}
	if w := h.post(link, url.Values{"do": {"save"}, "scope": {"all"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wish for nothing: %d", w.Code)
	}
	var data map[string]any
	if w := h.post(link, url.Values{"do": {"data"}}); json.Unmarshal(w.Body.Bytes(), &data) != nil || data["address"] != "ann@example.com" || data["confirmed"] == nil {
		t.Errorf("data %s", w.Body)
	}
	if w := h.post(link, url.Values{"do": {"erase"}}); w.Code != http.StatusOK {
		t.Errorf("erasing: %d", w.Code)
	}
	if _, err := h.book.Get(t.Context(), sub.ID); !errors.Is(err, contacts.ErrNotFound) {
		t.Errorf("after erasing: %v", err)
	}
	if w := h.do(http.MethodGet, link, "", nil); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "subscription.gone") {
		t.Errorf("a link after erasing: %d %s", w.Code, w.Body)
	}
}

// altered is a token with another letter near its end.
func altered(token string) string {
	at, letter := len(token)-5, "A"
	if token[at] == 'A' {
		letter = "B"
	}
	return token[:at] + letter + token[at+1:]
}

func TestLinksThatAreNotOurs(t *testing.T) {
	h := open(t)
	h.ask("ann@example.com")
	_, link := h.join("bob@example.com")
	token := strings.TrimPrefix(link, "/subscriptions/")
	for _, bad := range []string{"x", "m", "c", "c" + strings.Repeat("A", 43), altered(token), "m" + h.tokens[0][1:], "c" + token[1:], strings.Repeat("m", 5000)} {
		for _, do := range []*httptest.ResponseRecorder{h.do(http.MethodGet, "/subscriptions/"+bad, "", nil), h.post("/subscriptions/"+bad, url.Values{"do": {"erase"}})} {
			if do.Code != http.StatusNotFound {
				t.Errorf("%.20s: %d", bad, do.Code)
			}
		}
	}
	h.now = h.now.Add(contacts.AskedFor)
	if w := h.post("/subscriptions/"+h.tokens[0], nil); w.Code != http.StatusNotFound {
		t.Errorf("an old confirmation: %d", w.Code)
	}
	if strings.Contains(h.logged.String(), "ann@") || strings.Contains(h.logged.String(), token) {
		t.Errorf("the log holds what is private: %s", &h.logged)
	}
}

func TestALinkThatWasCutOffIsAnsweredByAPage(t *testing.T) {
	h := open(t)
	for _, link := range []string{"/subscriptions/", "/subscriptions/abc/", "/subscriptions/abc/def"} {
		if w := h.do(http.MethodGet, link, "", nil); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "subscription.gone") {
			t.Errorf("%s: %d %s", link, w.Code, w.Body)
		}
	}
}

func TestOneIncidentIsFollowed(t *testing.T) {
	h := open(t)
	if w := h.do(http.MethodGet, "/subscriptions/incident/slow?language=de", "", nil); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "de ") || !strings.HasSuffix(w.Body.String(), " slow") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, id := range []string{"gone", "%3Cb%3E", strings.Repeat("x", 4000)} {
		if w := h.do(http.MethodGet, "/subscriptions/incident/"+id, "", nil); w.Code != http.StatusNotFound {
			t.Errorf("%.20s: %d", id, w.Code)
		}
	}
	if w := h.post("/subscribe", url.Values{"email": {"ann@example.com"}, "scope": {"incident"}, "incident": {"gone"}}); w.Code != http.StatusUnprocessableEntity || len(h.tokens) != 0 {
		t.Errorf("one that is not there: %d %s", w.Code, w.Body)
	}
	h.post("/subscribe", url.Values{"email": {"ann@example.com"}, "scope": {"incident"}, "incident": {"slow"}})
	if w := h.post("/subscriptions/"+h.tokens[0], nil); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	sub, err := h.book.Find(t.Context(), mustParse(t, "ann@example.com"))
	if err != nil || sub.Wish.All || sub.Wish.Incident || sub.Wish.Maintenance || len(sub.Wish.Incidents) != 1 {
		t.Fatalf("%+v, %v", sub.Wish, err)
	}
	link := "/subscriptions/" + h.book.Link(sub)
	for _, step := range []struct {
		form url.Values
		code int
		want string
	}{
		{url.Values{"do": {"save"}, "scope": {"all"}, "incident": {"true"}, "follow": {"slow", "another"}, "zone": {"Asia/Tokyo"}}, 422, "[slow]  false"},
		{url.Values{"do": {"save"}, "scope": {"all"}, "incident": {"true"}, "follow": {"slow"}, "zone": {"Asia/Tokyo"}}, 200, "[slow] Asia/Tokyo true"},
		{url.Values{"do": {"save"}, "scope": {"all"}, "incident": {"true"}}, 200, "[]  true"},
		{url.Values{"do": {"save"}, "scope": {"all"}}, 422, "[]  true"},
	} {
		w := h.post(link, step.form)
		got, _ := h.book.Get(t.Context(), sub.ID)
		if said := fmt.Sprint(got.Wish.Incidents, " ", got.Wish.Zone, " ", got.Wish.All); w.Code != step.code || said != step.want {
			t.Errorf("%v: %d, %s; want %d, %s", step.form, w.Code, said, step.code, step.want)
		}
	}
}

// Who is told already and wants to follow an incident gets a letter whose page
// offers it.
func TestASubscriberFollowsAnIncidentToo(t *testing.T) {
	h := open(t)
	sub, link := h.join("ann@example.com")
	h.now = h.now.Add(2 * time.Hour)
	h.post("/subscribe", url.Values{"email": {"ann@example.com"}, "scope": {"incident"}, "incident": {"slow"}})
	if len(h.known) != 1 || h.offered != "slow" {
		t.Fatalf("%d were told, and offered %q", len(h.known), h.offered)
	}
	if w := h.do(http.MethodGet, link+"?follow=slow", "", nil); w.Code != 200 || !strings.HasSuffix(w.Body.String(), " slow") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do(http.MethodGet, link+"?follow=gone", "", nil); w.Code != 200 || strings.Contains(w.Body.String(), "gone") {
		t.Errorf("one that is not there: %d %s", w.Code, w.Body)
	}
	if got, _ := h.book.Get(t.Context(), sub.ID); len(got.Wish.Incidents) != 0 {
		t.Fatal("a GET has changed something")
	}
	h.post(link, url.Values{"do": {"save"}, "scope": {"all"}, "incident": {"true"}, "follow": {"slow"}})
	if got, _ := h.book.Get(t.Context(), sub.ID); len(got.Wish.Incidents) != 1 || !got.Wish.All {
		t.Errorf("%+v", got.Wish)
	}
}
