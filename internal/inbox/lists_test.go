package inbox_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/inbox"
	"tidings/internal/store"
)

func TestDeliveriesExpire(t *testing.T) {
	const day = 24 * time.Hour
	d := newDesk(t)
	large := strings.Repeat("x", 400<<10)
	done, quarantined, waiting := d.delivery("a", "", large), d.delivery("a", "", large), d.delivery("a", "", "")
	for _, x := range []inbox.Delivery{done, quarantined, waiting} {
		d.accept(x)
	}
	d.done(done.ID, inbox.Done, "")
	d.done(quarantined.ID, inbox.Quarantined, "unknown key")
	for _, c := range []struct {
		after time.Duration
		kept  []string
	}{
		{30*day - time.Second, []string{waiting.ID, quarantined.ID, done.ID}},
		{30 * day, []string{waiting.ID, quarantined.ID}},
		{90*day - time.Second, []string{waiting.ID, quarantined.ID}},
		{90 * day, []string{waiting.ID}},
		{1000 * day, []string{waiting.ID}},
	} {
		d.now = noon.Add(c.after)
		if diff := cmp.Diff(c.kept, d.listed("", 10)); diff != "" {
			t.Errorf("after %v (-want +got):\n%s", c.after, diff)
		}
		for _, id := range c.kept {
			d.get(id)
		}
	}
	for _, x := range []inbox.Delivery{done, quarantined} {
		if page, err := d.store.List(t.Context(), store.Query{Part: "inbox/body/" + x.ID}); len(page.Items) > 0 || err != nil {
			t.Errorf("%d pieces of an expired body are left, %v", len(page.Items), err)
		}
	}
	if err := d.Done(t.Context(), done.ID, inbox.Done, "", nil); !errors.Is(err, inbox.ErrNotFound) {
		t.Errorf("Done of an expired delivery = %v", err)
	}
}

func TestLists(t *testing.T) {
	d := newDesk(t)
	var all, ofA []string
	for i := range 40 {
		d.now = noon.Add(time.Duration(i) * time.Second)
		source := []string{"a", "b", "b"}[i%3]
		x := d.delivery(source, "", fmt.Sprint(i))
		d.accept(x)
		if i%2 == 0 {
			d.done(x.ID, inbox.Done, "")
		}
		all = append(all, x.ID)
		if source == "a" {
			ofA = append(ofA, x.ID)
		}
	}
	slices.Reverse(all)
	slices.Reverse(ofA)
	for _, limit := range []int{1, 7, 40, 100} {
		if diff := cmp.Diff(all, d.listed("", limit)); diff != "" {
			t.Errorf("by %d (-want +got):\n%s", limit, diff)
		}
		if diff := cmp.Diff(ofA, d.listed("a", limit)); diff != "" {
			t.Errorf("of a by %d (-want +got):\n%s", limit, diff)
		}
	}
	if ids := d.listed("nobody", 5); ids != nil {
		t.Errorf("of nobody: %v", ids)
	}
	for _, id := range d.pending()[3:] {
		d.done(id, inbox.Done, "")
	}
	waiting, err := d.Pending(t.Context(), 3)
	if err != nil || len(waiting) != 3 || waiting[0].ID != all[38] || waiting[2].ID != all[34] || len(d.pending()) != 3 {
		t.Errorf("the three oldest that wait: %v, %v", waiting, err)
	}
	for _, id := range d.pending() {
		d.done(id, inbox.Done, "")
	}
	if diff := cmp.Diff(all, d.listed("", 7)); diff != "" {
		t.Errorf("all done (-want +got):\n%s", diff)
	}
}
