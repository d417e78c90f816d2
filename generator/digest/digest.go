// Package digest writes status.json, which says what the home page says now in
// one breath: the verdict and what is going on, in the words of one language.
// Where api/v2 must speak the words of another page, this speaks ours: it knows
// an unknown status, and its verdict is the page's own.
package digest

import (
	"bytes"
	"encoding/json"
	"time"
)

// Digest is status.json. schemas/public/status.schema.json describes it.
type Digest struct {
	Name        string        `json:"name"`
	URL         string        `json:"url"`
	Language    string        `json:"language"`
	Status      string        `json:"status"`  // the worst of all components
	Verdict     string        `json:"verdict"` // the page's one sentence
	Since       *time.Time    `json:"since"`   // nil where it is not known
	Changed     *time.Time    `json:"changed"` // when anything was last said
	Incidents   []Incident    `json:"incidents"`
	Maintenance []Maintenance `json:"maintenance"`
}

// Incident is one that is open.
type Incident struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	URL        string    `json:"url"`
	Impact     string    `json:"impact"`
	State      string    `json:"state"`
	Started    time.Time `json:"started"`
	Components []string  `json:"components"`
}

// Maintenance is one that is in progress.
type Maintenance struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	URL        string    `json:"url"`
	State      string    `json:"state"`
	Starts     time.Time `json:"starts"`
	Ends       time.Time `json:"ends"`
	Components []string  `json:"components"`
}

// JSON writes the document. It fails for a time that RFC 3339 has no words for.
func (d Digest) JSON() ([]byte, error) {
	d.Incidents, d.Maintenance = list(d.Incidents), list(d.Maintenance)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(d)
	return out.Bytes(), err
}

// list is never null, which readers would have to tell from an empty list.
func list[T any](all []T) []T { return append(make([]T, 0, len(all)), all...) }

// Time is a time as the document has it, or nil for one that is not known.
func Time(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
