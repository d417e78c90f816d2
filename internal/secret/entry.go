package secret

import (
	"encoding/json"
	"time"
)

// entry is what the log of changes says: who did what to which secret.
func entry(verb, by, name string, at time.Time) []byte {
	b, _ := json.Marshal(struct { // strings and a time of this era: it cannot fail
		ID      string    `json:"id"`
		By      string    `json:"by"`
		ByKind  string    `json:"by_kind"`
		Verb    string    `json:"verb"`
		Subject string    `json:"subject"`
		At      time.Time `json:"at"`
	}{verb + "/" + name + "/" + at.UTC().Format(time.RFC3339Nano), by, "person", verb, "secret/" + name, at.UTC()})
	return b
}
