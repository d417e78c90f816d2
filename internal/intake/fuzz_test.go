package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// FuzzParse holds every parser, over any bytes, to what all of them promise.
func FuzzParse(f *testing.F) {
	for _, path := range bodies(f) {
		body := read(f, path)
		f.Add(kindOf(filepath.Base(filepath.Dir(path))), body)
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := Request{Body: bytes.Clone(body), Received: received}
		signals, err := Parse(kind, "source", r)
		if q := (*Quarantine)(nil); err != nil && (!errors.As(err, &q) || q.Reason == "" || len(signals) > 0) {
			t.Fatalf("neither signals nor a quarantine with a reason: %v, %v", signals, err)
		}
		if err == nil && len(signals) == 0 {
			t.Fatal("understood, but nothing said")
		}
		if !bytes.Equal(r.Body, body) {
			t.Fatal("the body was changed")
		}
		again, _ := Parse(kind, "source", r)
		if diff := cmp.Diff(signals, again); diff != "" {
			t.Fatalf("the same bytes mean something else the second time:\n%s", diff)
		}
		if len(signals) > maxAlerts {
			t.Fatalf("%d signals", len(signals))
		}
		for _, s := range signals {
			checkSignal(t, s)
		}
		checkCollision(t, kind, body, err)
	})
}

// checkSignal looks at the limits, the text and the times of one signal.
func checkSignal(t *testing.T, s status.Signal) {
	t.Helper()
	checkText(t, "key", s.Key, maxKey)
	checkText(t, "title", s.Title, maxValue)
	checkText(t, "body", s.Body, maxText)
	checkText(t, "link", s.Link, maxLink)
	for name, value := range s.Labels {
		checkText(t, "label name", name, maxValue)
		checkText(t, "label", value, maxValue)
	}
	if s.Kind == "" || s.Source != "source" || s.Received != received {
		t.Fatalf("kind %q, source %q, received %v", s.Kind, s.Source, s.Received)
	}
	if s.Key == "" && s.Kind != status.Puzzle {
		t.Fatalf("a signal of kind %s without a key", s.Kind)
	}
	for _, at := range []time.Time{s.At, s.Started} {
		if at.After(received.Add(aheadMost)) || !at.IsZero() && at.Year() < 1971 || at.Location() != time.UTC {
			t.Fatalf("time %v", at)
		}
	}
	if s.At.IsZero() {
		t.Fatal("no time")
	}
}

func checkText(t *testing.T, what, text string, most int) {
	t.Helper()
	if len(text) > most || !utf8.ValidString(text) {
		t.Fatalf("%s of %d bytes: %q", what, len(text), text)
	}
	for _, r := range text {
		if unicode.IsControl(r) && (what != "body" || r != '\n' && r != '\t') {
			t.Fatalf("control character in %s %q", what, text)
		}
	}
}

// checkCollision puts each key of an understood body in front of it a second
// time, once the same and once in another case: neither may be understood.
func checkCollision(t *testing.T, kind string, body []byte, err error) {
	t.Helper()
	root, _ := strict.Parse(body, limits())
	if err != nil || root.Kind() != strict.Object {
		return
	}
	_, members, _ := bytes.Cut(body, []byte("{"))
	for key := range root.Members() {
		for _, twin := range []string{key, strings.ToUpper(key), strings.ToLower(key)} {
			quoted, _ := json.Marshal(twin)
			twice := slices.Concat([]byte("{"), quoted, []byte(":null,"), members)
			if _, err := Parse(kind, "source", Request{Body: twice, Received: received}); err == nil && strings.EqualFold(key, twin) {
				t.Fatalf("understood with the keys %q and %q: %s", key, twin, twice)
			}
		}
	}
}
