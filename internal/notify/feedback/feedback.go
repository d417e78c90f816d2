package feedback

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/notify"
)

// limits of an event. SNS and EventBridge carry at most 256 KB.
var limits = strict.Limits{Bytes: 300 << 10, Depth: 16, Values: 20_000}

// Error says why an event is not understood. It never quotes the event, which
// holds addresses.
type Error struct{ Reason string }

func (e *Error) Error() string { return e.Reason }

// greeting is how SES tries a topic that it is to report to.
const greeting = "Successfully validated SNS topic"

// Parse reads one event. Every error is an *Error.
func Parse(body []byte) (notify.Report, error) {
	if bytes.HasPrefix(body, []byte(greeting)) {
		return notify.Report{}, nil
	}
	doc, err := strict.Parse(body, limits)
	if err != nil {
		return notify.Report{}, &Error{"it is not JSON with one meaning"}
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
		return notify.Report{}, nil
	}
	if kind == "" || mail.Kind() != strict.Object {
		return notify.Report{}, &Error{"it has no eventType or notificationType, or no mail"}
	}
	e := event{}
	e.Message = text(mail.Get("messageId"))
	e.place(mail.Get("tags"))
	if err := e.read(kind, doc, mail); err != nil {
		return notify.Report{}, err
	}
	return e.Report, nil
}

// event is a report that is being read.
type event struct{ notify.Report }

// place finds a message's place in the ledger among its tags, whose values are lists.
func (e *event) place(tags strict.Value) {
	for name, values := range tags.Members() {
		for v := range values.Elements() {
			if name == readerTag {
				e.Reader = text(v)
			}
			if m, ok := mark(text(v)); ok && strings.HasPrefix(name, markTag) {
				e.Marks = append(e.Marks, m)
			}
		}
	}
}

// read takes what the event says beside the message.
func (e *event) read(kind string, doc, mail strict.Value) error {
	about, part, list := mail, "", "destination"
	switch kind {
	case "Send":
		e.Fate = notify.Sent
	case "Delivery":
		e.Fate, part, list = notify.Delivered, "delivery", "recipients"
	case "DeliveryDelay":
		e.Fate, part, list = notify.Delayed, "deliveryDelay", "delayedRecipients"
	case "Bounce":
		part, list = "bounce", "bouncedRecipients"
	case "Complaint":
		part, list = "complaint", "complainedRecipients"
	case "Reject", "Rendering Failure":
		e.Fate = notify.Rejected
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
	e.At, e.Recipients = at.UTC(), recipients(about.Get(list))
	switch kind {
	case "Bounce":
		return e.bounce(about)
	case "Complaint":
		e.complaint(about)
	}
	return nil
}

// bounce tells an address that takes no mail from one that did not take this.
func (e *event) bounce(b strict.Value) error {
	switch kind := text(b.Get("bounceType")); kind {
	case "Permanent":
		e.Fate = notify.BouncedHard
	case "Transient", "Undetermined":
		e.Fate = notify.BouncedSoft
	default:
		return &Error{fmt.Sprintf("the bounce is of the unknown type %s", strict.Quote(kind))}
	}
	return nil
}

// complaint takes what a reader says against a message. Some say that it is no
// spam, which is no complaint.
func (e *event) complaint(c strict.Value) {
	if text(c.Get("complaintFeedbackType")) != "not-spam" {
		e.Fate = notify.Complained
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
