package intake_test

import (
	"fmt"
	"time"

	"tidings/internal/config"
	"tidings/internal/intake"
)

// A monitor posts JSON, and the operator's rule says what it means.
func Example() {
	request := intake.Request{
		Body:     []byte(`{"key": "api-latency", "status": "firing", "severity": "major", "labels": {"service": "api"}}`),
		Received: time.Date(2026, 11, 22, 10, 4, 0, 0, time.UTC),
	}
	signals, err := intake.Parse("generic", "monitor", request)
	if err != nil {
		fmt.Println("quarantined:", err)
		return
	}
	rules := []config.Rule{{Match: map[string]string{"service": "api"}, Component: "public-api"}}
	for _, s := range signals {
		if effect, ok := intake.Match(rules, s); ok {
			fmt.Println(s.Key, s.Kind, effect.Component, effect.Status)
		}
	}
	// Output: api-latency firing public-api partial_outage
}
