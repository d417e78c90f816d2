package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"

	"tidings/internal/config"
)

// Prove is the other side of Verify: the headers by which a request shows, as
// auth asks, that its sender has a secret. It is for requests that we send to
// ourselves. ID names the request where the proof is made of its name too.
func Prove(auth config.Auth, secret, id string, r Request) http.Header {
	h := http.Header{}
	switch auth.Type {
	case "bearer":
		h.Set("Authorization", "Bearer "+secret)
	case "basic":
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(auth.User+":"+secret)))
	case "header":
		h.Set(auth.Header, secret)
	case "hmac":
		proveHMAC(h, auth, secret, r)
	case "standard-webhooks":
		proveStandard(h, secret, id, r)
	}
	return h
}

func proveHMAC(h http.Header, auth config.Auth, secret string, r Request) {
	sealed := r.Body
	if auth.Timestamp != "" {
		at := strconv.FormatInt(r.Received.Unix(), 10)
		h.Set(auth.Timestamp, at)
		sealed = append([]byte(at+":"), r.Body...)
	}
	sum := sumOf([]byte(secret), sealed)
	text := hex.EncodeToString(sum)
	if auth.Encoding == "base64" {
		text = base64.StdEncoding.EncodeToString(sum)
	}
	h.Set(auth.Header, auth.Prefix+text)
}

func proveStandard(h http.Header, secret, id string, r Request) {
	at := strconv.FormatInt(r.Received.Unix(), 10)
	sum := sumOf(standardKey(secret), append([]byte(id+"."+at+"."), r.Body...))
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", at)
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(sum))
}

func sumOf(key, text []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return mac.Sum(nil)
}
