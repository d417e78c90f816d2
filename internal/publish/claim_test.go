package publish_test

import (
	"errors"
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

// TestAClaimAhead holds that a target claimed before anything is known to change
// is fenced from then on, and that the next publish and the heart know of it.
func TestAClaimAhead(t *testing.T) {
	target, _ := seeded(t, 5)
	early, late := begin(t, target, publish.Options{At: publishtest.At}), begin(t, target, publish.Options{At: publishtest.At})
	if err := early.Claim(); err != nil {
		t.Fatal(err)
	}
	if err := late.Claim(); !errors.Is(err, publish.ErrFenced) {
		t.Errorf("the second of two that began together claims it too: %v", err)
	}
	r, err := early.Finish(t.Context())
	if err != nil || r.Claimed != r.Sequence+1 || r.Written > 0 {
		t.Errorf("a publish of nothing: %+v, %v", r, err)
	}
	own, err := publish.Beat(t.Context(), target, r.Claimed, publishtest.At, publishtest.At)
	if err != nil || own != r.Claimed {
		t.Errorf("the heart holds %d after %d: %v", own, r.Claimed, err)
	}
	next := begin(t, target, publish.Options{At: publishtest.At})
	if err := next.Put(publish.File{Path: "index.html", Body: []byte("new"), Entry: true}); err != nil {
		t.Fatal(err)
	}
	if r, err = next.Finish(t.Context()); err != nil || r.Sequence != own+1 {
		t.Errorf("the publish after it: %+v, %v", r, err)
	}
}
