package feedback

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/notify"
)

// Report is one event: what became of a message.
type Report struct {
	Fate notify.Fate // empty for an event that says nothing of delivery
	At   time.Time
	// Message is the id that the service gave the message.
	Message string
	// Reader and Marks are its place in the ledger; empty for a message that was
	// in none, and where an identity's notification leaves tags out.
	Reader string
	Marks  []notify.Mark
	// Recipients are the addresses that it is about, as the service writes them.
	Recipients []string
}

// limits of an event. SNS and EventBridge carry at most 256 KB.
var limits = strict.Limits{Bytes: 300 << 10, Depth: 16, Values: 20_000}

// Error says why an event is not understood. It never quotes the event, which
// holds addresses.
type Error struct{ Reason string }

func (e *Error) Error() string { return e.Reason }

// greeting is how SES tries a topic that it is to report to.
const greeting = "Successfully validated SNS topic"

// Parse reads one event. Every error is an *Error.
func Parse(body []byte) (Report, error) {
	if bytes.HasPrefix(body, []byte(greeting)) {
		return Report{}, nil
	}
	doc, err := strict.Parse(body, limits)
	if err != nil {
		return Report{}, &Error{"it is not JSON with one meaning"}
	}
	if detail := doc.Get("detail"); detail.Kind() == strict.Object && text(doc.Get("source")) == "aws.ses" {
		doc = detail
	}
	mail := doc.Get("mail")
	kind := text(doc.Get("eventType"))
	if kind == "" {
		kind = text(doc.Get("notificationType"))
	}
	if kind == "AmazonSnsSubscriptionSucceeded" {
		return Report{}, nil
	}
	if kind == "" || mail.Kind() != strict.Object {
		return Report{}, &Error{"it has no eventType or notificationType, or no mail"}
	}
	r := Report{Message: text(mail.Get("messageId"))}
	r.place(mail.Get("tags"))
	if err := r.read(kind, doc, mail); err != nil {
		return Report{}, err
	}
	return r, nil
}

// place finds a message's place in the ledger among its tags, whose values are lists.
func (r *Report) place(tags strict.Value) {
	for name, values := range tags.Members() {
		for v := range values.Elements() {
			if name == readerTag {
				r.Reader = text(v)
			}
			if m, ok := mark(text(v)); ok && strings.HasPrefix(name, markTag) {
				r.Marks = append(r.Marks, m)
			}
		}
	}
}

// read takes what the event says beside the message.
func (r *Report) read(kind string, doc, mail strict.Value) error {
	about, part, list := mail, "", "destination"
	switch kind {
	case "Send":
		r.Fate = notify.Sent
	case "Delivery":
		r.Fate, part, list = notify.Delivered, "delivery", "recipients"
	case "DeliveryDelay":
		r.Fate, part, list = notify.Delayed, "deliveryDelay", "delayedRecipients"
	case "Bounce":
		part, list = "bounce", "bouncedRecipients"
	case "Complaint":
		part, list = "complaint", "complainedRecipients"
	case "Reject", "Rendering Failure":
		r.Fate = notify.Rejected
	case "Open", "Click", "Subscription":
		return nil
	default:
		return &Error{fmt.Sprintf("it is of the unknown type %s", strict.Quote(kind))}
	}
	if part != "" {
		about = doc.Get(part)
	}
	at, err := time.Parse(time.RFC3339Nano, text(about.Get("timestamp")))
	if err != nil {
		return &Error{"the " + kind + " has no timestamp"}
	}
	r.At, r.Recipients = at.UTC(), recipients(about.Get(list))
	switch kind {
	case "Bounce":
		return r.bounce(about)
	case "Complaint":
		r.complaint(about)
	}
	return nil
}

// bounce tells an address that takes no mail from one that did not take this.
func (r *Report) bounce(b strict.Value) error {
	switch kind := text(b.Get("bounceType")); kind {
	case "Permanent":
		r.Fate = notify.BouncedHard
	case "Transient", "Undetermined":
		r.Fate = notify.BouncedSoft
	default:
		return &Error{fmt.Sprintf("the bounce is of the unknown type %s", strict.Quote(kind))}
	}
	return nil
}

// complaint takes what a reader says against a message. Some say that it is no
// spam, which is no complaint.
func (r *Report) complaint(c strict.Value) {
	if text(c.Get("complaintFeedbackType")) != "not-spam" {
		r.Fate = notify.Complained
	}
}

// recipients are addresses as strings, or in objects with an emailAddress.
func recipients(list strict.Value) (found []string) {
	for r := range list.Elements() {
		if r.Kind() == strict.Object {
			r = r.Get("emailAddress")
		}
		if address := bare(text(r)); address != "" {
			found = append(found, address)
		}
	}
	return found
}

// bare is the address in "Name <address>".
func bare(s string) string {
	if open, end := strings.LastIndexByte(s, '<'), strings.LastIndexByte(s, '>'); open >= 0 && end > open {
		return s[open+1 : end]
	}
	return s
}

func text(v strict.Value) string {
	s, _ := v.Text()
	return s
}
