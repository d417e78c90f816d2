package status_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/status"
)

func made(id, group string, order int) status.MadeComponent {
	return status.MadeComponent{Component: status.Component{ID: id, Name: id, Group: group}, Order: order, Created: noon}
}

func ids(l status.Layout) (all []string) {
	for _, c := range l.Components {
		all = append(all, c.ID)
	}
	return all
}

func TestMadeComponentsStandBehindThoseOfFiles(t *testing.T) {
	files := status.Layout{
		Groups:     []status.Group{{ID: "core", Name: "Core"}},
		Components: []status.Component{{ID: "api", Name: "API", Group: "core"}, {ID: "docs", Name: "Docs"}},
	}
	secret := made("vault", "", 0)
	secret.Disabled = true
	all := status.Made{
		Components: []status.MadeComponent{made("late", "core", 9), made("early", "core", 1), made("lone", "nowhere", 0), made("docs", "core", 0), made("inner", "staff", 0), made("mail", "post", 0), secret},
		Groups:     []status.MadeGroup{{Group: status.Group{ID: "staff", Name: "Staff"}, Hidden: true}, {Group: status.Group{ID: "post", Name: "Post"}}, {Group: status.Group{ID: "empty", Name: "Empty"}}},
	}
	public := all.Merge(files, true)
	if diff := cmp.Diff([]string{"api", "early", "late", "docs", "mail", "lone"}, ids(public)); diff != "" {
		t.Errorf("public components (-want +got):\n%s", diff)
	}
	if want := []string{"inner", "vault"}; !slices.Equal(want, slices.Sorted(slices.Values(public.Withheld))) {
		t.Errorf("withheld are %v, want %v", public.Withheld, want)
	}
	if len(public.Groups) != 2 || public.Groups[1].ID != "post" {
		t.Errorf("public groups are %v", public.Groups)
	}
	if diff := cmp.Diff([]string{"api", "early", "late", "docs", "mail", "inner", "lone", "vault"}, ids(all.Merge(files, false))); diff != "" {
		t.Errorf("all components (-want +got):\n%s", diff)
	}
}

func TestAMadeComponentIsOnTheViewUntilItIsDeleted(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	if err := b.PutComponent(ctx, person, made("mail", "", 0), noon); err != nil {
		t.Fatal(err)
	}
	view, err := b.View(ctx, layout, noon)
	if err != nil || !slices.Contains(ids(view.Layout), "mail") || len(view.States) != len(layout.Components)+1 {
		t.Fatalf("the view has %v, %v", view, err)
	}
	changes, _, err := b.Changes(ctx, "", 0)
	if err != nil || len(changes) != 1 || changes[0].Subject != "component/mail" || !changes[0].Scope.All {
		t.Fatalf("changes are %+v, %v", changes, err)
	}
	if err := b.DeleteComponent(ctx, person, "mail", noon); err != nil {
		t.Fatal(err)
	}
	if err := b.DeleteComponent(ctx, person, "mail", noon); !errors.Is(err, status.ErrNotFound) {
		t.Errorf("deleting twice gave %v", err)
	}
}

func TestBadMadeComponentsAreRefused(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	for name, spoil := range map[string]func(*status.MadeComponent){
		"name":    func(c *status.MadeComponent) { c.Name = " " },
		"long":    func(c *status.MadeComponent) { c.Name = string(make([]byte, 300)) },
		"lines":   func(c *status.MadeComponent) { c.Name = "a\r\nBcc: x" },
		"link":    func(c *status.MadeComponent) { c.Link = "javascript:alert(1)" },
		"id":      func(c *status.MadeComponent) { c.ID = "../x" },
		"meta":    func(c *status.MadeComponent) { c.Meta = make([]byte, 1<<20) },
		"tagless": func(c *status.MadeComponent) { c.Tags = []status.Tag{{}} },
	} {
		c := made("x", "", 0)
		spoil(&c)
		if err := b.PutComponent(ctx, person, c, noon); !errors.Is(err, status.ErrInvalid) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
	}
}

// A hidden incident is in no view, list or archive; showing it brings it there
// and hiding it takes it away again.
func TestHiddenIncidentsAreNowhere(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	inc := openIncident("quiet", status.ImpactMajor, time.Hour, map[string]status.Status{"api": status.MajorOutage})
	for _, hidden := range []bool{true, false, true} {
		inc.Hidden = hidden
		scope, err := b.PutIncident(ctx, person, *inc, noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := status.Rebuild(ctx, b, noon); err != nil {
			t.Fatal(err)
		}
		view, err := b.View(ctx, layout, noon)
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.Incident(ctx, "quiet")
		days := 0
		for day := range b.Days(ctx, "", "") {
			days += len(day.Entries) + len(day.Posted)
		}
		if shown := view.Worst != status.Operational || len(view.Incidents) > 0 || err == nil || days > 0; shown == hidden {
			t.Errorf("hidden %v: verdict %v, archive %v, %d entries, scope %+v", hidden, view.Worst, err, days, scope)
		}
		if _, err := b.AnyIncident(ctx, "quiet"); err != nil {
			t.Error(err)
		}
	}
}

func TestChangeSeesWhatIsThereAndLosesNothing(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	inc := openIncident("now", status.ImpactMinor, time.Hour, nil)
	if _, err := b.PutIncident(ctx, person, *inc, noon); err != nil {
		t.Fatal(err)
	}
	add := func(own *status.Incident) (*status.Incident, error) {
		own.Updates = append(own.Updates, status.Update{At: noon, State: status.Identified})
		return own, nil
	}
	for range 3 {
		if _, _, err := b.ChangeIncident(ctx, person, "now", noon, add); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := b.Incident(ctx, "now"); err != nil || len(got.Updates) != 4 {
		t.Fatalf("%+v, %v", got, err)
	}
	_, _, err := b.ChangeIncident(ctx, status.Actor{Kind: status.OriginAutomation, ID: "robot"}, "now", noon, add)
	if !errors.Is(err, status.ErrPersonal) {
		t.Errorf("a robot's change gave %v", err)
	}
}

// What a file says is its own; what was added to it stays when the file changes.
func TestUpdatesAddedToAFilesIncidentStay(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	file := status.Actor{Kind: status.OriginContent, ID: "content"}
	inc := openIncident("filed", status.ImpactMinor, 2*time.Hour, nil)
	inc.Origin = status.Origin{Kind: status.OriginContent, Ref: "incidents/filed.md"}
	if _, err := b.PutIncident(ctx, file, *inc, noon); err != nil {
		t.Fatal(err)
	}
	_, _, err := b.ChangeIncident(ctx, person, "filed", noon, func(own *status.Incident) (*status.Incident, error) {
		own.Title = "Mine"
		return own, nil
	})
	if !errors.Is(err, status.ErrOwned) {
		t.Errorf("a new title gave %v", err)
	}
	_, _, err = b.ChangeIncident(ctx, person, "filed", noon, func(own *status.Incident) (*status.Incident, error) {
		own.Updates = append(own.Updates, status.Update{ID: "mine", At: noon.Add(-time.Hour), State: status.Identified, Added: true})
		return own, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	inc.Title = "Renamed in the file"
	inc.Updates = append(inc.Updates, status.Update{ID: "2", At: noon, State: status.Resolved})
	if _, err := b.PutIncident(ctx, file, *inc, noon); err != nil {
		t.Fatal(err)
	}
	got, err := b.Incident(ctx, "filed")
	if err != nil || len(got.Updates) != 3 || got.Updates[1].ID != "mine" || got.Title != "Renamed in the file" {
		t.Errorf("%+v, %v", got, err)
	}
}

// The file of an incident goes and comes back: what people added to it is off
// the page with it, and there again after it.
func TestWhatWasAddedReturnsWithTheFile(t *testing.T) {
	b, ctx := status.NewBoard(newStore(), time.UTC), context.Background()
	file := status.Actor{Kind: status.OriginContent, ID: "Ada", Commit: "c0ffee"}
	inc := openIncident("filed", status.ImpactMinor, 2*time.Hour, nil)
	inc.Origin = status.Origin{Kind: status.OriginContent, Ref: "incidents/filed.md"}
	put := func() {
		t.Helper()
		if _, err := b.PutIncident(ctx, file, *inc, noon); err != nil {
			t.Fatal(err)
		}
	}
	ids := func() (ids []string) {
		t.Helper()
		got, err := b.Incident(ctx, "filed")
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range got.Updates {
			ids = append(ids, u.ID)
		}
		return ids
	}
	put()
	_, _, err := b.ChangeIncident(ctx, person, "filed", noon, func(own *status.Incident) (*status.Incident, error) {
		own.Updates = append(own.Updates, status.Update{ID: "mine", At: noon.Add(-time.Hour), State: status.Identified, Added: true})
		return own, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.DeleteIncident(ctx, file, "filed", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Incident(ctx, "filed"); !errors.Is(err, status.ErrNotFound) {
			t.Errorf("without its file it is still there: %v", err)
		}
		put()
		if got := ids(); len(got) != 2 || got[1] != "mine" {
			t.Errorf("it came back with the updates %v", got)
		}
	}
	inc.Updates = append(inc.Updates, status.Update{ID: "mine", At: noon.Add(-time.Hour), State: status.Identified, Body: "In the file now."})
	put()
	if got := ids(); len(got) != 2 {
		t.Errorf("an update that the file took over is there twice: %v", got)
	}
	changes, _, err := b.Changes(ctx, "", 0)
	if err != nil || changes[0].By != "Ada" || changes[0].Commit != "c0ffee" {
		t.Errorf("the log says %+v, %v", changes[0], err)
	}
}
