package rehearsal

import (
	"net/http"
	"os"
	"strings"
	"testing"
)

// stride is how many steps are left out between two at which a door is killed; a
// soak leaves out none.
func stride() int64 {
	if os.Getenv("TIDINGS_SOAK") == "" {
		return 7
	}
	return 1
}

func changesTable(r *http.Request) bool {
	return writes(r) || strings.HasPrefix(operation(r), "PutItem") || strings.HasPrefix(operation(r), "BatchWrite")
}

// The publisher dies at its changes of the bucket, and at those of the table, one
// after the other. Its message comes again, and the site is whole.
func TestKilledAtEachStepOfPublishing(t *testing.T) {
	s := published(t)
	for _, at := range []struct {
		of     *meter
		counts func(*http.Request) bool
		stride int64
	}{{s.objects, changesSite, stride()}, {s.tables, changesTable, 1}} {
		for n, reached := int64(0), true; reached; n += at.stride {
			state := map[bool]string{true: "resolved", false: "firing"}[!s.resolved && s.round+len(s.incidents()) > 0]
			s.accept(s.alert(state))
			s.route()
			killed := killAt(at.of, s.door("publish"), n, at.counts)
			messages := s.receive(s.publish)
			answer, err := s.door("publish").invoke(t.Context(), sqsEvent(messages))
			s.heal()
			if reached = killed.Load(); reached && err == nil || !reached && n == 0 {
				t.Errorf("%s, step %d: killed %v, and it answers %s", at.of.service, n, reached, answer)
			}
			s.settle(s.publish, messages, answer, err)
			s.carry()
			if got := s.incidents(); len(got) != map[string]int{"firing": 1, "resolved": 0}[state] {
				t.Errorf("%s, step %d: unresolved are %q", at.of.service, n, got)
			}
			s.whole()
		}
	}
}

// The door that tells people dies at each of its changes of the tables, and at the
// message itself. All is told in the end, and twice at most what was under way.
func TestKilledAtEachStepOfTelling(t *testing.T) {
	s := withMail(t)
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	steps, state := 0, "resolved"
	kill := func(of *meter, n int64, counts func(*http.Request) bool) bool {
		steps++
		state = map[string]string{"firing": "resolved", "resolved": "firing"}[state]
		s.accept(s.alert(state))
		s.carry()
		killed := killAt(of, s.door("notify"), n, counts)
		messages := s.receive(s.notify)
		answer, err := s.door("notify").invoke(s.t.Context(), sqsEvent(messages))
		s.heal()
		s.settle(s.notify, messages, answer, err)
		s.tell()
		return killed.Load()
	}
	if !kill(s.posts, 0, sends) {
		t.Error("it sends nothing")
	}
	for n := int64(0); steps < 10 && kill(s.tables, n, changesTable); n++ {
	}
	if steps < 4 {
		t.Errorf("it is killed at %d steps", steps-1)
	}
	s.until("all is told", func() bool { // what was under way is left alone for a while
		s.strikes("rate(1 minute)")
		s.tell()
		return s.saidTo(ann) >= steps
	})
	if n := s.saidTo(ann); n > steps+2 {
		t.Errorf("%d updates are told %d times", steps, n)
	}
}

// saidTo counts what somebody was told of the API.
func (s *stack) saidTo(who string) (n int) {
	for _, l := range s.letters(who) {
		n += strings.Count(l.Text, "We are looking into it.") + strings.Count(l.Text, "It works again.")
	}
	return n
}

// The door that takes content in dies at each of its writes. It is invoked again, and
// the edit is on the page as a whole.
func TestKilledWhileTakingContent(t *testing.T) {
	s := published(t)
	for n, reached := int64(0), true; reached; n++ {
		files := map[string]string{}
		for name, text := range content {
			files[name] = text
		}
		title := "Edit " + string('A'+rune(n))
		files["incidents/new.md"] = "---\ntitle: " + title + "\nimpact: minor\ncomponents: {web: degraded_performance}\n---\n## " + stamp(ago(1)) + " investigating\nIt is slow.\n"
		killed := killAt(s.tables, s.door("archive"), n, changesTable)
		s.apply(files)
		s.heal()
		if reached = killed.Load(); !reached && n < 2 {
			t.Errorf("it writes %d times", n)
		}
		s.clock()
		if got := s.incidents(); len(got) != 1 || got[0] != title {
			t.Errorf("killed at write %d, unresolved are %q", n, got)
		}
		s.whole()
	}
}
