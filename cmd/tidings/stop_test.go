package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Whoever ends the program takes nothing from the page: what senders were answered
// until then is on it, though nothing runs any more that could bring it there.
func TestWhatWasAnsweredLastIsOnThePageWhenItEnds(t *testing.T) {
	dir := newSite(t)
	addServices(t, dir)
	senders := make([]*sender, killServices)
	for i := range senders {
		senders[i] = &sender{service: fmt.Sprintf("s%d", i)}
	}
	for range 5 {
		s := serve(t, dir)
		s.attack(t, senders, 3, 100*time.Millisecond, func() {
			if err := s.stop(); err != nil {
				t.Error(err)
			}
		})
		page, err := os.ReadFile(filepath.Join(dir, "data", "site", "api", "v2", "components.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range senders {
			if now := componentStatus(string(page), x.service); now != x.last && len(x.acked) > 0 {
				t.Errorf("%s is %q on the page; what was said last is %q, after %d answers", x.service, now, x.last, len(x.acked))
			}
		}
	}
}
