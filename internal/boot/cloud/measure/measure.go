// Package measure gathers what a door measures while it answers, and writes it
// into the function's log as one line of the embedded metric format, of which CloudWatch
// makes metrics without being asked ("CloudWatch embedded metric format: specification").
//
// A metric has one dimension, the function, so that its name says which stack and
// door it is of. It must never know anything of people: values are numbers.
package measure

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"sync"
	"time"
)

// Namespace is where CloudWatch shows the metrics; Dimension is what they are by.
const (
	Namespace = "Tidings"
	Dimension = "FunctionName"
)

// Metric is what is measured.
type Metric string

// The metrics, with the doors that write them.
const (
	DeliveriesTaken       Metric = "DeliveriesTaken"       // ingest: kept, repetitions left out
	DeliveriesQuarantined Metric = "DeliveriesQuarantined" // ingest, sweep: kept and not understood
	PendingDeliveries     Metric = "PendingDeliveries"     // sweep: those that waited when it looked
	SecondsToPage         Metric = "SecondsToPage"         // publish: how old the oldest change was when it was on the page
	FilesWritten          Metric = "FilesWritten"          // publish
	PublishTime           Metric = "PublishTime"           // publish: from the board to the last file
	PublishFailures       Metric = "PublishFailures"       // publish: how often not all places could be brought up to date
	Heartbeats            Metric = "Heartbeats"            // publish: how often it said that the page is up to date
	LettersSent           Metric = "LettersSent"           // notify, subscribe, admin: taken by SES
	LettersFailed         Metric = "LettersFailed"         // the same: not taken, now or for good
	LettersBounced        Metric = "LettersBounced"        // feedback: for good and for now
	LettersComplained     Metric = "LettersComplained"     // feedback
	Exports               Metric = "Exports"               // export: how often it wrote one whole
	ContentFailures       Metric = "ContentFailures"       // content: how often its repository could be neither read nor written
)

func (m Metric) unit() string {
	switch m {
	case SecondsToPage:
		return "Seconds"
	case PublishTime:
		return "Milliseconds"
	}
	return "Count"
}

// Meter gathers values until they are flushed. Of a nil one nothing comes. It may
// be used by many goroutines.
type Meter struct {
	Out      io.Writer // the function's log
	Function string    // the name of the function
	Now      func() time.Time

	mu     sync.Mutex
	values map[Metric]float64
}

// Add adds to a metric.
func (m *Meter) Add(what Metric, by float64) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[Metric]float64{}
	}
	m.values[what] += by
}

// Flush writes what was gathered, if anything was, and forgets it.
func (m *Meter) Flush() {
	if m == nil {
		return
	}
	m.mu.Lock()
	values := m.values
	m.values = nil
	m.mu.Unlock()
	if len(values) > 0 {
		m.Out.Write(append(m.line(values), '\n'))
	}
}

// line is values in the words of CloudWatch.
func (m *Meter) line(values map[Metric]float64) []byte {
	type named struct{ Name, Unit string }
	var metrics []named
	line := map[string]any{Dimension: m.Function}
	for _, what := range slices.Sorted(maps.Keys(values)) {
		metrics = append(metrics, named{string(what), what.unit()})
		line[string(what)] = values[what]
	}
	line["_aws"] = map[string]any{"Timestamp": m.Now().UnixMilli(), "CloudWatchMetrics": []any{map[string]any{
		"Namespace": Namespace, "Dimensions": [][]string{{Dimension}}, "Metrics": metrics}}}
	text, _ := json.Marshal(line) // strings and finite numbers: it cannot fail
	return text
}
