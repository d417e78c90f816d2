package intake

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"tidings/internal/status"
)

// TestGenericAgreesWithItsSchema sends what is right and what is wrong through
// the parser and through the published schema.
func TestGenericAgreesWithItsSchema(t *testing.T) {
	schema, err := jsonschema.Compile("../../schemas/hooks/generic.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	fires := `{"key":"a","status":"firing"}`
	for name, c := range map[string]struct{ body, reason string }{
		"smallest":            {fires, ""},
		"list":                {"[" + fires + "]", ""},
		"signals":             {`{"signals":[` + fires + "]}", ""},
		"512":                 {"[" + strings.Repeat(fires+",", 511) + fires + "]", ""},
		"number as key":       {`{"key":7,"status":"firing"}`, ""},
		"nulls":               {`{"key":"a","status":"ok","severity":null,"started":null,"at":null,"title":null,"body":null,"labels":null,"link":null}`, ""},
		"labels":              {`{"key":"a","status":"ok","labels":{"a":"b","c":1.5,"d":true}}`, ""},
		"unix times":          {`{"key":"a","status":"ok","at":1795341840,"started":"1795341840250"}`, ""},
		"zone without colon":  {`{"key":"a","status":"ok","at":"2026-11-22T10:04:00.5+0000"}`, ""},
		"small letters":       {`{"key":"a","status":"ok","at":"2026-11-22t10:04:00z"}`, ""},
		"a space":             {`{"key":"a","status":"ok","at":"2026-11-22 10:04:00Z"}`, ""},
		"power of ten":        {`{"key":"a","status":"ok","at":1.79534184e+09}`, ""},
		"no zone":             {`{"key":"a","status":"ok","at":"2026-11-22T10:04:00"}`, ""},
		"no zone, a comma":    {`{"key":"a","status":"ok","at":"2026-11-22 10:04:00,5"}`, ""},
		"no seconds":          {`{"key":"a","status":"ok","at":"2026-11-22T10:04Z"}`, ""},
		"as Go prints it":     {`{"key":"a","status":"ok","at":"2026-11-22 10:04:00.5 +0100 CET"}`, ""},
		"as Ruby prints it":   {`{"key":"a","status":"ok","at":"2026-11-22 10:04:00 UTC"}`, ""},
		"zone by name":        {`{"key":"a","status":"ok","at":"2026-11-22 10:04:00 CET"}`, `"at" is no time`},
		"day alone":           {`{"key":"a","status":"ok","at":"2026-11-22"}`, `"at" is no time`},
		"upper case":          {`{"key":"a","status":"TRIGGERED"}`, ""},
		"capital":             {`{"key":"a","status":"Recovered"}`, ""},
		"any severity":        {`{"key":"a","status":"ok","severity":"tier-2"}`, ""},
		"empty list":          {`[]`, "the list of signals is empty"},
		"empty signals":       {`{"signals":[]}`, "the list of signals is empty"},
		"513":                 {"[" + strings.Repeat(fires+",", 512) + fires + "]", "more than 512 signals"},
		"empty object":        {`{}`, `"key" is missing`},
		"no key":              {`{"status":"firing"}`, `"key" is missing`},
		"empty key":           {`{"key":"","status":"firing"}`, `"key" is missing`},
		"null key":            {`{"key":null,"status":"firing"}`, `"key" is missing`},
		"boolean key":         {`{"key":true,"status":"firing"}`, `"key" is a boolean`},
		"no status":           {`{"key":"a"}`, `"status" is ""`},
		"unknown status":      {`{"key":"a","status":"suppressed"}`, `"status" is "suppressed"`},
		"number as status":    {`{"key":"a","status":1}`, `"status" is a number`},
		"unknown key":         {`{"key":"a","status":"ok","severty":"x"}`, `unknown key "severty"`},
		"key in another case": {`{"Key":"a","status":"ok"}`, `unknown key "Key"`},
		"beside signals":      {`{"signals":[` + fires + `],"version":1}`, `unknown key "version" beside "signals"`},
		"signals no list":     {`{"signals":{}}`, `unknown key "signals"`},
		"second is wrong":     {`{"signals":[` + fires + `,{"key":"b"}]}`, `signals[1]: "status"`},
		"text":                {`"firing"`, "a signal is an object, not a string"},
		"null":                {`null`, "a signal is an object, not null"},
		"list in a list":      {`[[]]`, "[0]: a signal is an object, not an array"},
		"object as title":     {`{"key":"a","status":"ok","title":{}}`, `"title" is an object`},
		"number as severity":  {`{"key":"a","status":"ok","severity":1}`, ""},
		"boolean as severity": {`{"key":"a","status":"ok","severity":true}`, `"severity" is a boolean`},
		"list of labels":      {`{"key":"a","status":"ok","labels":["a"]}`, `"labels" is an array`},
		"text as time":        {`{"key":"a","status":"ok","at":"now"}`, `"at" is no time`},
		"negative time":       {`{"key":"a","status":"ok","started":-1}`, `"started" is no time`},
		"boolean time":        {`{"key":"a","status":"ok","started":false}`, `"started" is no time`},
	} {
		t.Run(name, func(t *testing.T) {
			signals, err := Parse("generic", "source", Request{Body: []byte(c.body), Received: received})
			switch {
			case c.reason == "" && (err != nil || len(signals) == 0):
				t.Errorf("Parse = %v, %v", signals, err)
			case c.reason != "" && (err == nil || !strings.Contains(err.Error(), c.reason)):
				t.Errorf("Parse = %v, want a reason with %s", err, c.reason)
			}
			var value any
			if err := json.Unmarshal([]byte(c.body), &value); err != nil {
				t.Fatal(err)
			}
			if invalid := schema.Validate(value); (invalid == nil) != (c.reason == "") {
				t.Errorf("the schema says %v", invalid)
			}
		})
	}
}

func TestSeverityLabelOfTheSenderStays(t *testing.T) {
	for body, want := range map[string]string{
		`{"key":"a","status":"firing","severity":"tier-2"}`:                                "tier-2",
		`{"key":"a","status":"firing","severity":4}`:                                       "4",
		`{"key":"a","status":"firing","severity":"tier-2","labels":{"severity":"mine"}}`:   "mine",
		`{"key":"a","status":"firing","severity":"critical","labels":{"service":"api"}}`:   "",
		`{"key":"a","status":"firing","severity":"critical","labels":{"severity":"mine"}}`: "mine",
	} {
		if s := only(t, body); s.Labels["severity"] != want {
			t.Errorf("%s has the labels %v", body, s.Labels)
		}
	}
}

func TestUnexpandedPlaceholdersAreTests(t *testing.T) {
	for _, macro := range []string{"$ALERT_ID", "${ALERT_ID}", "{{ .GroupKey }}", "{EVENT.ID}", "[ENDPOINT_NAME]", "*monitorID*", "|TESTID|"} {
		for _, body := range []string{`{"key":"` + macro + `","status":"firing"}`, `{"key":"a","status":"` + macro + `"}`} {
			if s := only(t, body); s.Kind != status.Test {
				t.Errorf("%s is %s", body, s.Kind)
			}
		}
	}
	for _, key := range []string{"$5 plan", "[eu] api", "[eu]", "[EU]", "{a}", "{a} and {b}", "*", "costs $ALOT"} {
		if s := only(t, `{"key":"`+key+`","status":"firing"}`); s.Kind != status.Firing {
			t.Errorf("the key %s makes a signal of kind %s", key, s.Kind)
		}
	}
}

func TestGrafanaTestButton(t *testing.T) {
	for labels, want := range map[string]status.Kind{
		`{"alertname":"TestAlert","instance":"Grafana"}`: status.Test,
		`{"alertname":"TestAlert","instance":"web-1"}`:   status.Firing,
		`{"alertname":"TestAlert"}`:                      status.Firing,
		`{"instance":"Grafana"}`:                         status.Firing,
	} {
		body := `{"alerts":[{"status":"firing","fingerprint":"1","labels":` + labels + `}]}`
		signals, err := Parse("grafana", "source", Request{Body: []byte(body), Received: received})
		if err != nil || len(signals) != 1 || signals[0].Kind != want {
			t.Errorf("%s: %v, %v", labels, signals, err)
		}
	}
}

func TestGrafanaReasons(t *testing.T) {
	for reason, want := range map[string]status.Kind{
		"": status.Cleared, "Updated": status.Cleared,
		"MissingSeries": status.Puzzle, "NoData": status.Puzzle, "Error": status.Puzzle, "NoData, KeepLast": status.Puzzle,
	} {
		body := `{"alerts":[{"status":"resolved","fingerprint":"1","labels":{"alertname":"x"},"annotations":{"grafana_state_reason":"` + reason + `"}}]}`
		signals, err := Parse("grafana", "source", Request{Body: []byte(body), Received: received})
		if err != nil || len(signals) != 1 || signals[0].Kind != want {
			t.Errorf("reason %q: %v, %v, want %s", reason, signals, err, want)
		}
	}
}

func TestAlertWithoutFingerprint(t *testing.T) {
	key := func(alert string) string {
		signals, err := Parse("alertmanager", "source", Request{Body: []byte(`{"alerts":[` + alert + `]}`), Received: received})
		if err != nil || len(signals) != 1 {
			t.Fatalf("%s: %v, %v", alert, signals, err)
		}
		return signals[0].Key
	}
	firing := key(`{"status":"firing","labels":{"a":"1","b":"2"}}`)
	if resolved := key(`{"labels":{"b":"2","a":"1"},"status":"resolved"}`); resolved != firing {
		t.Errorf("the order of the labels counts: %s and %s", firing, resolved)
	}
	for _, other := range []string{`{"a":"1","b":"3"}`, `{"a":"1"}`, `{"a":"1b","b":"2"}`, `{"a":"1","b":"2","c":""}`} {
		if k := key(`{"status":"firing","labels":` + other + `}`); k == firing {
			t.Errorf("the labels %s have the same key", other)
		}
	}
	if _, err := Parse("alertmanager", "source", Request{Body: []byte(`{"alerts":[{"status":"firing"}]}`), Received: received}); err == nil {
		t.Error("an alert without fingerprint and labels is understood")
	}
}

func TestEndOfAnAlert(t *testing.T) {
	start := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for end, want := range map[string]time.Time{
		"2026-11-22T10:30:00Z": start.Add(30 * time.Minute),
		"2026-11-22T10:00:00Z": start,
		"2026-11-22T09:59:59Z": received,
		"0001-01-01T00:00:00Z": received,
		"2030-01-01T00:00:00Z": received,
		"soon":                 received,
		"":                     received,
	} {
		body := `{"alerts":[{"status":"resolved","fingerprint":"1","startsAt":"2026-11-22T10:00:00Z","endsAt":"` + end + `"}]}`
		signals, err := Parse("alertmanager", "source", Request{Body: []byte(body), Received: received})
		if err != nil || len(signals) != 1 || !signals[0].At.Equal(want) || !signals[0].Started.Equal(start) || signals[0].Kind != status.Cleared {
			t.Errorf("end %q: %+v, %v", end, signals, err)
		}
	}
}
