package web_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tidings/internal/web"
)

const pushKey = "c29tZSBzZWNyZXQgb2YgdGhlIGhvb2s="

// pushedTo counts how often it was told to fetch.
type pushedTo struct {
	branch  string
	secrets []string
	err     error
	full    error // why nobody can be woken
	fetches int
}

func (p *pushedTo) HookSecrets(context.Context, time.Time) ([]string, error) { return p.secrets, p.err }
func (p *pushedTo) Branch() string                                           { return p.branch }

func (p *pushedTo) Pushed(context.Context) error {
	p.fetches++
	return p.full
}

func hexMAC(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

// push posts a body with headers to a door, and gives the answer's status and
// whether it had something fetched.
func push(t *testing.T, to *pushedTo, body string, header ...string) (int, bool) {
	t.Helper()
	door := web.Push{Content: to, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }, Log: slog.New(slog.DiscardHandler), Metrics: &web.Metrics{}}
	r := httptest.NewRequest(http.MethodPost, "/hooks/content", strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	before := to.fetches
	door.ServeHTTP(w, r)
	return w.Code, to.fetches > before
}

// Every host signs its own way; a wrong secret, another body, or another host's
// header with the right bytes is turned away.
func TestPushHooksOfEveryHost(t *testing.T) {
	body := `{"ref":"refs/heads/main","after":"0123"}`
	stamp := strconv.FormatInt(1_800_000_000, 10)
	key, err := base64.StdEncoding.DecodeString(pushKey)
	if err != nil {
		t.Fatal(err)
	}
	standard := func(secret []byte, text string) string {
		sum, _ := hex.DecodeString(hexMAC(string(secret), "msg_1."+stamp+"."+text))
		return "v1," + base64.StdEncoding.EncodeToString(sum)
	}
	signs := map[string]func(key, text string) []string{
		"GitHub":    func(key, text string) []string { return []string{"X-Hub-Signature-256", "sha256=" + hexMAC(key, text)} },
		"Gitea":     func(key, text string) []string { return []string{"X-Gitea-Signature", hexMAC(key, text)} },
		"Forgejo":   func(key, text string) []string { return []string{"X-Forgejo-Signature", hexMAC(key, text)} },
		"Gogs":      func(key, text string) []string { return []string{"X-Gogs-Signature", hexMAC(key, text)} },
		"Bitbucket": func(key, text string) []string { return []string{"X-Hub-Signature", "sha256=" + hexMAC(key, text)} },
	}
	for host, sign := range signs {
		to := &pushedTo{branch: "main", secrets: []string{"old", pushKey}}
		if code, fetch := push(t, to, body, sign(pushKey, body)...); code != http.StatusAccepted || !fetch {
			t.Errorf("%s: answered %d, fetch %v", host, code, fetch)
		}
		if code, fetch := push(t, to, body, sign("wrong", body)...); code != http.StatusUnauthorized || fetch {
			t.Errorf("%s with another secret: answered %d, fetch %v", host, code, fetch)
		}
		if code, fetch := push(t, to, body+" ", sign(pushKey, body)...); code != http.StatusUnauthorized || fetch {
			t.Errorf("%s with another body: answered %d, fetch %v", host, code, fetch)
		}
	}
	to := &pushedTo{branch: "main", secrets: []string{"whsec_" + pushKey}}
	if code, fetch := push(t, to, body, "Webhook-Id", "msg_1", "Webhook-Timestamp", stamp, "Webhook-Signature", standard(key, body)); code != http.StatusAccepted || !fetch {
		t.Errorf("GitLab that signs: answered %d, fetch %v", code, fetch)
	}
	to = &pushedTo{branch: "main", secrets: []string{pushKey}}
	for token, want := range map[string]int{pushKey: http.StatusAccepted, pushKey + "x": http.StatusUnauthorized, "": http.StatusUnauthorized} {
		if code, _ := push(t, to, body, "X-Gitlab-Token", token); code != want {
			t.Errorf("GitLab with token %q: answered %d, want %d", token, code, want)
		}
	}
	if code, _ := push(t, to, body, "X-Hub-Signature", "sha1="+hexMAC(pushKey, body)); code != http.StatusUnauthorized {
		t.Errorf("an old signature is answered %d", code)
	}
	if code, _ := push(t, &pushedTo{branch: "main"}, body, "X-Gitlab-Token", ""); code != http.StatusUnauthorized {
		t.Errorf("without a secret it is answered %d", code)
	}
}

// Only pushes to the branch that content is on are a reason to fetch, whatever
// the host's words for it; what says nothing of branches is one.
func TestOnlyTheBranchNamedMatters(t *testing.T) {
	for body, want := range map[string]bool{
		`{"ref":"refs/heads/main"}`:   true,
		`{"ref":"refs/heads/main-2"}`: false,
		`{"ref":"refs/tags/main"}`:    false,
		`{"push":{"changes":[{"new":null},{"new":{"type":"branch","name":"main"}}]}}`: true,
		`{"push":{"changes":[{"new":{"type":"tag","name":"main"}}]}}`:                 false,
		`{"push":{"changes":[{"new":null}]}}`:                                         false,
		`{"changes":[{"ref":{"id":"refs/heads/main"}}]}`:                              true,
		`{"changes":[{"ref":{"id":"refs/heads/x"}}]}`:                                 false,
		`{"zen":"Keep it logically awesome."}`:                                        true,
		`no json`:                                                                     true,
		"payload=" + url.QueryEscape(`{"ref":"refs/heads/other"}`):                    true, // it is not said to be a form
	} {
		to := &pushedTo{branch: "main", secrets: []string{pushKey}}
		code, fetch := push(t, to, body, "X-Gitlab-Token", pushKey)
		if code != http.StatusAccepted || fetch != want {
			t.Errorf("%s: answered %d, fetch %v, want %v", body, code, fetch, want)
		}
	}
	to := &pushedTo{branch: "main", secrets: []string{pushKey}}
	form := "payload=" + url.QueryEscape(`{"ref":"refs/heads/other"}`)
	if code, fetch := push(t, to, form, "X-Gitlab-Token", pushKey, "Content-Type", "application/x-www-form-urlencoded"); code != http.StatusAccepted || fetch {
		t.Errorf("a form of another branch: answered %d, fetch %v", code, fetch)
	}
	if code, fetch := push(t, to, `{}`, "X-Gitlab-Token", pushKey, "X-GitHub-Event", "ping"); code != http.StatusAccepted || fetch {
		t.Errorf("a ping: answered %d, fetch %v", code, fetch)
	}
	if _, fetch := push(t, &pushedTo{secrets: []string{pushKey}}, `{"ref":"refs/heads/any"}`, "X-Gitlab-Token", pushKey); !fetch {
		t.Error("a push was passed over before anybody knew the branch")
	}
}

func TestPushHooksThatAreTurnedAway(t *testing.T) {
	for name, test := range map[string]struct {
		to     pushedTo
		body   string
		header []string
		want   int
	}{
		"a folder":        {pushedTo{err: web.ErrNoSource}, "{}", nil, http.StatusNotFound},
		"no store":        {pushedTo{err: errors.New("locked")}, "{}", nil, http.StatusServiceUnavailable},
		"a long body":     {pushedTo{secrets: []string{pushKey}}, strings.Repeat("x", web.MaxHookBytes+1), []string{"X-Gitlab-Token", pushKey}, http.StatusRequestEntityTooLarge},
		"compressed":      {pushedTo{secrets: []string{pushKey}}, "{}", []string{"X-Gitlab-Token", pushKey, "Content-Encoding", "gzip"}, http.StatusUnsupportedMediaType},
		"no proof at all": {pushedTo{secrets: []string{pushKey}}, "{}", nil, http.StatusUnauthorized},
	} {
		if code, fetch := push(t, &test.to, test.body, test.header...); code != test.want || fetch {
			t.Errorf("%s: answered %d, fetch %v", name, code, fetch)
		}
	}
}

// Where nobody can be woken the host is told to come again: it repeats its hook.
func TestAPushThatWakesNobodyIsSentAgain(t *testing.T) {
	to := &pushedTo{branch: "main", secrets: []string{pushKey}, full: errors.New("the queue is away")}
	if code, _ := push(t, to, "{}", "X-Gitlab-Token", pushKey); code != http.StatusServiceUnavailable {
		t.Errorf("answered %d", code)
	}
}
