package status

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawKeyState(t *rapid.T) *keyState {
	text := rapid.SampledFrom([]string{"", "api", "web", "Disk is full", "https://example.com/a"})
	k := &keyState{Source: "mon", Key: rapid.String().Draw(t, "key"), Title: text.Draw(t, "title"), Link: text.Draw(t, "link"), Told: drawTime(t), Floor: drawTime(t), At: drawTime(t)}
	k.Marks = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mark {
		m := mark{Rank: drawTime(t), At: drawTime(t), Heard: drawTime(t), Opening: text.Draw(t, "opening"), Clear: rapid.Bool().Draw(t, "clear"), Own: rapid.Bool().Draw(t, "own")}
		if rapid.Bool().Draw(t, "effect") {
			m.Effect = &Effect{
				Component: text.Draw(t, "component"), Status: Status(rapid.IntRange(0, 5).Draw(t, "status")), Template: text.Draw(t, "template"),
				HoldDown: time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "down")), HoldUp: time.Duration(rapid.Int64Range(0, 1e15).Draw(t, "up")),
			}
		}
		return m
	}), 0, 2*maxMarks).Draw(t, "marks")
	return k
}

// What is known of a key is read as it was written, and as it was written by
// versions that kept it as JSON.
func TestAKeyIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := drawKeyState(t)
		older, err := json.Marshal(k)
		if err != nil {
			t.Fatal(err)
		}
		item := k.encode()
		for form, value := range map[string][]byte{"now": item, "before": older} {
			got, err := decodeKeyState("mon/1", value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(k, got, loose, cmp.AllowUnexported(keyState{})); diff != "" {
				t.Fatalf("the form of %s: %s", form, diff)
			}
		}
		cut := item[:rapid.IntRange(0, len(item)-1).Draw(t, "cut")]
		if _, err := decodeKeyState("mon/1", cut); err == nil || !strings.Contains(err.Error(), "mon/1") {
			t.Fatalf("a key cut to %d of %d bytes: %v", len(cut), len(item), err)
		}
	})
}
