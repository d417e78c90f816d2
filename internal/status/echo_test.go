package status_test

import (
	"testing"
	"time"

	"tidings/internal/status"
)

// What was posted and comes back in a file word for word stays the poster's;
// what the file changes is the file's from then on.
func TestAnEchoTakesNothingOver(t *testing.T) {
	ctx, b := t.Context(), newBoard()
	file := status.Actor{Kind: status.OriginContent, ID: "content"}
	inc := status.Incident{ID: "slow", Title: "Slow", Updates: []status.Update{{ID: "1", At: noon, State: status.Investigating, Body: "We look.", Headline: true}}}
	if _, err := b.PutIncident(ctx, person, inc, noon); err != nil {
		t.Fatal(err)
	}
	echoed := inc
	echoed.Origin = status.Origin{Kind: status.OriginContent, Ref: "incidents/slow.md"}
	echoed.Updates = []status.Update{{ID: "1", At: noon, State: status.Investigating, Body: "We look."}}
	scope, err := b.PutIncident(ctx, file, echoed, noon.Add(time.Minute))
	if err != nil || !scope.Empty() {
		t.Errorf("an echo touches %+v, %v", scope, err)
	}
	if kept, err := b.Incident(ctx, "slow"); err != nil || kept.Origin.Kind != status.OriginPerson || !kept.Updates[0].Headline {
		t.Errorf("an echo makes it %+v, %v", kept, err)
	}
	echoed.Updates[0].Body = "We search."
	if _, err := b.PutIncident(ctx, file, echoed, noon.Add(2*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if kept, err := b.Incident(ctx, "slow"); err != nil || kept.Origin.Ref != "incidents/slow.md" || kept.Updates[0].Body != "We search." {
		t.Errorf("an edit of the file makes it %+v, %v", kept, err)
	}
}
