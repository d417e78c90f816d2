package intake

import (
	"encoding/json"
	"testing"

	"tidings/internal/status"
)

// The words of the schema are those that are understood, and a word that says how bad
// it is is taken for that too.
func TestWordsOfTheGenericFormat(t *testing.T) {
	var schema struct {
		Defs struct {
			Signal struct {
				Properties struct{ Status struct{ Enum []string } }
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(read(t, "../../schemas/hooks/generic.schema.json"), &schema); err != nil {
		t.Fatal(err)
	}
	words := schema.Defs.Signal.Properties.Status.Enum
	if len(words) < 100 {
		t.Fatalf("the schema has only the words %v", words)
	}
	for _, word := range words {
		if _, known := genericKind(word); !known {
			t.Errorf("the schema has the word %q, which is not understood", word)
		}
	}
	for word, want := range map[string]status.Signal{
		"DOWN":                {Kind: status.Firing},
		"ALARM":               {Kind: status.Firing},
		"Re-Triggered":        {Kind: status.Firing},
		"CRITICAL":            {Kind: status.Firing, Severity: status.SeverityCritical},
		"Warn":                {Kind: status.Firing, Severity: status.SeverityWarning},
		"error":               {Kind: status.Firing, Severity: status.SeverityMajor},
		"TROUBLE":             {Kind: status.Firing, Severity: status.SeverityMinor},
		"ALERT_RECOVERY":      {Kind: status.Cleared},
		"OK":                  {Kind: status.Cleared},
		"Renotify":            {Kind: status.Refresh},
		"ACKNOWLEDGEMENT":     {Kind: status.Ack},
		"$ALERT_TRANSITION":   {Kind: status.Test},
		"{{trigger.status}}":  {Kind: status.Test},
		"*alertTypeFriendly*": {Kind: status.Test},
	} {
		if s := only(t, `{"key":"a","status":`+quoted(word)+`}`); s.Kind != want.Kind || s.Severity != want.Severity {
			t.Errorf("%s is %s %s, want %s %s", word, s.Kind, s.Severity, want.Kind, want.Severity)
		}
	}
	for _, word := range []string{"No Data", "UNKNOWN", "INSUFFICIENT_DATA", "pending", "paused", "maintenance", "0", "1", "not ok", "true"} {
		if kind, known := genericKind(word); known {
			t.Errorf("%q is taken for %s", word, kind)
		}
	}
	if s := only(t, `{"key":"a","status":"critical","severity":"minor"}`); s.Severity != status.SeverityMinor {
		t.Errorf("the severity is %s, though it is said to be minor", s.Severity)
	}
}
