package access

import (
	"encoding/json"
	"time"
)

// change is the entry in the log of changes: who did what to which token.
func change(verb, by string, tok Token, at time.Time) []byte {
	b, _ := json.Marshal(struct { // strings and a time of this era: it cannot fail
		ID      string    `json:"id"`
		By      string    `json:"by"`
		ByKind  string    `json:"by_kind"`
		Verb    string    `json:"verb"`
		Subject string    `json:"subject"`
		At      time.Time `json:"at"`
	}{verb + "/" + tok.ID, by, "person", verb, "token/" + tok.ID, at.UTC()})
	return b
}
