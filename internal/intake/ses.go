package intake

import (
	"encoding/json"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// What a source of kind ses says is about people, and is brought to them before
// it could be kept beside the page. Only that something was not understood is
// kept here, and why: never the event, which names a reader.

const notUnderstood = "not_understood"

// NotUnderstood is what is kept of an event of a mail service.
func NotUnderstood(reason string) []byte {
	body, _ := json.Marshal(map[string]string{notUnderstood: reason}) // strings: it cannot fail
	return body
}

// feedbackRest reads what NotUnderstood wrote.
func feedbackRest(d delivery) ([]status.Signal, error) {
	reason, _ := d.body.Get(notUnderstood).Text()
	return nil, &Quarantine{"an event of the mail service was not understood, and is not kept because it names a reader: " + strict.Quote(reason)}
}
