package intake

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"tidings/internal/config"
	"tidings/internal/secret/proof"
)

// ErrUnauthorized says that a request did not prove where it comes from, and
// never which part of the proof was wrong.
var ErrUnauthorized = errors.New("missing or wrong credentials")

// maxProof is how many bytes of credentials are looked at; more are refused.
const maxProof = 8 << 10

// Verify returns nil when the request proves, as auth asks, that its sender
// has one of the secrets; otherwise it returns ErrUnauthorized. It looks at the
// bytes of the body, before any parsing. All secrets are tried, whichever fits.
// An empty secret fits nothing, nor does a type of proof that it does not know.
func Verify(auth config.Auth, secrets []string, r Request) error {
	shows := checkOf(auth.Type)
	proven := 0
	for _, secret := range secrets {
		proven |= shows(auth, secret, r) & nonEmpty(secret)
	}
	if proven != 1 {
		return ErrUnauthorized
	}
	return nil
}

// SignsBody reports whether a proof is made from the body too. Any other stands
// in the headers alone, and can be looked at before the body is read.
func SignsBody(auth config.Auth) bool {
	return auth.Type == "hmac" || auth.Type == "standard-webhooks" || auth.Type == config.AuthSNS
}

// check returns 1 when the request fits the secret, else 0.
type check func(auth config.Auth, secret string, r Request) int

func checkOf(kind string) check {
	switch kind {
	case "bearer":
		return bearer
	case "basic":
		return basic
	case "header":
		return header
	case "hmac":
		return signed
	case "standard-webhooks":
		return standardSigned
	}
	return func(config.Auth, string, Request) int { return 0 }
}

func nonEmpty(secret string) int {
	if secret == "" {
		return 0
	}
	return 1
}

// equal returns 1 for two texts that are the same.
func equal(a, b string) int {
	if proof.Same(a, b) {
		return 1
	}
	return 0
}

func bearer(_ config.Auth, secret string, r Request) int {
	return equal(credentials(r.Header, "Bearer"), secret)
}

func basic(auth config.Auth, secret string, r Request) int {
	pair, err := base64.StdEncoding.DecodeString(credentials(r.Header, "Basic"))
	if err != nil {
		pair = nil
	}
	return equal(string(pair), auth.User+":"+secret)
}

func header(auth config.Auth, secret string, r Request) int {
	return equal(single(r.Header, auth.Header), secret)
}

// credentials are what follows the scheme in the header Authorization.
func credentials(h http.Header, scheme string) string {
	given, rest, _ := strings.Cut(single(h, "Authorization"), " ")
	if !strings.EqualFold(given, scheme) {
		return ""
	}
	return strings.Trim(rest, " ")
}

// single is the value of a header that stands once and is not too long, else empty.
func single(h http.Header, name string) string {
	values := h.Values(name)
	if name == "" || len(values) != 1 || len(values[0]) > maxProof {
		return ""
	}
	return values[0]
}
