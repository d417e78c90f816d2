package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/andygrunwald/cachet"

	"tidings/test/wait"
)

// A real client of Cachet drives a running server through all that it can do,
// and the page follows.
func TestAClientOfCachetIsAtHome(t *testing.T) {
	dir := t.TempDir()
	if err := writeContent(filepath.Join(dir, "content")); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	for _, kind := range []string{"person", "automation"} {
		t.Run(kind, func(t *testing.T) {
			c, err := cachet.NewClient(s.url+"/", nil)
			if err != nil {
				t.Fatal(err)
			}
			c.Authentication.SetTokenAuth(newToken(t, dir, "manage", kind))
			d := driver{t, c, s}
			d.general()
			d.components()
			d.incidents()
			d.metrics()
			d.schedules()
			d.subscribers(kind + "@example.com")
		})
	}
}

// newToken makes a token as an operator does.
func newToken(t *testing.T, dir, role, kind string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), wait.Long)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tidings", "token", "create", "--name", kind, "--role", role, "--kind", kind)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

type driver struct {
	*testing.T
	c *cachet.Client
	s *server
}

func (d driver) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d driver) is(what string, got, want any) {
	d.Helper()
	if got != want {
		d.Errorf("%s is %v, want %v", what, got, want)
	}
}

// gone wants a 404.
func (d driver) gone(resp *cachet.Response, err error) {
	d.Helper()
	if err == nil || resp.StatusCode != 404 {
		d.Errorf("what was deleted answers %v, %v", resp, err)
	}
}

func (d driver) general() {
	pong, _, err := d.c.General.Ping()
	d.must(err)
	d.is("ping", pong, "Pong!")
	version, _, err := d.c.General.Version()
	d.must(err)
	d.is("version", strings.HasPrefix(version.Data, "2.4"), true)
	now, _, err := d.c.General.Status()
	d.must(err)
	d.is("status", now.Status, "success")
}

func (d driver) components() {
	group, _, err := d.c.ComponentGroups.Create(&cachet.ComponentGroup{Name: "Group", Collapsed: 1, Visible: 1, Order: 3})
	d.must(err)
	d.is("collapsed", group.Collapsed, 1)
	made, _, err := d.c.Components.Create(&cachet.Component{Name: "Mail server", Description: "d", Link: "https://mail.example", Status: cachet.ComponentStatusOperational, GroupID: group.ID, Enabled: true, Order: 2})
	d.must(err)
	d.is("name", made.Name, "Mail server")
	d.is("group", made.GroupID, group.ID)
	d.s.eventually(d.T, "/", contains("Mail server"))
	changed, _, err := d.c.Components.Update(made.ID, &cachet.Component{Status: cachet.ComponentStatusMajorOutage})
	d.must(err)
	d.is("status", changed.Status, cachet.ComponentStatusMajorOutage)
	read, _, err := d.c.Components.Get(made.ID)
	d.must(err)
	d.is("status as read", read.Status, cachet.ComponentStatusMajorOutage)
	d.is("its name", read.StatusName, "Major Outage")
	d.s.eventually(d.T, "/", contains("Major outage"))
	all, _, err := d.c.Components.GetAll(&cachet.ComponentsQueryParams{Name: "Mail server"})
	d.must(err)
	d.is("found by name", len(all.Components), 1)
	members, _, err := d.c.ComponentGroups.Get(group.ID)
	d.must(err)
	d.is("members", len(members.EnabledComponents), 1)
	d.is("the worst of them", members.LowestHumanStatus, "Major Outage")
	_, err = d.c.Components.Delete(made.ID)
	d.must(err)
	_, resp, err := d.c.Components.Get(made.ID)
	d.gone(resp, err)
	renamed, _, err := d.c.ComponentGroups.Update(group.ID, &cachet.ComponentGroup{Name: "Other"})
	d.must(err)
	d.is("group's name", renamed.Name, "Other")
	_, err = d.c.ComponentGroups.Delete(group.ID)
	d.must(err)
	d.s.eventually(d.T, "/", lacks("Mail server"))
}

func (d driver) incidents() {
	made, _, err := d.c.Incidents.Create(&cachet.Incident{Name: "Slow logins", Status: cachet.IncidentStatusInvestigating, Message: "We are **looking**.", Visible: 1, ComponentID: 1, ComponentStatus: cachet.ComponentStatusPartialOutage, Notify: true})
	d.must(err)
	d.is("message", made.Message, "We are **looking**.")
	d.is("component", made.ComponentID, 1)
	path := strings.TrimPrefix(made.Permalink, made.Permalink[:strings.Index(made.Permalink, "/incidents/")])
	d.s.eventually(d.T, path, contains("<strong>looking</strong>"))
	update, _, err := d.c.IncidentUpdates.Create(made.ID, &cachet.IncidentUpdate{Status: cachet.IncidentStatusIdentified, Message: "A full disk."})
	d.must(err)
	update, _, err = d.c.IncidentUpdates.Update(made.ID, update.ID, &cachet.IncidentUpdate{Status: cachet.IncidentStatusWatching, Message: "It was a full disk."})
	d.must(err)
	d.is("update", update.Message, "It was a full disk.")
	second, _, err := d.c.IncidentUpdates.Create(made.ID, &cachet.IncidentUpdate{Status: cachet.IncidentStatusFixed, Message: "Over."})
	d.must(err)
	list, _, err := d.c.IncidentUpdates.GetAll(made.ID)
	d.must(err)
	d.is("updates", len(list.IncidentUpdates), 2)
	read, _, err := d.c.Incidents.Get(made.ID)
	d.must(err)
	d.is("resolved", read.IsResolved, true)
	d.is("latest", read.LatestUpdateID, second.ID)
	component, _, err := d.c.Components.Get(1)
	d.must(err)
	d.is("component in the end", component.Status, cachet.ComponentStatusOperational)
	all, _, err := d.c.Incidents.GetAll(&cachet.IncidentsQueryParams{Name: "Slow logins", QueryOptions: cachet.QueryOptions{PerPage: 1}})
	d.must(err)
	d.is("found by name", len(all.Incidents), 1)
	_, err = d.c.IncidentUpdates.Delete(made.ID, second.ID)
	d.must(err)
	reopened, _, err := d.c.Incidents.Update(made.ID, &cachet.Incident{Name: "Slow logins again", Status: cachet.IncidentStatusInvestigating, Visible: 1})
	d.must(err)
	d.is("name", reopened.Name, "Slow logins again")
	_, err = d.c.Incidents.Delete(made.ID)
	d.must(err)
	_, resp, err := d.c.Incidents.Get(made.ID)
	d.gone(resp, err)
}

func (d driver) metrics() {
	made, _, err := d.c.Metrics.Create(&cachet.Metric{Name: "Latency", Suffix: "ms", DefaultValue: 5, CalcType: 1, DisplayChart: true, Places: 1, Visible: 1})
	d.must(err)
	d.is("default", made.DefaultValue, 5)
	point, _, err := d.c.Metrics.AddPoint(made.ID, 42, "")
	d.must(err)
	d.is("value", point.Value, 42)
	points, _, err := d.c.Metrics.GetPoints(made.ID)
	d.must(err)
	d.is("points", len(*points), 1)
	_, err = d.c.Metrics.DeletePoint(made.ID, point.ID)
	d.must(err)
	all, _, err := d.c.Metrics.GetAll(nil)
	d.must(err)
	d.is("metrics", len(all.Metrics), 1)
	_, err = d.c.Metrics.Delete(made.ID)
	d.must(err)
	_, resp, err := d.c.Metrics.Get(made.ID)
	d.gone(resp, err)
}

func (d driver) schedules() {
	made, _, err := d.c.Schedules.Create(&cachet.Schedule{Name: "New disks", Message: "We swap disks.", ScheduledAt: time.Now().Add(48 * time.Hour).Format("2006-01-02 15:04")})
	d.must(err)
	d.is("status", made.Status, 0)
	d.s.eventually(d.T, "/", contains("New disks"))
	changed, _, err := d.c.Schedules.Update(made.ID, &cachet.Schedule{Name: "Newer disks", Status: cachet.ScheduleComplete})
	d.must(err)
	d.is("status", changed.Status, cachet.ScheduleComplete)
	d.is("done", changed.CompletedAt != "", true)
	all, _, err := d.c.Schedules.GetAll(nil)
	d.must(err)
	if len(all.Schedules) == 0 {
		d.Error("no schedule is listed")
	}
	_, err = d.c.Schedules.Delete(made.ID)
	d.must(err)
	_, resp, err := d.c.Schedules.Get(made.ID)
	d.gone(resp, err)
}

func (d driver) subscribers(email string) {
	made, _, err := d.c.Subscribers.Create(email, 1)
	d.must(err)
	d.is("email", made.Email, email)
	all, _, err := d.c.Subscribers.GetAll(nil)
	d.must(err)
	d.is("subscribers", len(all.Subscribers), 1)
	_, err = d.c.Subscriptions.Delete(made.ID*100_000 + 1)
	d.must(err)
	_, err = d.c.Subscribers.Delete(made.ID)
	d.must(err)
	all, _, err = d.c.Subscribers.GetAll(nil)
	d.must(err)
	d.is("subscribers in the end", len(all.Subscribers), 0)
}
