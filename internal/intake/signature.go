package intake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tidings/internal/config"
)

const (
	// tolerance is how old or how far ahead a signed time may be, unless the
	// source says otherwise.
	tolerance = 5 * time.Minute
	// maxSignatures is how many signatures of one request are looked at. A
	// sender that changes its secret sends two.
	maxSignatures = 8
)

// signed checks the HMAC-SHA256 of the body, or of TIMESTAMP:BODY when the
// source names the header of a timestamp.
func signed(auth config.Auth, secret string, r Request) int {
	mac := hmac.New(sha256.New, []byte(secret))
	fresh := 1
	if auth.Timestamp != "" {
		at := single(r.Header, auth.Timestamp)
		fresh = recent(at, auth.Tolerance, r.Received)
		mac.Write([]byte(at + ":"))
	}
	mac.Write(r.Body)
	return fresh & among(mac.Sum(nil), signatures(auth, r))
}

// signatures are the bytes of those signatures in the header that have the
// source's prefix and the length of a SHA-256.
func signatures(auth config.Auth, r Request) [][]byte {
	given := strings.Join(r.Header.Values(auth.Header), ",")
	if auth.Header == "" || len(given) > maxProof {
		return nil
	}
	var found [][]byte
	for one := range strings.SplitSeq(given, ",") {
		text, ok := strings.CutPrefix(strings.TrimSpace(one), auth.Prefix)
		if sum := digest(strings.TrimSpace(text)); ok && sum != nil && len(found) < maxSignatures {
			found = append(found, sum)
		}
	}
	return found
}

// digest reads the 32 bytes of a signature from hex or any sort of base64:
// documentation of senders is wrong about it often enough, and the lengths
// tell them apart.
func digest(text string) []byte {
	if sum, err := hex.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	if sum := unbase64(text); len(sum) == sha256.Size {
		return sum
	}
	return nil
}

// unbase64 reads base64 of the usual or the URL alphabet, padded or not; nil
// when the text is neither.
func unbase64(text string) []byte {
	text = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
	b, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil
	}
	return b
}

// among returns 1 when one of the signatures is the sum, looking at all of them.
func among(sum []byte, signatures [][]byte) int {
	found := 0
	for _, s := range signatures {
		found |= equal(string(s), string(sum))
	}
	return found
}

// recent returns 1 when unix seconds are within a tolerance of a time, 0 for
// the tolerance being the usual one.
func recent(seconds string, within time.Duration, received time.Time) int {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 || n > 1e11 {
		return 0
	}
	if within == 0 {
		within = tolerance
	}
	if age := received.Sub(time.Unix(n, 0)); age.Abs() > within {
		return 0
	}
	return 1
}

// standardSigned checks a Standard Webhooks signature: HMAC-SHA256 over
// ID.TIMESTAMP.BODY, in base64 behind "v1,", of which there may be several
// between spaces. Svix's older names of the three headers do as well.
func standardSigned(auth config.Auth, secret string, r Request) int {
	family := standardFamily(r.Header)
	id, at := standardID(r.Header), single(r.Header, family+"Timestamp")
	key := standardKey(secret)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "."))
	mac.Write(r.Body)
	sent := standardSignatures(single(r.Header, family+"Signature"))
	return nonEmpty(string(key)) & nonEmpty(id) & recent(at, auth.Tolerance, r.Received) & among(mac.Sum(nil), sent)
}

// standardKey is the key of a secret as senders show it: base64, behind whsec_ or not,
// of which some put the version of their signatures in front.
func standardKey(secret string) []byte {
	return unbase64(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(secret), "v1,"), "whsec_"))
}

// standardFamily is how the names of the three headers begin. One request's
// signature never goes with the id of the other family.
func standardFamily(h http.Header) string {
	if h.Get("Webhook-Signature") != "" || h.Get("Webhook-Id") != "" {
		return "Webhook-"
	}
	return "Svix-"
}

func standardID(h http.Header) string { return single(h, standardFamily(h)+"Id") }

func standardSignatures(given string) [][]byte {
	var found [][]byte
	for one := range strings.FieldsSeq(given) {
		text, ok := strings.CutPrefix(one, "v1,")
		if sum := unbase64(text); ok && len(sum) == sha256.Size && len(found) < maxSignatures {
			found = append(found, sum)
		}
	}
	return found
}
