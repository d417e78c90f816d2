// Package snstest is an SNS topic for tests: it signs messages as SNS does, and
// stands where certificates and confirmations are asked for.
package snstest

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tidings/internal/notify/outbound"
)

// ARN is the topic's name.
const ARN = "arn:aws:sns:eu-west-1:123456789012:tidings"

// CertificateURL is where its certificate lies.
const CertificateURL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem"

// Topic is a topic with a key of its own. It is an sns.Client.
type Topic struct {
	key  *rsa.PrivateKey
	cert []byte

	mu    sync.Mutex
	Asked []string        // addresses, in order
	Fail  outbound.Answer // in place of a good answer, where its Status is set
	Err   error           // in place of any answer
}

// New is a topic whose certificate is good for a year around a time.
func New(t *testing.T, now time.Time) *Topic {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sns.amazonaws.com"},
		NotBefore: now.AddDate(0, -6, 0), NotAfter: now.AddDate(0, 6, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &Topic{key: key, cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// Do implements sns.Client.
func (t *Topic) Do(_ context.Context, r *http.Request) (outbound.Answer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Asked = append(t.Asked, r.URL.String())
	switch {
	case t.Err != nil:
		return outbound.Answer{}, t.Err
	case t.Fail.Status != 0:
		return t.Fail, nil
	case strings.HasSuffix(r.URL.Path, ".pem"):
		return outbound.Answer{Status: http.StatusOK, Body: t.cert}, nil
	}
	return outbound.Answer{Status: http.StatusOK, Body: []byte("<ConfirmSubscriptionResponse/>")}, nil
}

// Confirmed reports whether a subscription was confirmed.
func (t *Topic) Confirmed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, at := range t.Asked {
		if strings.Contains(at, "Action=ConfirmSubscription") {
			return true
		}
	}
	return false
}

// Notification is a signed message of the topic, with what was published.
func (t *Topic) Notification(text string) []byte {
	return t.Sign(map[string]string{"Type": "Notification", "Message": text})
}

// Subscription asks for a confirmation.
func (t *Topic) Subscription() []byte {
	return t.Sign(map[string]string{"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe.", "Token": "t0k3n",
		"SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"})
}

// Sign fills in what a message lacks, and signs it as its SignatureVersion says,
// which is 2 unless given.
func (t *Topic) Sign(m map[string]string) []byte {
	for name, value := range map[string]string{"MessageId": rand.Text(), "TopicArn": ARN, "Timestamp": "2026-11-22T12:00:00.000Z",
		"SignatureVersion": "2", "SigningCertURL": CertificateURL} {
		if _, given := m[name]; !given {
			m[name] = value
		}
	}
	var b strings.Builder
	for _, name := range []string{"Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"} {
		if value, there := m[name]; there {
			b.WriteString(name + "\n" + value + "\n")
		}
	}
	hash, sum := crypto.SHA256, sha256.Sum256([]byte(b.String()))
	digest := sum[:]
	if m["SignatureVersion"] == "1" {
		old := sha1.Sum([]byte(b.String()))
		hash, digest = crypto.SHA1, old[:]
	}
	signature, _ := rsa.SignPKCS1v15(rand.Reader, t.key, hash, digest) // the key is good
	m["Signature"] = base64.StdEncoding.EncodeToString(signature)
	body, _ := json.Marshal(m) // strings: it cannot fail
	return body
}
