package status_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tidings/internal/status"
)

// An incident of more updates than one transaction holds goes whole, wherever the
// program is killed while it does: nobody sees half of it.
func TestAnIncidentOfManyUpdatesGoesWhole(t *testing.T) {
	many := status.Incident{ID: "many", Title: "Many", Impact: status.ImpactMinor}
	for i := range 120 {
		at := noon.Add(time.Duration(i-120) * 24 * time.Hour)
		many.Updates = append(many.Updates, status.Update{ID: fmt.Sprintf("u%d", i), State: status.Investigating, At: at, Body: "Still."})
	}
	for crash := 1; crash < 40; crash++ {
		d := &counted{Store: newStore()}
		b, ctx := status.NewBoard(d, time.UTC), context.Background()
		if _, err := b.PutIncident(ctx, person, many, noon); err != nil {
			t.Fatal(err)
		}
		d.failAfter = crash
		_, err := b.DeleteIncident(ctx, person, "many", noon)
		if err != nil && !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		d.failAfter = 0
		again := status.NewBoard(d, time.UTC)
		if _, err := again.Settle(ctx, noon); err != nil {
			t.Fatal(err)
		}
		inc, found := again.Incident(ctx, "many")
		switch {
		case found == nil && len(inc.Updates) != len(many.Updates):
			t.Fatalf("killed at write %d, %d of its updates are left", crash, len(inc.Updates))
		case found != nil && !errors.Is(found, status.ErrNotFound):
			t.Fatal(found)
		case err == nil && found == nil:
			t.Fatal("deleted, it is still there")
		}
		if err == nil {
			if crash < 3 {
				t.Errorf("it takes %d writes: what is killed between them was not tried", crash)
			}
			return
		}
	}
	t.Error("it is never deleted")
}
