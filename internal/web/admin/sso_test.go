package admin_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/web/admin"
)

const clientSecret = "canary-client-secret"

// provider is an identity provider that knows one person.
type provider struct {
	*httptest.Server
	t      *testing.T
	key    *rsa.PrivateKey
	now    func() time.Time
	claims map[string]any
	down   bool
	grants map[string]url.Values // what was asked, by code
}

type fixedSecret struct{}

func (fixedSecret) Lookup(context.Context, string, time.Time) ([]string, error) {
	return []string{clientSecret}, nil
}

// newProvider returns a dashboard and the provider that it asks.
func newProvider(t *testing.T) (*desk, *provider) {
	p := &provider{t: t, key: must(rsa.GenerateKey(rand.Reader, 2048)), grants: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		p.say(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		p.say(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "k", "alg": "RS256", "use": "sig", "n": b64(p.key.N.Bytes()), "e": b64(big.NewInt(int64(p.key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", p.token)
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	d := newDesk(t, func(o *admin.Options) {
		o.Secrets, o.Client = fixedSecret{}, p.Client()
		o.SignOn = func() *config.SignOn {
			return &config.SignOn{Name: "Example ID", Issuer: p.URL, ClientID: "tidings", Secret: "sso", Domains: []string{"Example.com"}, Roles: []config.SignOnRole{
				{Claim: "groups", Value: "sre", Role: access.Manage, Permissions: []string{"site", "administration"}},
				{Claim: "groups", Value: "support", Role: access.Edit},
			}}
		}
	})
	p.now, p.claims = d.clock, map[string]any{"sub": "7", "email": "Ada@Example.com", "email_verified": true, "name": "Ada", "groups": []string{"staff", "support"}}
	return d, p
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (p *provider) say(w http.ResponseWriter, v any) {
	if p.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

// agrees is somebody who says yes at the provider: it returns the address that
// the browser is led back to.
func (p *provider) agrees(to string) string {
	p.t.Helper()
	q := must(url.Parse(to)).Query()
	if !strings.HasPrefix(to, p.URL+"/auth?") || q.Get("client_id") != "tidings" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
		p.t.Fatalf("asked by %s", to)
	}
	code := rand.Text()
	p.grants[code] = q
	back := must(url.Parse(q.Get("redirect_uri")))
	back.RawQuery = url.Values{"state": {q.Get("state")}, "code": {code}}.Encode()
	return back.RequestURI()
}

func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	asked, ok := p.grants[r.FormValue("code")]
	delete(p.grants, r.FormValue("code"))
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != "tidings" || secret != clientSecret || b64(sum[:]) != asked.Get("code_challenge") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{"iss": p.URL, "aud": "tidings", "iat": p.now().Unix(), "exp": p.now().Add(time.Minute).Unix(), "nonce": asked.Get("nonce")}
	for k, v := range p.claims {
		claims[k] = v
	}
	head, body := b64([]byte(`{"alg":"RS256","kid":"k"}`)), b64(must(json.Marshal(claims)))
	digest := sha256.Sum256([]byte(head + "." + body))
	signature := must(rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:]))
	p.say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": head + "." + body + "." + b64(signature)})
}

// by signs a browser in by the provider.
func (p *provider) by(b *browser, next string) answer {
	b.Helper()
	ask := b.get("/admin/sign-in/sso?next=" + url.QueryEscape(next))
	if ask.StatusCode != http.StatusSeeOther {
		b.Fatalf("%d\n%s", ask.StatusCode, ask.text)
	}
	return b.get(p.agrees(ask.Header.Get("Location")))
}

func TestSingleSignOn(t *testing.T) {
	d, p := newProvider(t)
	d.first()
	b := d.browser()
	b.get("/admin/sign-in?next=/admin/people").says(t, 200, "Sign in with Example ID", "/admin/sign-in/sso?next=%2fadmin%2fpeople")
	p.claims["email"], p.claims["sub"] = "bob@example.com", "8"
	p.by(b, "/admin/people").to(t, "/admin/people")
	b.get("/admin/account").says(t, 200, "bob@example.com", "role edit for site", "by single sign-on")
	b.get("/admin/people").says(t, 403)

	p.claims["groups"] = "sre" // the provider's word is the rights, from the next sign-in on
	p.by(b, "https://evil.example/").to(t, "/admin/")
	b.get("/admin/people").says(t, 200)
	p.claims["groups"] = []string{"gone"}
	p.by(b, "/admin/").says(t, 403, "did not let you in")
	if log := d.log.String() + d.audited(); strings.Contains(log, clientSecret) || strings.Contains(log, "bob@") || !strings.Contains(log, `"verb":"account.known"`) || !strings.Contains(log, `"how":"single sign-on"`) {
		t.Errorf("the log is\n%s", log)
	}
}

// Whoever was invited comes in with the rights that were given here.
func TestInvitedPeopleKeepTheirRights(t *testing.T) {
	d, p := newProvider(t)
	b := d.first()
	p.claims["groups"] = nil
	p.by(b, "/admin/people").to(t, "/admin/people")
	b.get("/admin/account").says(t, 200, "role manage for site, contacts, administration")
	p.claims["sub"] = "another person with that address"
	c := d.browser()
	p.by(c, "/admin/").says(t, 403)
	d.browser().signIn("ada@example.com") // the password goes on opening
}

func TestProvidersWordsThatOpenNothing(t *testing.T) {
	for what, change := range map[string]func(*provider){
		"address not verified": func(p *provider) { p.claims["email_verified"] = false },
		"nothing on that":      func(p *provider) { delete(p.claims, "email_verified") },
		"another domain":       func(p *provider) { p.claims["email"] = "ada@example.com.evil.example" },
		"two domains":          func(p *provider) { p.claims["email"] = "ada@evil.example@example.com" },
		"no address":           func(p *provider) { delete(p.claims, "email") },
		"odd address":          func(p *provider) { p.claims["email"] = []string{"ada@example.com"} },
		"another audience":     func(p *provider) { p.claims["aud"] = "somebody else" },
		"another issuer":       func(p *provider) { p.claims["iss"] = "https://evil.example" },
		"another nonce":        func(p *provider) { p.claims["nonce"] = "x" },
		"too old":              func(p *provider) { p.claims["exp"] = p.now().Add(-time.Hour).Unix() },
		"another key":          func(p *provider) { p.key = must(rsa.GenerateKey(rand.Reader, 2048)); p.claims["x"] = p.key.N.String() },
		"no right":             func(p *provider) { p.claims["groups"] = []string{"SRE", "support "} },
	} {
		d, p := newProvider(t)
		b := d.browser()
		ask := b.get("/admin/sign-in/sso")
		if what == "another key" {
			p.by(d.browser(), "/admin/") // the right key is known by now
			good := p.key
			change(p)
			p.Config.Handler = keysOf(p.Config.Handler, good, p)
		} else {
			change(p)
		}
		before, _ := d.accounts.List(t.Context())
		a := b.get(p.agrees(ask.Header.Get("Location")))
		after, _ := d.accounts.List(t.Context())
		if a.StatusCode != http.StatusForbidden || b.in() || len(after) != len(before) {
			t.Errorf("%s: %d, %d accounts", what, a.StatusCode, len(after))
		}
	}
}

// keysOf goes on showing the good key.
func keysOf(h http.Handler, good *rsa.PrivateKey, p *provider) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			p.say(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "k", "alg": "RS256", "use": "sig", "n": b64(good.N.Bytes()), "e": "AQAB"}}})
			return
		}
		h.ServeHTTP(w, r)
	})
}

func TestProvidersAnswerBelongsToOneBrowser(t *testing.T) {
	d, p := newProvider(t)
	ada, eve := d.browser(), d.browser()
	back := p.agrees(eve.get("/admin/sign-in/sso").Header.Get("Location"))
	ada.get(back).says(t, 403) // a link with eve's answer does not sign ada in as eve
	ada.get("/admin/sign-in/sso")
	ada.get(back).says(t, 403)
	ask := p.agrees(ada.get("/admin/sign-in/sso").Header.Get("Location"))
	d.wait(10 * time.Minute)
	ada.get(ask).says(t, 403)
	used := p.agrees(ada.get("/admin/sign-in/sso").Header.Get("Location"))
	ada.get(used).to(t, "/admin/")
	thief := d.browser()
	thief.get(used).says(t, 403)
	ada.get("/admin/sign-in/sso/back?error=access_denied&state=x").says(t, 403)
}

// The provider may be the patient: everything else goes on.
func TestProviderIsDown(t *testing.T) {
	d, p := newProvider(t)
	d.first()
	p.down = true
	b := d.browser()
	b.get("/admin/sign-in").says(t, 200, "Example ID")
	b.get("/admin/sign-in/sso").says(t, 503, "cannot be reached", `name="password"`)
	b.signIn("ada@example.com")
	d2 := newDesk(t)
	d2.browser().get("/admin/sign-in/sso").says(t, 404, "no single sign-on here")
}
