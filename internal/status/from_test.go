package status_test

import (
	"testing"

	"tidings/internal/status"
)

// The log says from where somebody spoke; what is read of the fact does not.
func TestChangesSayFromWhere(t *testing.T) {
	b, by := newBoard(), status.Actor{Kind: status.OriginPerson, ID: "ada", From: "192.0.2.7"}
	inc := status.Incident{ID: "slow", Title: "Slow", Updates: []status.Update{{At: noon, State: status.Investigating, Body: "We look."}}}
	if _, err := b.PutIncident(t.Context(), by, inc, noon); err != nil {
		t.Fatal(err)
	}
	changes, _, err := b.Changes(t.Context(), "", 10)
	if err != nil || len(changes) != 1 || changes[0].From != "192.0.2.7" || changes[0].By != "ada" {
		t.Errorf("%+v, %v", changes, err)
	}
}
