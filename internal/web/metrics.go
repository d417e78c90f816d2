package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Metrics counts what happens and shows it in the text format of Prometheus.
// The zero value is ready. All methods may be called from many goroutines.
type Metrics struct {
	mu     sync.Mutex
	series map[string]float64 // by name and labels, as they are shown
	gauges map[string]bool    // by name
}

// Add adds to a counter. Labels are pairs of name and value.
func (m *Metrics) Add(name string, by float64, labels ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ready()
	m.series[series(name, labels)] += by
}

// Set sets a gauge. Labels are pairs of name and value.
func (m *Metrics) Set(name string, to float64, labels ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ready()
	m.gauges[name] = true
	m.series[series(name, labels)] = to
}

// Value is what a counter or gauge stands at; 0 if it was never touched.
func (m *Metrics) Value(name string, labels ...string) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.series[series(name, labels)]
}

func (m *Metrics) ready() {
	if m.series == nil {
		m.series, m.gauges = map[string]float64{}, map[string]bool{}
	}
}

// ServeHTTP shows every series, sorted, each name under its type.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprint(w, m.text())
}

func (m *Metrics) text() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out strings.Builder
	shown := ""
	for _, s := range slices.Sorted(maps.Keys(m.series)) {
		if name, _, _ := strings.Cut(s, "{"); name != shown {
			shown = name
			fmt.Fprintf(&out, "# TYPE %s %s\n", name, m.kind(name))
		}
		fmt.Fprintf(&out, "%s %v\n", s, m.series[s])
	}
	return out.String()
}

func (m *Metrics) kind(name string) string {
	if m.gauges[name] {
		return "gauge"
	}
	return "counter"
}

var labelEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func series(name string, labels []string) string {
	if len(labels) == 0 {
		return name
	}
	pairs := make([]string, 0, len(labels)/2)
	for i := 0; i+1 < len(labels); i += 2 {
		pairs = append(pairs, labels[i]+`="`+labelEscaper.Replace(labels[i+1])+`"`)
	}
	return name + "{" + strings.Join(pairs, ",") + "}"
}
