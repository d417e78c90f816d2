package publish_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

// TestBeatSparesSomebodyElsesFile holds that a file of that name which is no
// heartbeat stays, and that no file of the site may have the name.
func TestBeatSparesSomebodyElsesFile(t *testing.T) {
	for _, theirs := range []string{"", "alive", `{"at":"2026-11-22T12:00:00Z","pulse":60}`} {
		target := &publishtest.Memory{}
		if _, err := publishtest.Sample(3, "a").Whole(t.Context(), target); err != nil {
			t.Fatal(err)
		}
		target.Place(publish.HeartbeatPath, []byte(theirs))
		now := time.Now()
		if _, err := publish.Beat(t.Context(), target, 0, now, now); !errors.Is(err, publish.ErrForeign) || !strings.Contains(err.Error(), publish.HeartbeatPath) {
			t.Errorf("over %q: %v", theirs, err)
		}
		if got := target.Files()[publish.HeartbeatPath]; got != theirs {
			t.Errorf("%q became %q", theirs, got)
		}
	}
	if publish.CheckPath(publish.HeartbeatPath) == nil {
		t.Error("a site may have a file in the heartbeat's place")
	}
}

// TestBeatIsSilentOverAnUnfinishedSite holds that nobody is told that a site
// lives which a publish has left halfway.
func TestBeatIsSilentOverAnUnfinishedSite(t *testing.T) {
	target := &publishtest.Memory{}
	if _, err := publishtest.Sample(3, "a").Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	dying := &publishtest.Watch{Target: target, Before: func(n int) error {
		if n == 2 {
			return publishtest.ErrKilled
		}
		return nil
	}}
	if _, err := publishtest.Sample(3, "b").Whole(t.Context(), dying); !errors.Is(err, publishtest.ErrKilled) {
		t.Fatal(err)
	}
	now := time.Now()
	if _, err := publish.Beat(t.Context(), target, 0, now, now); err != nil {
		t.Error(err)
	}
	if _, beats := target.Files()[publish.HeartbeatPath]; beats {
		t.Error("it says that it lives")
	}
}

func TestHeartbeatKeepsToItsSchema(t *testing.T) {
	source, err := os.Open("../../schemas/public/heartbeat.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("heartbeat.json", source); err != nil {
		t.Fatal(err)
	}
	target := &publishtest.Memory{}
	if _, err := publishtest.Sample(3, "a").Whole(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 13, 0, 0, 5, time.FixedZone("CET", 3600))
	if _, err := publish.Beat(t.Context(), target, 0, at, at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	text := target.Files()[publish.HeartbeatPath]
	if want := `{"at":"2026-11-22T12:00:00Z","sequence":1,"next":"2026-11-22T12:01:00Z"}` + "\n"; text != want {
		t.Errorf("it is %s, want %s", text, want)
	}
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	if err := compiler.MustCompile("heartbeat.json").Validate(value); err != nil {
		t.Error(err)
	}
}
