// Package sns takes what Amazon SNS posts to an address: it proves that a
// message comes from a topic that the operator has named, and confirms the
// subscriptions of such topics. What is proved, and how, is in the SNS
// developer guide, "Verifying the signatures of Amazon SNS messages".
//
// It must never know what messages are about.
package sns

import (
	"crypto"
	"crypto/rsa"
	_ "crypto/sha1" // version 1 of signatures, which topics make unless they are told otherwise
	_ "crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/intake/strict"
)

// The types of message.
const (
	Notification             = "Notification"
	SubscriptionConfirmation = "SubscriptionConfirmation"
	UnsubscribeConfirmation  = "UnsubscribeConfirmation"
)

// ErrUnproven says that a body is not proved to be of a named topic, and never
// which part of the proof was wrong.
var ErrUnproven = errors.New("not proved to come from a topic that is named")

// Message is what SNS posts.
type Message struct {
	Type, ID, Topic string
	Text            string // what was published
	Token           string // of a confirmation
	fields          map[string]string
}

// limits of a body. SNS carries at most 256 KB, which may double in quotes.
var limits = strict.Limits{Bytes: 1 << 20, Depth: 8, Values: 10_000}

// Parse reads a body, and proves nothing. Any that is no message of SNS, one
// without its envelope included, is ErrUnproven.
func Parse(body []byte) (Message, error) {
	doc, err := strict.Parse(body, limits)
	if err != nil {
		return Message{}, ErrUnproven
	}
	m := Message{fields: map[string]string{}}
	for name, value := range doc.Members() {
		if text, ok := value.Text(); ok {
			m.fields[name] = text
		}
	}
	m.Type, m.ID, m.Topic, m.Text, m.Token = m.fields["Type"], m.fields["MessageId"], m.fields["TopicArn"], m.fields["Message"], m.fields["Token"]
	if !slices.Contains([]string{Notification, SubscriptionConfirmation, UnsubscribeConfirmation}, m.Type) || m.ID == "" {
		return Message{}, ErrUnproven
	}
	return m, nil
}

// signed is the text that the signature is of: names and values in the order of
// the names, each on a line.
func (m Message) signed() []byte {
	names := []string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
	if m.Type != Notification {
		names = []string{"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}
	}
	var b strings.Builder
	for _, name := range names {
		if value, there := m.fields[name]; there {
			fmt.Fprintf(&b, "%s\n%s\n", name, value)
		}
	}
	return []byte(b.String())
}

// hashes are what the versions of signatures are made over.
var hashes = map[string]crypto.Hash{"1": crypto.SHA1, "2": crypto.SHA256}

// provenBy reports whether a key's owner has signed the message.
func (m Message) provenBy(key *rsa.PublicKey) bool {
	hash, known := hashes[m.fields["SignatureVersion"]]
	signature, err := base64.StdEncoding.DecodeString(m.fields["Signature"])
	if !known || err != nil {
		return false
	}
	sum := hash.New()
	sum.Write(m.signed())
	return rsa.VerifyPKCS1v15(key, hash, sum.Sum(nil), signature) == nil
}
