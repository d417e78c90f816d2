package aws

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tidings/internal/boot/cloud/measure"
	"tidings/test/template"
)

// measured is a metric as an alarm or a widget names it: its dimensions are pairs of
// a name and what the template refers to.
type measured struct {
	where, namespace, metric string
	dimensions               []string
}

// writes are the metrics that doors write themselves: test/rehearsal has seen each.
var writes = map[measure.Metric][]string{
	measure.DeliveriesTaken: {"ingest"}, measure.DeliveriesQuarantined: {"ingest", "sweep"}, measure.PendingDeliveries: {"sweep"},
	measure.SecondsToPage: {"publish"}, measure.FilesWritten: {"publish"}, measure.PublishTime: {"publish"}, measure.Heartbeats: {"publish"}, measure.PublishFailures: {"publish"},
	measure.LettersSent: {"notify", "subscribe", "admin"}, measure.LettersFailed: {"notify", "subscribe", "admin"},
	measure.LettersBounced: {"feedback"}, measure.LettersComplained: {"feedback"},
	measure.Exports: {"export"}, measure.ContentFailures: {"content", "archive"},
}

// services are the metrics of AWS, with the names of their dimensions, and of what
// kind the thing is that the first speaks of.
var services = map[string]struct{ dimensions, kind string }{
	"AWS/Lambda Invocations":                     {"FunctionName", "AWS::Serverless::Function"},
	"AWS/Lambda Errors":                          {"FunctionName", "AWS::Serverless::Function"},
	"AWS/Lambda Throttles":                       {"FunctionName", "AWS::Serverless::Function"},
	"AWS/Lambda Duration":                        {"FunctionName", "AWS::Serverless::Function"},
	"AWS/Lambda IteratorAge":                     {"FunctionName", "AWS::Serverless::Function"},
	"AWS/SQS ApproximateNumberOfMessagesVisible": {"QueueName", "AWS::SQS::Queue"},
	"AWS/SQS ApproximateAgeOfOldestMessage":      {"QueueName", "AWS::SQS::Queue"},
	"AWS/SES Reputation.BounceRate":              {"", ""}, // of the account
	"AWS/SES Reputation.ComplaintRate":           {"", ""},
	"AWS/DynamoDB ConsumedReadCapacityUnits":     {"TableName", "AWS::DynamoDB::Table"},
	"AWS/DynamoDB ConsumedWriteCapacityUnits":    {"TableName", "AWS::DynamoDB::Table"},
	"AWS/DynamoDB WriteThrottleEvents":           {"TableName", "AWS::DynamoDB::Table"},
	"AWS/CloudFront Requests":                    {"DistributionId Region", "AWS::CloudFront::Distribution"},
	"AWS/CloudFront 5xxErrorRate":                {"DistributionId Region", "AWS::CloudFront::Distribution"},
}

// Of every door somebody is told when it fails.
func TestEveryDoorIsListenedTo(t *testing.T) {
	all := resources(t, "../../template.yaml")
	heard := alarmed(t, all)
	for name, r := range all {
		if r.Kind() == "AWS::Serverless::Function" && !slices.ContainsFunc(heard, func(m measured) bool { return m.metric == "Errors" && slices.Contains(m.dimensions, name) }) {
			t.Errorf("nobody is told when %s fails", name)
		}
	}
}

// An export that is missing, and a repository out of reach, wake somebody: the first
// after a night and two hours, the second after minutes.
func TestWhatMustNotBeMissedWakesSomebody(t *testing.T) {
	all := resources(t, "../../template.yaml")
	for name, want := range map[string]struct {
		metric  measure.Metric
		door    string
		seconds int
	}{
		"ExportAlarm":  {measure.Exports, "Export", 26 * 3600},
		"ContentAlarm": {measure.ContentFailures, "Content", 900},
	} {
		p, _ := all[name]["Properties"].(template.Resource)
		m, seconds := metricOf(name, p), 0
		if p != nil {
			seconds = p["Period"].(int) * p["EvaluationPeriods"].(int)
		}
		if m.metric != string(want.metric) || !slices.Contains(m.dimensions, want.door) || seconds != want.seconds {
			t.Errorf("%s is of %s %v in %d seconds, want %+v", name, m.metric, m.dimensions, seconds, want)
		}
	}
}

// Every alarm and every widget is of something that AWS measures, or that a door
// writes.
func TestWhatIsWatchedIsMeasured(t *testing.T) {
	all := resources(t, "../../template.yaml")
	seen := append(alarmed(t, all), shown(t, all)...)
	if len(seen) < 60 {
		t.Fatalf("only %d metrics are watched", len(seen))
	}
	for _, m := range seen {
		if why := wrong(all, m); why != "" {
			t.Errorf("%s: %s %s %v: %s", m.where, m.namespace, m.metric, m.dimensions, why)
		}
	}
	for metric := range writes {
		if !slices.ContainsFunc(seen, func(m measured) bool { return m.metric == string(metric) }) {
			t.Errorf("%s is written, and nobody looks at it", metric)
		}
	}
}

func wrong(all map[string]template.Resource, m measured) string {
	var names []string
	for i := 0; i < len(m.dimensions); i += 2 {
		names = append(names, m.dimensions[i])
	}
	first := template.Resource(nil)
	if len(m.dimensions) > 1 {
		name, _, _ := strings.Cut(m.dimensions[1], ".")
		first = all[name]
	}
	if m.namespace == measure.Namespace {
		door := path.Base(template.Text(first.At("Properties", "CodeUri")))
		if strings.Join(names, " ") != measure.Dimension || !slices.Contains(writes[measure.Metric(m.metric)], door) {
			return "no such door writes it"
		}
		return ""
	}
	is, known := services[m.namespace+" "+m.metric]
	switch {
	case !known:
		return "AWS has no such metric"
	case strings.Join(names, " ") != is.dimensions:
		return "its dimensions are " + is.dimensions
	case is.kind != "" && first.Kind() != is.kind:
		return "that is no " + is.kind
	case m.metric == "IteratorAge" && !strings.HasSuffix(m.dimensions[1], "Route"):
		return "only route reads a stream"
	}
	return ""
}

// alarmed are the metrics of alarms. Each alarm wakes somebody, and says what
// silence means.
func alarmed(t *testing.T, all map[string]template.Resource) (found []measured) {
	t.Helper()
	for name, r := range all {
		if r.Kind() != "AWS::CloudWatch::Alarm" {
			continue
		}
		p := r["Properties"].(template.Resource)
		silence := template.Text(p["TreatMissingData"])
		if want := map[bool]string{true: "breaching", false: "notBreaching"}[name == "StoppedAlarm" || name == "ExportAlarm"]; silence != want || template.Text(p.At("AlarmActions")) == "" || template.Text(p["AlarmDescription"]) == "" {
			t.Errorf("%s: silence is %q, want %q, and it needs an action and words", name, silence, want)
		}
		if p["MetricName"] != nil {
			found = append(found, metricOf(name, p))
		}
		sum, summed := "", 0
		for _, q := range template.List(p["Metrics"]) {
			m, ok := q.(template.Resource).At("MetricStat", "Metric").(template.Resource)
			if !ok {
				sum = template.Text(q.(template.Resource)["Expression"])
				continue
			}
			found = append(found, metricOf(name, m))
			summed++
		}
		if sum != "" && sum != "SUM(METRICS())" && strings.Count(sum, "FILL(") != summed {
			t.Errorf("%s: %s leaves one of %d metrics out, or is nothing as soon as one of them says nothing", name, sum, summed)
		}
		if len(template.List(p["Metrics"])) > 11 {
			t.Errorf("%s has more than ten metrics, which CloudWatch refuses", name)
		}
		period, _ := p["Period"].(int)
		times, _ := p["EvaluationPeriods"].(int)
		if most := map[bool]int{true: 7 * 86400, false: 86400}[period >= 3600]; period*times > most {
			t.Errorf("%s looks back for %d seconds, and CloudWatch for at most %d", name, period*times, most)
		}
	}
	return found
}

func metricOf(where string, p template.Resource) measured {
	m := measured{where: where, namespace: template.Text(p["Namespace"]), metric: template.Text(p["MetricName"])}
	for _, d := range template.List(p["Dimensions"]) {
		m.dimensions = append(m.dimensions, template.Text(d.(template.Resource)["Name"]), template.Text(d.(template.Resource)["Value"]))
	}
	return m
}

// What is watched costs what docs/operations.md says: each metric of an alarm, and a
// dashboard that is free as long as it shows at most fifty.
func TestWhatIsWatchedCostsWhatIsSaid(t *testing.T) {
	all := resources(t, "../../template.yaml")
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	alarms, watched := 0, len(alarmed(t, all))
	for name, r := range all {
		if r.Kind() != "AWS::CloudWatch::Alarm" {
			continue
		}
		alarms++
		if !strings.Contains(string(text), "| `"+name+"`") {
			t.Errorf("docs/operations.md does not say what to do about %s", name)
		}
	}
	if want := fmt.Sprintf("%d alarms over %d metrics", alarms, watched); !strings.Contains(string(text), want) {
		t.Errorf("docs/operations.md does not say that there are %s", want)
	}
	once := map[string]bool{}
	for _, m := range shown(t, all) {
		once[m.namespace+m.metric+strings.Join(m.dimensions, " ")] = true
	}
	if len(once) > 50 {
		t.Errorf("the dashboard shows %d metrics: from 51 on it is three dollars a month", len(once))
	}
}

var reference = regexp.MustCompile(`\$\{([^}]*)\}`)

// shown are the metrics of the dashboard.
func shown(t *testing.T, all map[string]template.Resource) (found []measured) {
	t.Helper()
	text := template.Text(all["Dashboard"].At("Properties", "DashboardBody"))
	var body struct {
		Widgets []struct {
			Properties struct {
				Title   string
				Metrics [][]any
			}
		}
	}
	if err := json.Unmarshal([]byte(reference.ReplaceAllString(text, "$1")), &body); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for _, w := range body.Widgets {
		for _, row := range w.Properties.Metrics {
			var words []string
			for _, part := range row {
				if word, ok := part.(string); ok {
					words = append(words, word)
				}
			}
			found = append(found, measured{fmt.Sprintf("widget %q", w.Properties.Title), words[0], words[1], words[2:]})
		}
	}
	return found
}
