package v1_test

import (
	"strings"
	"testing"
	"time"
)

// An incident of status 0 is planned work: a schedule, which can be read under
// the number that the client was given.
func TestAScheduledIncidentIsPlannedWork(t *testing.T) {
	l := newLab(t, 0)
	editor := l.as("manage", "person")
	editor.want(200, "POST", "/incidents", `{"name":"Before","status":1,"message":"m"}`)
	made := data(editor.with("Idempotency-Key", "k").want(200, "POST", "/incidents", `{"name":"Upgrade","status":0,"message":"Writes stop.","scheduled_at":"2026-11-23 02:00:00","completed_at":"2026-11-23 03:00:00","component_id":1,"component_status":4,"notify":false}`))
	for field, want := range map[string]string{"id": "2", "status": "0", "human_status": `"Scheduled"`, "latest_icon": `"icon ion-android-calendar"`, "is_resolved": "false", "component_id": "1", "occurred_at": `"2026-11-23 02:00:00"`, "message": `"Writes stop."`} {
		is(t, field, made[field], want)
	}
	if link, _ := made["permalink"].(string); !strings.Contains(link, "/maintenance/upgrade-") {
		t.Errorf("it is at %s", link)
	}
	again := data(editor.with("Idempotency-Key", "k").want(200, "POST", "/incidents", `{"name":"Upgrade","status":0,"message":"Writes stop.","scheduled_at":"2026-11-23 02:00:00","completed_at":"2026-11-23 03:00:00","component_id":1,"component_status":4,"notify":false}`))
	is(t, "the same again", again["id"], "2")
	schedule := data(editor.want(200, "GET", "/schedules/1", ""))
	is(t, "the schedule's name", schedule["name"], `"Upgrade"`)
	is(t, "the schedule's start", schedule["scheduled_at"], `"2026-11-23 02:00:00"`)
	is(t, "the read incident", data(editor.want(200, "GET", "/incidents/2", ""))["name"], `"Upgrade"`)
	is(t, "all incidents", len(items(editor.want(200, "GET", "/incidents", ""))), "1")
	is(t, "the next number", data(editor.want(200, "POST", "/incidents", `{"name":"After","status":1,"message":"m"}`))["id"], "3")

	for _, c := range [][3]string{{"PUT", "/incidents/2", `{"name":"x"}`}, {"DELETE", "/incidents/2", ""}, {"POST", "/incidents/2/updates", `{"status":2,"message":"m"}`}} {
		if said := details(editor.want(400, c[0], c[1], c[2])); !strings.Contains(said, "/api/v1/schedules/1") {
			t.Errorf("%s %s: %s", c[0], c[1], said)
		}
	}
	for body, want := range map[string]string{
		`{"name":"x","status":0,"message":"m"}`:                                                                "The scheduled at field is required with the status 0",
		`{"name":"x","status":0,"message":"m","scheduled_at":"soon"}`:                                          "not a date that can be read",
		`{"name":"x","status":0,"message":"m","scheduled_at":"2026-11-23 02:00","visible":0}`:                  "planned work is public",
		`{"name":"x","status":0,"message":"m","scheduled_at":"2026-11-23 02:00","ends_at":"2026-11-23 01:00"}`: "lies before the scheduled at",
	} {
		if said := details(editor.want(400, "POST", "/incidents", body)); !strings.Contains(said, want) {
			t.Errorf("%s: %s", body, said)
		}
	}
	is(t, "schedules", len(items(editor.want(200, "GET", "/schedules", ""))), "1")
	l.pass(48 * time.Hour)
	over := data(l.guest().want(200, "GET", "/incidents/2", ""))
	is(t, "over", over["status"], "4")
	editor.want(204, "DELETE", "/schedules/1", "")
	editor.want(404, "GET", "/incidents/2", "")
}
