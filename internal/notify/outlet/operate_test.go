package outlet_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/schemas"
)

func (s *station) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *station) state(id string) outlet.State {
	s.Helper()
	state, _, err := s.State(s.Context(), id)
	s.must(err)
	return state
}

// ids of the messages that have come, in order.
func (s *station) came() (all []string) {
	for _, r := range s.got {
		all = append(all, r.header.Get("webhook-id"))
	}
	return all
}

func TestAChannelIsSwitchedOffAndOn(t *testing.T) {
	for skip, want := range map[bool][]string{false: {"incident/slow#1", "incident/slow#2", "incident/slow#3", "incident/slow#4"}, true: {"incident/slow#1", "incident/slow#4"}} {
		s := open(t)
		c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
		s.run(c)
		s.happen("1", notify.Opens)
		s.run(c)
		s.must(s.Off(t.Context(), c))
		s.happen("2", notify.Goes)
		s.happen("3", notify.Goes)
		s.run(c)
		if st := s.state("w"); !st.Off || len(s.got) != 1 || !strings.Contains(st.Trouble, "somebody") {
			t.Fatalf("%+v, %d messages; want it off after one", st, len(s.got))
		}
		s.must(s.On(t.Context(), c, skip))
		s.run(c)
		s.happen("4", notify.Closes)
		s.run(c)
		if got := s.came(); !slices.Equal(got, want) || s.state("w").Off {
			t.Errorf("skipping %v: %q, want %q", skip, got, want)
		}
	}
}

func TestOneThatWentOffByItselfIsSwitchedOn(t *testing.T) {
	s := open(t)
	s.answer = func(int) int { return 410 }
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	s.happen("1", notify.Opens)
	s.run(c)
	if st := s.state("w"); !st.Off || st.Recent[0].Trouble != "the other side answered 410 Gone" {
		t.Fatalf("%+v", st)
	}
	s.answer = nil
	s.must(s.On(t.Context(), c, false))
	s.run(c)
	if st := s.state("w"); st.Off || st.Trouble != "" || st.Sent != 1 || len(st.Recent) != 1 || st.Recent[0].Tries != 2 || st.Recent[0].Trouble != "" {
		t.Errorf("%+v", st)
	}
}

func TestADeliveryIsSentAgain(t *testing.T) {
	s := open(t)
	c := config.Channel{ID: "w", Kind: "webhook", URL: s.url}
	s.run(c)
	for i := range 25 {
		s.happen(string(rune('a'+i)), notify.Goes)
		s.now = s.now.Add(time.Minute)
		s.run(c)
	}
	st := s.state("w")
	if len(st.Recent) != 20 || st.Recent[0].ID != "incident/slow#y" || st.Recent[0].Title != "API <slow>" {
		t.Fatalf("%d remembered, first %+v", len(st.Recent), st.Recent[0])
	}
	s.must(s.Replay(t.Context(), c, "incident/slow#h"))
	if got := s.came(); len(got) != 26 || got[25] != "incident/slow#h" {
		t.Errorf("sent %q", got)
	}
	if again := s.state("w"); again.Recent[0].ID != "incident/slow#h" || !again.Recent[0].Asked || again.Cursor != st.Cursor || again.Sent != st.Sent {
		t.Errorf("%+v", again)
	}
	for _, id := range []string{"incident/slow#a", "nonsense", ""} {
		if err := s.Replay(t.Context(), c, id); !errors.Is(err, outlet.ErrForgotten) {
			t.Errorf("%q: %v", id, err)
		}
	}
	s.answer = func(int) int { return 500 }
	var refused outlet.RefusedError
	if err := s.Replay(t.Context(), c, "incident/slow#y"); !errors.As(err, &refused) || !strings.Contains(err.Error(), "500") {
		t.Errorf("refused: %v", err)
	}
	if again := s.state("w"); again.Off || !again.Next.IsZero() || again.Recent[0].Trouble == "" {
		t.Errorf("a refused repetition changed how the channel stands: %+v", again)
	}
}

// A test reaches every kind, says that it is one, and is not taken for news.
func TestATestOfEveryKind(t *testing.T) {
	s := open(t)
	s.secrets["address"] = []string{s.url + "/alerts"}
	s.happen("before", notify.Opens)
	for _, kind := range []string{"webhook", "statuspage", "slack", "mattermost", "discord", "teams", "google-chat", "telegram", "ntfy"} {
		s.got = nil
		c := config.Channel{ID: kind, Kind: kind, Secret: "address", Chat: "@ferrywell"}
		s.must(s.Test(t.Context(), c))
		s.run(c)
		if len(s.got) != 1 || !json.Valid(s.got[0].body) || kind != "webhook" && !strings.Contains(string(s.got[0].body), "Test message") {
			t.Fatalf("%s: %d messages, the first %s", kind, len(s.got), s.got[0].body)
		}
		if kind != "webhook" {
			continue
		}
		var v map[string]any
		s.must(json.Unmarshal(s.got[0].body, &v))
		if wrong, err := schemas.Validate("hooks/outgoing", v); err != nil || len(wrong) > 0 || v["type"] != "test" {
			t.Errorf("%v %v\n%s", wrong, err, s.got[0].body)
		}
	}
	if err := s.Replay(t.Context(), config.Channel{ID: "webhook"}, s.state("webhook").Recent[0].ID); !errors.Is(err, outlet.ErrForgotten) {
		t.Errorf("a test is sent again: %v", err)
	}
}
