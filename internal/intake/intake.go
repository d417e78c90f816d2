package intake

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// Limits of one request. What is over the first three is quarantined whole;
// what is over the others is left out or cut, and the rest counts.
const (
	MaxBody   = 1 << 20  // bytes
	maxDepth  = 32       // arrays and objects within each other
	maxValues = 100_000  // JSON values
	maxAlerts = 512      // signals; more make the request partial
	maxValue  = 1 << 10  // bytes of a title, a label's name or its value
	maxText   = 16 << 10 // bytes of a body
	maxKey    = 200      // bytes of a key; a longer one is hashed
	maxLink   = 2 << 10  // bytes of a link; a longer one is left out
)

// Request is what a sender sent, as far as it matters here.
type Request struct {
	Header   http.Header
	Body     []byte    // the bytes on the wire, before any parsing
	Received time.Time // our clock
	// Zone is of times that name none; nil for UTC.
	Zone *time.Location
}

// Quarantine is the error of a request that is authenticated but not
// understood. It changes no state and is kept for an operator.
type Quarantine struct{ Reason string }

// Error implements error. It says what was not understood, for an operator: it
// may quote a key of the body, but never a secret.
func (q *Quarantine) Error() string { return q.Reason }

// sender is what is known of one kind of source.
type sender struct {
	kind  string
	parse func(delivery) ([]status.Signal, error)
	// id finds the sender's id of a request; nil when it has none.
	id func(http.Header) string
	// sample is a body that says one alert; nil where there is none.
	sample func(Alert) any
}

func senders() []sender {
	return []sender{
		{kind: "alertmanager", parse: alertmanager, sample: alertmanagerSample},
		{kind: "aws-health", parse: awsHealth},
		{kind: "cloudwatch", parse: cloudwatch, sample: cloudwatchSample},
		{kind: "generic", parse: generic, id: genericID, sample: genericSample},
		{kind: "grafana", parse: grafana, sample: alertmanagerSample},
		{kind: config.KindSES, parse: feedbackRest},
		{kind: "standard-webhooks", parse: standardWebhooks, id: standardID, sample: standardSample},
	}
}

func senderOf(kind string) (sender, bool) {
	all := senders()
	i := slices.IndexFunc(all, func(s sender) bool { return s.kind == kind })
	if i < 0 {
		return sender{}, false
	}
	return all[i], true
}

// Kinds lists the kinds of source that Parse knows, sorted.
func Kinds() []string {
	var kinds []string
	for _, s := range senders() {
		kinds = append(kinds, s.kind)
	}
	return kinds
}

// TransportID is the sender's own id of a request, which stays the same when
// the request is repeated; empty when the kind has none. It is at most 200
// bytes long.
func TransportID(kind string, h http.Header) string {
	s, _ := senderOf(kind)
	if s.id == nil {
		return ""
	}
	id := s.id(h)
	if id == "" {
		return ""
	}
	return identity(id)
}

// limits are those of a body. Where keys are names that people gave, case tells
// them apart, as it does in Prometheus and CloudWatch.
func limits() strict.Limits {
	return strict.Limits{Bytes: MaxBody, Depth: maxDepth, Values: maxValues, Names: []string{
		"labels", "annotations", "groupLabels", "commonLabels", "commonAnnotations", "routeLabels", "values", "tags", "dimensions", "MessageAttributes",
	}}
}

// delivery is an authenticated request on its way through a parser.
type delivery struct {
	source   string
	received time.Time
	zone     *time.Location
	body     strict.Value
}

// Parse says what a request of a source means. The same bytes, received at
// the same time, always mean the same. A request that is not understood gives
// a *Quarantine and no signal; there is no other error. A signal of the kind
// status.Puzzle is one alert that was not understood among others that were.
func Parse(kind, source string, r Request) ([]status.Signal, error) {
	s, known := senderOf(kind)
	if !known {
		return nil, &Quarantine{"no parser for sources of kind " + strict.Quote(kind)}
	}
	body, err := strict.Parse(r.Body, limits())
	if err != nil {
		return nil, &Quarantine{"the body is not JSON with one meaning: " + err.Error()}
	}
	d := delivery{source: source, received: r.Received.UTC().Round(0), zone: r.Zone, body: body}
	if d.zone == nil {
		d.zone = time.UTC
	}
	signals, err := s.parse(d)
	if q := (*Quarantine)(nil); errors.As(err, &q) {
		return nil, d.supposed(q)
	}
	return signals, err
}

// supposed adds to a reason which other kinds of sender write such a body, since a
// source's kind is easily mistaken.
func (d delivery) supposed(q *Quarantine) *Quarantine {
	var kinds []string
	for _, s := range senders() {
		if signals, err := s.parse(d); err == nil && slices.ContainsFunc(signals, func(s status.Signal) bool { return s.Kind != status.Puzzle }) {
			kinds = append(kinds, s.kind)
		}
	}
	if kinds == nil {
		return q
	}
	return &Quarantine{q.Reason + "; a source of kind " + strings.Join(kinds, " or ") + " would understand it"}
}
