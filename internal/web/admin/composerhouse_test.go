package admin_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/store/memory"
	"tidings/internal/store/scratch"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/catalog"
	"tidings/internal/web/admin/composer"
	"tidings/internal/web/admin/planner"
	"tidings/internal/web/admin/posting"
	"tidings/internal/web/admin/templates"
)

// house is a board without the rest of the program.
type house struct {
	store  store.Driver
	board  *status.Board
	config *config.Config
	now    func() time.Time
	wrote  int
}

func (h *house) Site() (admin.Site, bool) {
	return admin.Site{Board: h.board, Config: h.config}, true
}

func (h *house) Do(write func() error) error { h.wrote++; return write() }

func (h *house) Foresee(ctx context.Context, d posting.Draft) (f posting.Foresight, err error) {
	board := status.NewBoard(scratch.New(h.store, h.now), time.UTC)
	f = posting.Foresight{JSON: "{}", Reach: admin.Reach{People: 1204, Channels: 3}, Subject: "The subject", Mail: "The mail", Feed: "<entry>", Page: "<html><head></head>the page", Policy: "default-src 'none'"}
	if f.Before, err = board.View(ctx, h.config.Layout, d.At); err != nil {
		return f, err
	}
	if _, err = d.Write(ctx, board); err != nil {
		return f, err
	}
	if err = h.look(ctx, board, d.Subject, &f); err != nil {
		return f, err
	}
	f.After, err = board.View(ctx, h.config.Layout, d.At)
	return f, err
}

func (h *house) look(ctx context.Context, board *status.Board, subject string, f *posting.Foresight) (err error) {
	if id, is := strings.CutPrefix(subject, status.AboutMaintenance+"/"); is {
		f.Maintenance, err = board.Maintenance(ctx, id)
		return err
	}
	f.Incident, err = board.AnyIncident(ctx, strings.TrimPrefix(subject, status.AboutIncident+"/"))
	return err
}

// office is a desk with the sections that write to the board.
type office struct {
	*desk
	house   *house
	pending *posting.Pending
}

var ferrywell = config.Config{
	Site: config.Site{Name: "Ferrywell", Zone: time.UTC},
	Layout: status.Layout{Groups: []status.Group{{ID: "core", Name: "Core"}}, Components: []status.Component{
		{ID: "api", Name: "API", Group: "core"}, {ID: "web", Name: "Website", Group: "core"}, {ID: "docs", Name: "Documentation"},
	}},
	Templates: []config.Template{
		{ID: "outage", Title: "{{component}} is not available", Impact: status.ImpactCritical, Bodies: map[status.State]string{
			status.Investigating: "{{component}} does not answer. We look.", status.Resolved: "{{component}} works again."}},
		{ID: "odd", Title: "Odd", Impact: status.ImpactNone, Bodies: map[status.State]string{status.Investigating: "See {{runbook}} on db1.prod.internal at 10.1.2.3."}},
	},
}

func newOffice(t *testing.T, undo time.Duration) *office {
	o := &office{house: &house{config: &ferrywell}}
	o.desk = newDesk(t, func(options *admin.Options) {
		h := o.house
		h.store, h.now = memory.New(options.Now), options.Now
		h.board = status.NewBoard(h.store, time.UTC)
		o.pending = posting.NewPending(h.store)
		d := posting.Desk{House: h, Now: options.Now, Random: rand.Reader, Undo: undo, Pending: o.pending}
		options.Sections = []admin.Section{
			composer.New(d), planner.New(d), templates.New(d),
			catalog.New(catalog.Options{House: h, Now: options.Now, Random: rand.Reader}),
		}
	})
	return o
}

var inputs = regexp.MustCompile(`<input type="(hidden|radio|checkbox|datetime-local|date)" name="([^"]*)" value="([^"]*)"( checked)?`)
var texts = regexp.MustCompile(`(?s)<textarea name="([^"]*)"[^>]*>(.*?)</textarea>|<input name="([^"]*)" value="([^"]*)"`)

// filled is a page's form as a browser would send it untouched, with changes.
func filled(a answer, changes ...string) url.Values {
	_, form, found := strings.Cut(a.text, `class="compose"`)
	if !found {
		_, form, _ = strings.Cut(a.text, `<form method="post"`)
	}
	form, _, _ = strings.Cut(form, "</form>")
	v := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(form, -1) {
		if m[1] != "radio" && m[1] != "checkbox" || m[4] != "" {
			v.Set(m[2], unescape(m[3]))
		}
	}
	for _, m := range texts.FindAllStringSubmatch(form, -1) {
		v.Set(m[1]+m[3], unescape(m[2]+m[4]))
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

// only is the one incident there is.
func (o *office) only() *status.Incident {
	o.Helper()
	rows, total, err := o.house.board.Roll(o.Context(), status.AboutIncident, status.RollQuery{Hidden: true, Limit: 10})
	if err != nil || total != 1 {
		o.Fatalf("%d incidents, %v", total, err)
	}
	inc, err := o.house.board.AnyIncident(o.Context(), rows[0].ID)
	o.must(err)
	return inc
}

// opened has an incident of the API, two taps from the beginning.
func (o *office) opened(b *browser) string {
	o.Helper()
	form := filled(b.get("/admin/report?c.api=major_outage"), "do", "publish")
	b.do("POST", "/admin/report", form)
	return "/admin/incidents/" + o.only().ID
}
