package v1_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
)

// Whatever is hidden is nowhere in what a guest is told: not in lists, not by
// number or id, not in groups, incidents, schedules or the banner.
func TestGuestsLearnNothingHidden(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	c.want(200, "POST", "/components", `{"name":"CANARY off","status":1,"enabled":false}`)
	c.want(200, "POST", "/components/groups", `{"name":"CANARY group"}`)
	c.want(200, "POST", "/components", `{"name":"CANARY inside","status":4,"group_id":2}`)
	c.want(200, "POST", "/incidents", `{"name":"CANARY incident","status":1,"message":"CANARY text","visible":false,"component_id":1,"component_status":1}`)
	c.want(200, "POST", "/incidents/1/updates", `{"status":2,"message":"CANARY update"}`)
	c.want(200, "POST", "/incidents", `{"name":"Seen","status":4,"message":"m","components":[{"id":4,"status":1},{"id":5,"status":1},{"id":1,"status":1}]}`)
	c.want(200, "POST", "/schedules", `{"name":"Seen too","scheduled_at":"2026-12-01 10:00","components":[4,5,1]}`)
	c.want(200, "POST", "/metrics", `{"name":"CANARY metric","suffix":"CANARY","default_value":1,"visible":0,"component_id":4}`)
	c.want(200, "POST", "/metrics", `{"name":"Seen","suffix":"s","default_value":1,"component_id":4}`)
	c.want(200, "POST", "/metrics/1/points", `{"value":1}`)
	guest := l.guest()
	for _, path := range []string{
		"/components", "/components?enabled=0", "/components/4", "/components/5", "/components/groups", "/components/groups/2", "/components?group_id=2",
		"/incidents", "/incidents?visible=0", "/incidents/1", "/incidents/1/updates", "/incidents/1/updates/1", "/incidents/1/updates/2", "/incidents/2", "/incidents?name=CANARY+incident",
		"/metrics", "/metrics/1", "/metrics/1/points", "/metrics/2", "/schedules", "/schedules/1", "/incidents/templates", "/incidents/templates/1", "/status",
	} {
		body := guest.do("GET", path, "").Body.String()
		if strings.Contains(strings.ToLower(body), "canary") {
			t.Errorf("%s tells a guest %s", path, body)
		}
	}
	for _, path := range []string{"/components/4", "/components/5", "/components/groups/2", "/incidents/1", "/incidents/1/updates", "/metrics/1", "/metrics/1/points", "/incidents/templates/1"} {
		guest.want(404, "GET", path, "")
		l.as(access.View, access.Person).want(200, "GET", path, "")
	}
	is(t, "banner", data(guest.want(200, "GET", "/status", ""))["status"], `"success"`)
	is(t, "components of an incident", len(data(guest.want(200, "GET", "/incidents/2", ""))["components"].([]any)), `1`)
	view, err := l.board.View(t.Context(), files, noon.Add(time.Minute))
	if err != nil || view.Worst != status.Operational || len(view.Layout.Components) != 3 {
		t.Errorf("the page shows %+v, %v", view.Layout, err)
	}
}

// The banner is that of Cachet, over what the public sees.
func TestBanner(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	banner := func(want string) {
		t.Helper()
		is(t, "banner", data(l.guest().want(200, "GET", "/status", "")), want)
	}
	banner(`{"message":"All systems are operational","status":"success"}`)
	c.want(200, "PUT", "/components/1", "status=4")
	banner(`{"message":"Some systems are experiencing issues","status":"info"}`)
	c.want(200, "PUT", "/components/2", "status=4")
	banner(`{"message":"Some systems are experiencing major issues","status":"danger"}`)
	c.want(200, "PUT", "/components/1", "status=1")
	c.want(200, "PUT", "/components/2", "status=1")
	c.want(200, "POST", "/incidents", "name=i&status=1&message=m")
	banner(`{"message":"Some systems are experiencing issues","status":"info"}`)
	c.want(200, "PUT", "/incidents/1", "status=4")
	banner(`{"message":"All systems are operational","status":"success"}`)
}
