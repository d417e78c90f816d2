package rehearsal

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"tidings/test/template"
)

// shards are what the stream has that was not read, as a table of several shards
// gives it: in order within a partition, and in no order between them.
func (s *stack) shards(w wire) (all [][]json.RawMessage) {
	s.t.Helper()
	of := map[string]int{}
	for _, r := range s.through(w, s.records()) {
		var is struct {
			Dynamodb struct {
				Keys struct{ Part struct{ S string } }
			}
		}
		s.must(json.Unmarshal(r, &is))
		part := is.Dynamodb.Keys.Part.S
		if _, known := of[part]; !known {
			of[part] = len(all)
			all = append(all, nil)
		}
		all[of[part]] = append(all[of[part]], r)
	}
	return all
}

// shove takes a batch of the stream to its door as Lambda does: again where that
// fails, in halves where the template has it so, and to a queue in the end.
func (s *stack) shove(w wire, batch []json.RawMessage, tries int) {
	s.t.Helper()
	if len(batch) == 0 {
		return
	}
	_, err := s.door(w.door).invoke(s.t.Context(), s.streamed(batch))
	switch half := len(batch) / 2; {
	case err == nil:
	case half > 0 && w.event.At("BisectBatchOnFunctionError") == true:
		s.shove(w, batch[:half], tries)
		s.shove(w, batch[half:], tries)
	case tries > 1:
		s.shove(w, batch, tries-1)
	default:
		s.fails(w.door, template.Text(w.event.At("DestinationConfig", "OnFailure", "Destination")), `{"DDBStreamBatchInfo":{}}`, err)
	}
}

// waves has the API go down and up, and nothing carried on meanwhile.
func (s *stack) waves(count int) {
	s.t.Helper()
	for range count {
		s.accept(s.alert("firing"))
		s.accept(s.alert("resolved"))
	}
	s.accept(s.alert("firing"))
}

// Shards are read side by side, batches fail and come in halves and twice, and some
// never come through: the page is right, and says nothing twice.
func TestShardsInAnyOrder(t *testing.T) {
	s := published(t)
	random := rand.New(rand.NewPCG(7, 8))
	s.waves(6)
	w := s.fed()
	shards := s.shards(w)
	if len(shards) < 2 {
		t.Fatalf("the changes lie in %d partitions", len(shards))
	}
	s.queues.intervene(func(*http.Request) (int, string) {
		if random.IntN(3) == 0 {
			return http.StatusInternalServerError, `{}`
		}
		return 0, ""
	})
	for len(shards) > 0 {
		i := random.IntN(len(shards))
		n := 1 + random.IntN(len(shards[i]))
		s.shove(w, shards[i][:n], 2)
		if random.IntN(2) == 0 {
			s.shove(w, shards[i][:n], 2)
		}
		if shards[i] = shards[i][n:]; len(shards[i]) == 0 {
			shards = slices.Delete(shards, i, i+1)
		}
	}
	s.heal()
	s.clock()
	s.down()
}

// The stream comes minutes after the clock has published what it says, and a message
// of the queue after newer ones were published: nothing goes back.
func TestEverythingLate(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	w := s.fed()
	late := s.through(w, s.records())
	s.strikes("rate(1 minute)")
	s.deliver(s.publish, "publish")
	s.down()
	before := s.read("/manifest.json")
	s.shove(w, late, 1)
	held := s.receive(s.publish)
	if len(held) == 0 {
		t.Fatal("the stream wakes nobody")
	}
	if more := s.receive(s.publish); len(more) != 0 {
		t.Errorf("a second publisher is given %d messages while one is at work", len(more))
	}
	if _, err := s.another("publish").invoke(t.Context(), sqsEvent(held)); err != nil {
		t.Error(err)
	}
	if after := s.read("/manifest.json"); after != before {
		t.Error("what was published by the clock is published again")
	}
	s.accept(s.alert("resolved"))
	s.settle(s.publish, held, []byte("{}"), nil)
	s.carry()
	answer, err := s.door("publish").invoke(t.Context(), sqsEvent(held)) // a receipt that was not noted
	if err != nil {
		t.Errorf("%s, %v", answer, err)
	}
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("what comes late brings back %q", got)
	}
	s.whole()
}

// A publisher that fails five times leaves its message among the dead letters, from
// where it comes back.
func TestDeadLettersOfThePublisher(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.route()
	for range 5 {
		reached := killAt(s.tables, s.door("publish"), 0, anything)
		messages := s.receive(s.publish)
		if len(messages) == 0 {
			t.Fatal("the message does not come again")
		}
		answer, err := s.door("publish").invoke(t.Context(), sqsEvent(messages))
		if !reached.Load() || err == nil {
			t.Fatalf("it is not killed: %s", answer)
		}
		s.settle(s.publish, messages, answer, err)
	}
	s.heal()
	s.carry()
	dead := s.ref("PublishDeadLetters")
	if n := s.waiting(dead); n != 1 {
		t.Fatalf("%d dead letters, want one", n)
	}
	if got := s.incidents(); len(got) != 0 {
		t.Fatalf("%q are published by nobody", got)
	}
	s.redrive(dead, s.publish)
	s.carry()
	s.down()
}

// A service hangs, and the door is killed when its time is over, which is here when it
// hangs: by then it has done nothing. Its message comes again.
func TestADoorThatHangs(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.route()
	ctx, over := context.WithCancelCause(t.Context())
	s.objects.intervene(func(r *http.Request) (int, string) {
		if changesSite(r) {
			over(errTimeout)
			<-r.Context().Done()
		}
		return 0, ""
	})
	messages := s.receive(s.publish)
	answer, err := s.door("publish").invoke(ctx, sqsEvent(messages))
	if !errors.Is(err, errTimeout) {
		t.Errorf("it answers %s, %v", answer, err)
	}
	if got := s.incidents(); len(got) != 0 {
		t.Errorf("while it hung, it has published %q", got)
	}
	s.heal()
	s.settle(s.publish, messages, answer, err)
	s.carry()
	s.down()
}
