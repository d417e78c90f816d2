package doctor_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/doctor"
	"tidings/internal/inbox"
	"tidings/internal/notify"
	"tidings/internal/notify/outlet"
	"tidings/internal/publish"
	"tidings/internal/status"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return noon.Add(-d) }

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * hour
)

// well is a patient of whom nothing is wrong, with one component.
func well() *doctor.Patient {
	return &doctor.Patient{At: noon, Sites: []doctor.Site{{Place: "s3://one", Published: ago(day), Heartbeat: &publish.Heartbeat{At: ago(minute)}}}, View: &status.View{
		At: noon, Layout: status.Layout{Components: []status.Component{{ID: "api"}}}, States: []status.ComponentState{{}}}}
}

func TestExamine(t *testing.T) {
	for name, test := range map[string]struct {
		ail  func(p *doctor.Patient)
		want []string
	}{
		"nothing": {func(p *doctor.Patient) {}, nil},
		"an outage that nobody speaks of": {func(p *doctor.Patient) {
			p.View.States[0] = down(ago(hour), "signal")
		}, []string{"outage-without-incident"}},
		"one that has just begun": {func(p *doctor.Patient) {
			p.View.States[0] = down(ago(minute), "signal")
		}, nil},
		"one with an incident": {func(p *doctor.Patient) {
			p.View.States[0] = down(ago(hour), "signal", "incident")
			p.View.Incidents = []*status.Incident{incident(ago(hour), status.MajorOutage)}
		}, nil},
		"maintenance": {func(p *doctor.Patient) {
			p.View.States[0] = status.ComponentState{Status: status.UnderMaintenance, Since: ago(day)}
		}, nil},
		"nobody knows": {func(p *doctor.Patient) {
			p.View.States[0] = status.ComponentState{Status: status.Unknown, Since: ago(2 * hour)}
		}, []string{"unknown-component"}},
		"an alert without an end": {func(p *doctor.Patient) {
			p.View.States[0] = down(ago(8*day), "signal", "incident")
		}, []string{"endless-signal"}},
		"an old word of a person": {func(p *doctor.Patient) {
			p.View.States[0] = down(ago(8*day), "override", "incident")
		}, []string{"old-override"}},
		"an incident over healthy components": {func(p *doctor.Patient) {
			p.View.Incidents = []*status.Incident{incident(ago(2*hour), status.Operational)}
		}, []string{"incident-over-healthy"}},
		"an incident of nothing in particular": {func(p *doctor.Patient) {
			p.View.Incidents = []*status.Incident{{ID: "x", Updates: []status.Update{{At: ago(day)}}}}
		}, nil},
		"a forgotten incident": {func(p *doctor.Patient) {
			p.View.Incidents = []*status.Incident{incident(ago(8*day), status.MajorOutage)}
		}, []string{"silent-incident"}},
		"a promise": {func(p *doctor.Patient) {
			inc := incident(ago(hour), status.MajorOutage)
			inc.Updates[0].Next = ago(20 * minute)
			p.View.Incidents = []*status.Incident{inc}
		}, []string{"promise-not-kept"}},
		"maintenance that does not end": {func(p *doctor.Patient) { p.Behind = []string{"move"} }, []string{"maintenance-behind"}},
		"sources": {func(p *doctor.Patient) {
			p.Sources = []doctor.Source{{ID: "good", HasSecret: true, Heard: ago(day)}, {ID: "old", HasSecret: true, Heard: ago(31 * day)},
				{ID: "new", HasSecret: true}, {ID: "deaf", Heard: ago(day)}}
		}, []string{"silent-source", "silent-source", "source-without-secret"}},
		"deliveries": {func(p *doctor.Patient) {
			p.Deliveries = []inbox.Delivery{
				{State: inbox.Pending, Received: ago(time.Second)}, {State: inbox.Pending, Received: ago(hour)}, {State: inbox.Done, Received: ago(hour)},
				{State: inbox.Quarantined, Received: ago(day)}, {State: inbox.Quarantined, Received: ago(20 * day)}, {State: inbox.Damaged, Received: ago(20 * day)}}
		}, []string{"delivery-not-worked-out", "delivery-not-understood", "delivery-damaged"}},
		"mail": {func(p *doctor.Patient) {
			p.News = []notify.News{{State: notify.Told}, {Subject: "incident/a", State: notify.Held}, {Subject: "incident/b", State: notify.Told, Progress: notify.Progress{Refused: 1}}}
		}, []string{"mail-held", "mail-refused"}},
		"a mail service that is well": {func(p *doctor.Patient) { p.Mail = &doctor.Mail{Quota: 50_000, Sent: 39_999} }, nil},
		"one without a quota":         {func(p *doctor.Patient) { p.Mail = &doctor.Mail{Quota: -1, Sent: 1e6} }, nil},
		"one that sends nothing":      {func(p *doctor.Patient) { p.Mail = &doctor.Mail{Paused: true, Quota: 200} }, []string{"mail-paused"}},
		"a new account":               {func(p *doctor.Patient) { p.Mail = &doctor.Mail{Sandbox: true, Quota: 200, Sent: 200} }, []string{"mail-sandbox", "mail-quota"}},
		"one that says nothing":       {func(p *doctor.Patient) { p.Mail = &doctor.Mail{Trouble: "not allowed"} }, []string{"mail-unknown"}},
		"a letter that waits":         {func(p *doctor.Patient) { p.Uninvited, p.UninvitedSince = 2, ago(2*hour) }, []string{"invitation-waits"}},
		"a letter that is on its way": {func(p *doctor.Patient) { p.Uninvited, p.UninvitedSince = 2, ago(minute) }, nil},
		"channels": {func(p *doctor.Patient) {
			p.Channels = []doctor.Channel{{ID: "good"}, {ID: "off", State: outlet.State{Off: true, Failing: ago(day)}}, {ID: "slow", State: outlet.State{Failing: ago(minute)}}}
		}, []string{"channel-off", "channel-failing"}},
		"a clash": {func(p *doctor.Patient) {
			p.Clashes = []doctor.Clash{{Path: "incidents/slow.md", Ours: "A text."}}
		}, []string{"clash"}},
		"no export":     {func(p *doctor.Patient) { p.Exports = &doctor.Exports{} }, []string{"old-export"}},
		"an old export": {func(p *doctor.Patient) { p.Exports = &doctor.Exports{Newest: ago(27 * hour)} }, []string{"old-export"}},
		"last night's":  {func(p *doctor.Patient) { p.Exports = &doctor.Exports{Newest: ago(25 * hour)} }, nil},
		"no page":       {func(p *doctor.Patient) { p.Sites[0] = doctor.Site{} }, []string{"stale-page"}},
		"an old page":   {func(p *doctor.Patient) { p.Sites[0].Heartbeat.At = ago(10 * minute) }, []string{"stale-page"}},
		"a page by now": {func(p *doctor.Patient) { p.Sites[0].Heartbeat.At = ago(4 * minute) }, nil},
		"a page of yesterday, of what has not changed since": {func(p *doctor.Patient) {
			p.Sites[0].Heartbeat, p.View.Changed = nil, ago(2*day)
		}, nil},
		"a page of yesterday, of what has changed today": {func(p *doctor.Patient) {
			p.Sites[0].Heartbeat, p.View.Changed = nil, ago(hour)
		}, []string{"stale-page"}},
		"a page of yesterday, of what has changed just now": {func(p *doctor.Patient) {
			p.Sites[0].Heartbeat, p.View.Changed = nil, ago(minute)
		}, nil},
		"a second place that is well": {func(p *doctor.Patient) { p.Sites = append(p.Sites, p.Sites[0]) }, nil},
		"a second place that lags": {func(p *doctor.Patient) {
			p.Sites = append(p.Sites, doctor.Site{Place: "s3://two", Published: ago(day), Heartbeat: &publish.Heartbeat{At: ago(hour)}})
		}, []string{"stale-page"}},
		"a second place out of reach": {func(p *doctor.Patient) {
			p.Sites = append(p.Sites, doctor.Site{Place: "s3://two", Trouble: "no answer", Mend: "ask again"})
		}, []string{"unreachable-site"}},
	} {
		p := well()
		test.ail(p)
		var got []string
		for _, f := range doctor.Examine(p) {
			if f.Says == "" || f.Mend == "" || f.About == "" {
				t.Errorf("%s: a finding lacks words: %+v", name, f)
			}
			got = append(got, f.Kind)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// down is a component that is down since a time, for causes of some kinds.
func down(since time.Time, kinds ...string) status.ComponentState {
	s := status.ComponentState{Status: status.MajorOutage, Since: since}
	for _, k := range kinds {
		s.Causes = append(s.Causes, status.Cause{Kind: k, ID: "x", Status: status.MajorOutage, Since: since})
	}
	return s
}

// incident is an open one that names the component and was last spoken of at a time.
func incident(at time.Time, s status.Status) *status.Incident {
	return &status.Incident{ID: "x", Components: map[string]status.Status{"api": s}, Updates: []status.Update{{At: at}}}
}
