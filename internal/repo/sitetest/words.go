package sitetest

import (
	"fmt"
	"strings"
	"time"
)

const site = "name: Example Cloud\nurl: https://status.example.com\ntime_zone: UTC\n"

var (
	groups   = []string{"API", "Dashboard", "Compute", "Storage", "Networking", "Messaging", "Data Platform", "Third-party Services"}
	nouns    = []string{"Gateway", "Scheduler", "Worker Pool", "Read Replica", "Billing", "Webhooks", "Search", "Login", "Uploads", "CDN", "DNS", "Queue", "Metrics Ingest", "Export"}
	symptoms = []string{
		"Elevated error rates", "Increased latency", "Delayed processing", "Partial outage", "Intermittent timeouts",
		"Stuck deployments", "Degraded performance", "Connectivity problems", "Login failures",
	}
	impacts  = []string{"none", "minor", "minor", "major", "major", "critical"}
	statuses = []string{"degraded_performance", "degraded_performance", "partial_outage", "major_outage"}
	spread   = []int{1, 1, 2, 3}
	lengths  = []time.Duration{12 * time.Minute, 25 * time.Minute, 40 * time.Minute, 70 * time.Minute, 130 * time.Minute, 5 * time.Hour, 15 * time.Hour}
	shares   = []time.Duration{0, 2, 6, 10} // tenths of an incident's length, at which its updates stand
	codes    = []string{"HTTP 503", "connect ETIMEDOUT", "429 Too Many Requests", "error: pool exhausted", "x-request-id"}
	links    = []string{
		"[our runbook](https://example.com/docs/runbook?id=%d)", "[the API reference](https://example.com/docs/api?from=%d#errors)",
		"[support](mailto:support+%d@example.com)", "<https://example.com/status/%d>",
	}
	sentences = []string{
		"We are seeing an increase in failed requests for a subset of customers in the affected region.",
		"Our engineers have been paged and are looking into the cause now.",
		"Requests that are retried usually succeed on the second attempt.",
		"No customer data has been lost and no action is needed on your side.",
		"The problem started after a routine configuration change, which has since been reverted.",
		"A connection pool in front of the primary database was exhausted by a burst of slow queries.",
		"We have shifted traffic away from the unhealthy zone and error rates are falling.",
		"We will keep watching the dashboards closely before we call this resolved.",
		"Background jobs that were queued during the incident are being drained and may be late by some minutes.",
		"Customers who use the European endpoint were not affected at any time.",
		"We apologise for the disruption and will publish a full review within five working days.",
		"Metrics and logs from the affected window may show a short gap.",
		"The fix is being rolled out gradually, one zone at a time.",
		"Webhooks that failed in this period will be delivered again automatically.",
	}
)

// components is components.yaml: every component in one of eight groups.
func components(n int) string {
	var b strings.Builder
	b.WriteString("groups:\n")
	for g, group := range groups[:min(n, len(groups))] {
		fmt.Fprintf(&b, "  - id: %s\n    name: %s\n    components:\n", slug(group), group)
		for i := g; i < n; i += len(groups) {
			noun := nouns[i%len(nouns)]
			fmt.Fprintf(&b, "      - {id: %s, name: %s %s %d, description: Serves the %s part of %s.}\n",
				ComponentID(i), group, noun, i, strings.ToLower(noun), group)
		}
	}
	return b.String()
}
