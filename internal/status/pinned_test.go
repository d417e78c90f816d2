package status_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

// pinned are the ids of what a view shows though it is closed.
func (s *scene) pinned(at time.Time) (ids []string) {
	s.t.Helper()
	view, err := s.View(context.Background(), status.Layout{}, at)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, inc := range view.Pinned {
		ids = append(ids, inc.ID)
	}
	return ids
}

// A pinned incident stays in the view when it is closed, until it is hidden, let
// go or deleted, and every such change is one of the entry pages.
func TestAPinnedIncidentStays(t *testing.T) {
	s := newScene(t)
	ctx := context.Background()
	for n, id := range []string{"old", "new"} {
		at := noon.Add(time.Duration(n-200) * 24 * time.Hour)
		inc := status.Incident{ID: id, Title: id, Stickied: true, Updates: []status.Update{{ID: "1", At: at}, {ID: "2", At: at.Add(time.Hour), State: status.Resolved}}}
		scope, err := s.PutIncident(ctx, person, inc, noon)
		if err != nil || !scope.Current {
			t.Fatalf("%+v, %v", scope, err)
		}
	}
	holds := func(why string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, s.pinned(noon)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", why, diff)
		}
	}
	holds("closed", "new", "old")
	if err := status.Rebuild(ctx, s.Board, noon); err != nil {
		t.Fatal(err)
	}
	holds("worked out again", "new", "old")
	change := func(id string, do func(own *status.Incident) *status.Incident) {
		t.Helper()
		_, scope, err := s.ChangeIncident(ctx, person, id, noon, func(own *status.Incident) (*status.Incident, error) { return do(own), nil })
		if err != nil || !scope.Current {
			t.Fatalf("%+v, %v", scope, err)
		}
	}
	change("new", func(own *status.Incident) *status.Incident { own.Hidden = true; return own })
	holds("hidden", "old")
	change("new", func(own *status.Incident) *status.Incident { own.Hidden = false; return own })
	change("old", func(own *status.Incident) *status.Incident { own.Stickied = false; return own })
	holds("let go", "new")
	change("new", func(*status.Incident) *status.Incident { return nil })
	holds("deleted")
}
