package triage

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/status"
	"tidings/internal/store/memory"
)

// said is a body and what the component is once it was worked out.
type said struct {
	body string
	is   status.Status
}

// What senders say one after the other, in the order and as often as they do, and what
// the page shows after each.
func TestWhatSendersSayOneAfterTheOther(t *testing.T) {
	const down, slow, well = status.MajorOutage, status.DegradedPerformance, status.Operational
	alert := func(state, severity, start, end string) string {
		return fmt.Sprintf(`{"status":%q,"fingerprint":%q,"labels":{"severity":%q},"startsAt":"2026-11-22T%sZ","endsAt":"2026-11-22T%sZ"}`, state, severity, severity, start, end)
	}
	group := func(status string, alerts ...string) string {
		body := ""
		for _, a := range alerts {
			body += "," + a
		}
		return `{"status":"` + status + `","alerts":[` + body[1:] + `]}`
	}
	legacy := func(state string) string {
		return `{"ruleId":7,"state":"` + state + `","tags":{"severity":"critical"},"evalMatches":[]}`
	}
	generic := func(state, more string) string {
		return `{"key":"a","status":"` + state + `","severity":"critical"` + more + `}`
	}
	const first, again = "08:00:00", "09:00:00"
	for name, c := range map[string]struct {
		kind string
		said []said
	}{
		"two severities of one component": {"alertmanager", []said{
			{group("firing", alert("firing", "warning", first, "00:00:00"), alert("firing", "critical", first, "00:00:00")), down},
			{group("firing", alert("firing", "warning", first, "00:00:00"), alert("resolved", "critical", first, "08:30:00")), slow},
			{group("resolved", alert("resolved", "warning", first, "08:40:00")), well},
		}},
		"sent again and again": {"alertmanager", []said{
			{group("firing", alert("firing", "critical", first, "00:00:00")), down},
			{group("firing", alert("firing", "critical", first, "00:00:00")), down},
			{group("resolved", alert("resolved", "critical", first, "08:30:00")), well},
			{group("resolved", alert("resolved", "critical", first, "08:30:00")), well},
		}},
		"a late copy of what is over, then a new episode": {"alertmanager", []said{
			{group("firing", alert("firing", "critical", first, "00:00:00")), down},
			{group("resolved", alert("resolved", "critical", first, "08:30:00")), well},
			{group("firing", alert("firing", "critical", first, "00:00:00")), well},
			{group("firing", alert("firing", "critical", again, "00:00:00")), down},
		}},
		"over before it began": {"alertmanager", []said{
			{group("resolved", alert("resolved", "critical", first, "08:30:00")), well},
			{group("firing", alert("firing", "critical", first, "00:00:00")), well},
		}},
		"without its end": {"alertmanager", []said{
			{`{"alerts":[{"status":"firing","fingerprint":"critical","labels":{"severity":"critical"},"startsAt":"2026-11-22T08:00:00+00:00"}]}`, down},
			{`{"alerts":[{"status":"resolved","fingerprint":"critical","labels":{"severity":"critical"},"startsAt":"2026-11-22T09:00:00.000+01:00"}]}`, well},
		}},
		"a bare list, over once its end has passed": {"alertmanager", []said{
			{`[{"labels":{"severity":"critical"},"startsAt":"2026-11-22T08:00:00Z","endsAt":"2026-11-22T23:00:00Z"}]`, down},
			{`[{"labels":{"severity":"critical"},"startsAt":"2026-11-22T08:00:00Z","endsAt":"2026-11-22T08:20:00Z"}]`, well},
		}},
		"a query that fails meanwhile": {"grafana", []said{
			{group("firing", alert("firing", "critical", first, "00:00:00")), down},
			{`{"alerts":[{"status":"firing","labels":{"alertname":"DatasourceError","severity":"critical"}}]}`, down},
			{`{"alerts":[{"status":"resolved","fingerprint":"critical","labels":{"severity":"critical"},"annotations":{"grafana_state_reason":"MissingSeries"},"startsAt":"2026-11-22T08:00:00Z"}]}`, down},
			{group("resolved", alert("resolved", "critical", first, "08:30:00")), well},
		}},
		"a rule of before, paused and without data": {"grafana", []said{
			{legacy("pending"), well}, {legacy("alerting"), down}, {legacy("no_data"), down}, {legacy("paused"), down}, {legacy("ok"), well}, {legacy("alerting"), down},
		}},
		"nothing but states": {"generic", []said{
			{generic("DOWN", ""), down}, {generic("test", ""), down}, {generic("ack", ""), down}, {generic("Renotify", ""), down}, {generic("up", ""), well}, {generic("down", ""), down},
		}},
		"times without a zone": {"generic", []said{
			{generic("firing", `,"started":"2026-11-22 08:00:00"`), down},
			{generic("resolved", `,"started":"2026-11-22 08:00:00","at":"2026-11-22 08:05:00"`), well},
			{generic("firing", `,"started":"2026-11-22 08:00:00"`), well},
		}},
		"times two hours ahead": {"generic", []said{
			{generic("firing", `,"started":"2026-11-22 12:00:00"`), down},
			{generic("resolved", `,"started":"2026-11-22 12:00:00"`), well},
			{generic("firing", `,"started":"2026-11-22 12:09:00"`), down},
		}},
		"an order that was lost on the way": {"generic", []said{
			{generic("resolved", `,"at":1795336200`), well},
			{generic("firing", `,"at":1795336100`), well},
			{generic("firing", `,"at":1795336300000`), down},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			layout := status.Layout{Components: []status.Component{{ID: "api"}}}
			rules := Rules{Board: status.NewBoard(memory.New(time.Now), time.UTC), Config: &config.Config{Layout: layout, Sources: []config.Source{
				{ID: "s", Kind: c.kind, Rules: []config.Rule{{Match: map[string]string{"severity": "*"}, Component: "api"}}},
			}}}
			for i, said := range c.said {
				at := moment.Add(time.Duration(i) * time.Minute)
				d := inbox.Delivery{ID: fmt.Sprint(i), Source: "s", Body: []byte(said.body), Received: at}
				if _, err := rules.Record(t.Context(), rules.Read(d), d.ID); err != nil {
					t.Fatal(err)
				}
				view, err := rules.Board.View(t.Context(), layout, at.Add(time.Second).Truncate(time.Second))
				if err != nil {
					t.Fatal(err)
				}
				if got := view.States[0].Status; got != said.is {
					t.Errorf("after %d, %s: the component is %s, want %s", i+1, said.body, got, said.is)
				}
			}
		})
	}
}
