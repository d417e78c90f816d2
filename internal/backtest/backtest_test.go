package backtest_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tidings/internal/backtest"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
)

var start = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func site(rules ...config.Rule) *config.Config {
	return &config.Config{
		Site:      config.Site{Name: "Ferrywell", Zone: time.UTC},
		Layout:    status.Layout{Components: []status.Component{{ID: "api", Name: "API"}, {ID: "web", Name: "Website"}}},
		Sources:   []config.Source{{ID: "own", Kind: "generic", Rules: rules}},
		Templates: []config.Template{{ID: "outage", Title: "{{component}} is down", Impact: status.ImpactMajor, Bodies: map[status.State]string{status.Investigating: "We look."}}},
	}
}

func rule(component string, s status.Status, hold time.Duration, template string) config.Rule {
	return config.Rule{Match: map[string]string{"service": component}, Component: component, Status: &s, HoldDown: hold, Template: template}
}

// deliveries are words of one monitor, so many minutes after the start.
func deliveries(words ...any) (all []inbox.Delivery) {
	for i := 0; i+1 < len(words); i += 2 {
		at := start.Add(time.Duration(words[i].(int)) * time.Minute)
		body := words[i+1].(string)
		all = append(all, inbox.Delivery{ID: inbox.NewID(at, [10]byte(sum(body, i))), Source: "own", Body: []byte(body), Received: at})
	}
	return all
}

func sum(body string, i int) []byte {
	s := sha256.Sum256(fmt.Append([]byte(body), i))
	return s[:10]
}

func say(state, service string) string {
	return fmt.Sprintf(`{"key":%q,"status":%q,"labels":{"service":%q}}`, service, state, service)
}

func run(t *testing.T, was, would *config.Config, all []inbox.Delivery) *backtest.Report {
	t.Helper()
	b := backtest.New(was, would, start)
	for _, d := range all {
		if err := b.Take(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	r, err := b.End(t.Context(), start.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A rule that waits five minutes leaves a short failure out, and shows a long
// one five minutes later.
func TestAHoldIsSeenOnThePage(t *testing.T) {
	was := site(rule("api", status.MajorOutage, 0, "outage"))
	would := site(rule("api", status.MajorOutage, 5*time.Minute, "outage"))
	r := run(t, was, would, deliveries(0, say("firing", "api"), 2, say("resolved", "api"), 60, say("firing", "api"), 90, say("resolved", "api")))
	if len(r.Page) != 2 || r.Deliveries != 4 {
		t.Fatalf("%+v", r)
	}
	for i, want := range []backtest.Span{
		{Component: "api", From: start, To: start.Add(2 * time.Minute), Was: status.MajorOutage},
		{Component: "api", From: start.Add(60 * time.Minute), To: start.Add(65 * time.Minute), Was: status.MajorOutage},
	} {
		if r.Page[i] != want {
			t.Errorf("span %d is %+v, want %+v", i, r.Page[i], want)
		}
	}
	short := backtest.Incident{Title: "API is down", Opened: start}
	if len(r.Incidents) == 0 || r.Incidents[0] != short {
		t.Errorf("incidents %+v", r.Incidents)
	}
	if len(r.Signals) != 1 || r.Signals[0].Count != 4 || r.Signals[0].Source != "own" || r.Signals[0].Example == "" {
		t.Errorf("signals %+v", r.Signals)
	}
}

func TestWhatRulesMakeOfSignalsIsCounted(t *testing.T) {
	was := site(rule("api", status.DegradedPerformance, 0, ""))
	would := site(rule("api", status.DegradedPerformance, 0, ""), rule("web", status.PartialOutage, 0, ""))
	would.Sources[0].Kind = "alertmanager" // which understands none of it
	r := run(t, was, would, deliveries(0, say("firing", "api"), 1, say("firing", "web"), 2, "odd"))
	if len(r.Signals) != 2 || len(r.Page) != 1 || r.Page[0].Was != status.DegradedPerformance || r.Page[0].To != start.Add(24*time.Hour) {
		t.Errorf("%+v", r)
	}
	would.Sources[0].Kind = "generic"
	r = run(t, was, would, deliveries(0, say("firing", "api"), 1, say("firing", "web"), 2, "odd"))
	if len(r.Signals) != 1 || r.Signals[0].Was != "nothing" || r.Signals[0].Would != "web partial_outage" || len(r.Page) != 1 || r.Page[0].Component != "web" {
		t.Errorf("%+v", r)
	}
	would.Sources = nil
	if r = run(t, was, would, deliveries(0, say("firing", "api"))); len(r.Signals) != 1 {
		t.Errorf("%+v", r)
	}
}

// The same rules make the same of anything that may come.
func TestTheSameRulesMakeNoDifference(t *testing.T) {
	c := site(rule("api", status.MajorOutage, 3*time.Minute, "outage"), rule("web", status.PartialOutage, 0, ""))
	r := rand.New(rand.NewPCG(1, 2))
	var words []any
	at := 0
	for range 400 {
		at += r.IntN(4)
		word := say([]string{"firing", "resolved", "ack", "info"}[r.IntN(4)], []string{"api", "web", "other"}[r.IntN(3)])
		if r.IntN(20) == 0 {
			word = "odd"
		}
		words = append(words, at, word)
	}
	if got := run(t, c, c, deliveries(words...)); !got.Same() || got.Deliveries != 400 {
		t.Errorf("%+v", got)
	}
}
