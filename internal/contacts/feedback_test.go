package contacts

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// Feedback has the same end in whatever order it comes, and however often.
func TestFeedbackInAnyOrder(t *testing.T) {
	kinds := []Feedback{Soft, Soft, Soft, Delivered, Hard, Complaint}
	random := rand.New(rand.NewPCG(20261122, 7))
	ends := map[State]int{}
	for round := range 50 {
		type said struct {
			what Feedback
			at   time.Duration
		}
		var all []said
		for range 3 + random.IntN(9) {
			what := kinds[random.IntN(len(kinds)-random.IntN(3))]
			all = append(all, said{what, time.Duration(random.IntN(7*24*60)) * time.Minute})
		}
		want := ""
		for range 4 {
			d := newDesk(t)
			began := d.now
			sub := d.join("ann@example.com", everything)
			d.now = d.now.Add(8 * 24 * time.Hour)
			twice := append(all[:len(all):len(all)], all...)
			random.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
			for _, s := range twice {
				if err := d.ReportOf(t.Context(), sub.ID, s.what, began.Add(s.at)); err != nil {
					t.Fatal(err)
				}
			}
			end, err := d.Get(t.Context(), sub.ID)
			if err != nil {
				t.Fatal(err)
			}
			barred := d.ask("ann@example.com", everything) == Answer{}
			if got := fmt.Sprint(end.State, end.Bounces, barred); want == "" {
				want = got
				ends[end.State]++
			} else if got != want {
				t.Fatalf("round %d, in the order %v: %s; in another it was %s", round, twice, got, want)
			}
		}
	}
	if ends[Active] == 0 || ends[Bounced] == 0 || ends[Complained] == 0 {
		t.Errorf("the ends were %v: something was not tried", ends)
	}
}

// A row of failures that a late word of a delivery breaks ends nothing.
func TestALateDeliveryBreaksARow(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", everything)
	day := 24 * time.Hour
	for i := range 5 {
		if err := d.Report(t.Context(), sub.Address, Soft, d.now.Add(time.Duration(i)*day)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := d.Get(t.Context(), sub.ID); err != nil || got.State != Bounced {
		t.Fatalf("%v, %v", got.State, err)
	}
	if err := d.Report(t.Context(), sub.Address, Delivered, d.now.Add(2*day+time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(t.Context(), sub.ID); err != nil || got.State != Active || len(got.Bounces) != 2 {
		t.Errorf("%v, %v, %v", got.State, got.Bounces, err)
	}
}

func TestFeedbackOfOneWhoIsGone(t *testing.T) {
	d := newDesk(t)
	if err := d.ReportOf(t.Context(), "nobody", Hard, d.now); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	sub := d.join("ann@example.com", everything)
	if _, err := d.Leave(t.Context(), sub.ID, sub.ID, d.now); err != nil {
		t.Fatal(err)
	}
	if err := d.ReportOf(t.Context(), sub.ID, Complaint, d.now); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(t.Context(), sub.ID); err != nil || got.State != Left {
		t.Errorf("%v, %v; somebody who left has left", got.State, err)
	}
	if got := d.ask("ann@example.com", everything); got != (Answer{}) {
		t.Error("who complained is written to again")
	}
}
