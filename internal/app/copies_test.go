package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/content/reading"
	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
	"tidings/internal/status"
	"tidings/internal/store/memory"
	"tidings/internal/web"
)

// moody is a target that may fail all that is asked of it.
type moody struct {
	publishtest.Memory
	fails error
	asked int
}

func (m *moody) Recall(ctx context.Context) (publish.State, error) {
	if m.asked++; m.fails != nil {
		return publish.State{}, m.fails
	}
	return m.Memory.Recall(ctx)
}

// pair is a site in two places, over one store.
type pair struct {
	*testing.T
	now         time.Time
	site, copy  *App
	first, next moody
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return p.now }
	parts := Parts{Store: memory.New(clock), Target: &p.first, Now: clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Metrics: &web.Metrics{},
		Folder: reading.Folder(contentFolder(t, map[string]string{
			"site.yaml": "name: First\nurl: https://status.example.com\n", "components.yaml": "components:\n  - {id: api, name: API}\n"}))}
	p.site = New(parts)
	parts.Target, parts.Copy = &p.next, "there"
	p.copy = New(parts)
	if err := TakeContent(t.Context(), p.site); err != nil {
		t.Fatal(err)
	}
	return p
}

// says reports an incident, a minute later.
func (p *pair) says(id string) {
	p.Helper()
	p.now = p.now.Add(time.Minute)
	_, err := status.NewBoard(p.site.Store, time.UTC).PutIncident(p.Context(), status.Actor{Kind: status.OriginPerson, ID: "ada"}, status.Incident{
		ID: id, Title: id, Updates: []status.Update{{ID: "1", At: p.now, State: status.Investigating, Body: id}}}, p.now)
	if err != nil {
		p.Fatal(err)
	}
}

func (p *pair) publish() error {
	_, err := PublishNewest(p.Context(), p.site, p.copy)
	return err
}

// shows holds which incidents' pages stand in a place.
func (p *pair) shows(in *moody, want ...string) {
	p.Helper()
	var got []string
	for path := range in.Files() {
		if id, ok := strings.CutPrefix(path, "incidents/"); ok {
			got = append(got, strings.TrimSuffix(id, ".html"))
		}
	}
	if diff := cmp.Diff(want, got, sorted); diff != "" {
		p.Errorf("(-want +shown)\n%s", diff)
	}
}

var sorted = cmp.Transformer("set", func(in []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range in {
		set[s] = true
	}
	return set
})

// What troubles one place keeps the other from nothing, and is made up for later.
func TestACopyThatFails(t *testing.T) {
	p := newPair(t)
	if err := p.publish(); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	for name, places := range map[string][2]*moody{"copy": {&p.next, &p.first}, "site": {&p.first, &p.next}} {
		places[0].fails = broken
		p.says("while-" + name)
		if err := p.publish(); !errors.Is(err, broken) || strings.Contains(err.Error(), "the copy there") != (name == "copy") {
			t.Errorf("the %s fails: %v", name, err)
		}
		if places[1].Files()["incidents/while-"+name+".html"] == "" {
			t.Errorf("the %s fails, and the other place waits", name)
		}
		if places[0].Files()["incidents/while-"+name+".html"] != "" {
			t.Errorf("the %s fails, and is written", name)
		}
		places[0].fails = nil
		if err := p.publish(); err != nil {
			t.Fatal(err)
		}
	}
	p.shows(&p.first, "while-copy", "while-site")
	p.shows(&p.next, "while-copy", "while-site")
	site, other := p.first.Files(), p.next.Files()
	for _, all := range []map[string]string{site, other} { // these say when they were made
		for _, path := range []string{"index.html", publish.ManifestPath, publish.HeartbeatPath} {
			if all[path] == "" {
				t.Errorf("there is no %s", path)
			}
			delete(all, path)
		}
	}
	if !maps.Equal(site, other) {
		t.Error("the two places are not the same in the end")
	}
}

// late is what a request fails with that was given up.
type late struct{}

func (late) Error() string { return "no answer" }
func (late) Timeout() bool { return true }

// Nobody waits twice in a minute for a place that does not answer.
func TestACopyThatDoesNotAnswer(t *testing.T) {
	p := newPair(t)
	p.next.fails = late{}
	if err := p.publish(); err == nil {
		t.Fatal("nobody says that a place does not answer")
	}
	asked := p.next.asked
	p.now = p.now.Add(44 * time.Second)
	if err := p.publish(); err != nil || p.next.asked != asked {
		t.Errorf("it is asked %d times within 44 seconds, %v", p.next.asked, err)
	}
	p.next.fails = nil
	p.now = p.now.Add(2 * time.Second)
	if err := p.publish(); err != nil || p.next.Files()["index.html"] == "" {
		t.Errorf("it is not made up for: %v", err)
	}
}
