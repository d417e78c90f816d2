package rehearsal

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// In either region a write of an older publisher comes after the newer one's: what is
// newer stands there, by that region's own fence.
func TestAWriteThatComesLateInEitherRegion(t *testing.T) {
	s := published(t)
	for _, bucket := range []string{s.site, s.elsewhere("SiteBucket")} {
		s.accept(s.alert("firing"))
		s.route()
		messages := s.receive(s.publish)
		in, reached, late := of(bucket), make(chan struct{}), make(chan struct{})
		var held atomic.Bool
		s.objects.intervene(func(r *http.Request) (int, string) {
			if in(r) && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/incidents/unresolved.json") && held.CompareAndSwap(false, true) {
				*r = *r.WithContext(context.WithoutCancel(r.Context())) // it is on its way, though its sender gives it up
				close(reached)
				<-late
			}
			return 0, ""
		})
		older := s.another("publish")
		ended := make(chan error, 1)
		go func() {
			_, err := older.invoke(t.Context(), sqsEvent(messages))
			ended <- err
		}()
		select {
		case <-reached:
		case err := <-ended:
			t.Fatalf("the older one ends before it writes to %s: %v", bucket, err)
		}
		s.accept(s.alert("resolved"))
		if _, err := s.door("publish").invoke(t.Context(), sqsEvent(messages)); err != nil {
			t.Error(err)
		}
		close(late)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		s.objects.intervene(nil)
		s.settle(s.publish, messages, []byte("{}"), nil)
		s.carry()
		s.clock()
		s.from(bucket, func() {
			if got := s.incidents(); len(got) != 0 {
				t.Errorf("in %s a late write brings back %q", bucket, got)
			}
		})
		s.same()
	}
}
