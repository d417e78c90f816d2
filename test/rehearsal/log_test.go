package rehearsal

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tidings/test/template"
)

// watched are the metrics of our own that alarms and the dashboard name, each as
// "door metric".
func (s *stack) watched() map[string]bool {
	s.t.Helper()
	door := map[string]string{}
	for _, f := range s.described {
		door[s.ref(f.Name)] = f.Door
	}
	all := map[string]bool{}
	for _, name := range s.named("AWS::CloudWatch::Alarm") {
		if p := s.properties(name); template.Text(p["Namespace"]) == "Tidings" {
			dimension := template.List(p["Dimensions"])[0].(template.Resource)
			all[door[template.Text(dimension["Value"])]+" "+template.Text(p["MetricName"])] = true
		}
	}
	body := template.Text(s.properties("Dashboard")["DashboardBody"])
	for _, m := range regexp.MustCompile(`\["Tidings", "(\w+)", "FunctionName", "([^"]+)"`).FindAllStringSubmatch(body, -1) {
		all[door[m[2]]+" "+m[1]] = true
	}
	return all
}

// line is one of the functions' log.
type line map[string]any

func (s *stack) lines() (all []line) {
	s.t.Helper()
	for text := range strings.Lines(s.log.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			s.t.Errorf("a line of the log is no JSON: %s", text)
			continue
		}
		all = append(all, l)
	}
	return all
}

// measured is what a line of metrics says, as CloudWatch reads it.
func (s *stack) measured(l line) (names []string) {
	s.t.Helper()
	var aws struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	}
	text, err := json.Marshal(l["_aws"])
	s.must(err)
	s.must(json.Unmarshal(text, &aws))
	if age := time.Since(time.UnixMilli(aws.Timestamp)); age < 0 || age > time.Hour {
		s.t.Errorf("metrics of %v ago: %v", age, l)
	}
	for _, of := range aws.CloudWatchMetrics {
		if of.Namespace != "Tidings" || len(of.Dimensions) != 1 || len(of.Dimensions[0]) != 1 || of.Dimensions[0][0] != "FunctionName" {
			s.t.Errorf("metrics of %v by %v", of.Namespace, of.Dimensions)
		}
		for _, m := range of.Metrics {
			if value, ok := l[m.Name].(float64); !ok || value < 0 {
				s.t.Errorf("%s is %v", m.Name, l[m.Name])
			}
			names = append(names, l["FunctionName"].(string)+" "+m.Name)
		}
	}
	return names
}

// written are the metrics in the log, in which every other line says of which
// request it is.
func (s *stack) written() (names []string) {
	s.t.Helper()
	for _, l := range s.lines() {
		if l["_aws"] != nil {
			names = append(names, s.measured(l)...)
			continue
		}
		if id, _ := l["request"].(string); id == "" || l["level"] == nil || l["msg"] == nil {
			s.t.Errorf("a line without its request: %v", l)
		}
	}
	return names
}

// report is what SES says of a message to somebody, with the tags that it bore.
func report(kind, list, who string, tags ...map[string][]string) string {
	text, _ := json.Marshal(map[string]any{"eventType": kind,
		"mail": map[string]any{"timestamp": stamp(ago(1)), "messageId": "m", "destination": []string{who}, "tags": append(tags, map[string][]string{})[0]},
		strings.ToLower(kind): map[string]any{"timestamp": stamp(ago(1).Add(time.Second)), "bounceType": "Permanent", "bounceSubType": "General",
			list: []map[string]string{{"emailAddress": who}}}})
	return string(text)
}

// What alarms and the dashboard look at is written by the doors that they name;
// every line says of which request it is; and none names a person.
func TestWhatTheDoorsWrite(t *testing.T) {
	s := withMail(t)
	ann := "ann-" + s.name + "@example.com"
	s.follow(ann)
	s.apply(byIAM())
	s.carry()
	s.goesOff(alarmARN, "ALARM", time.Now().Add(-time.Minute))
	s.strikes(night)
	s.put("ContentBucket", "content.zip", []byte("no archive"))
	s.carry()
	s.accept("no JSON at all") // which is quarantined at once
	s.tell()
	s.posts.intervene(func(r *http.Request) (int, string) {
		if !strings.HasSuffix(r.URL.Path, "/outbound-emails") {
			return 0, ""
		}
		return http.StatusBadRequest, `{"__type":"MessageRejected","message":"no"}`
	})
	s.objects.intervene(func(r *http.Request) (int, string) {
		if !changesSite(r) {
			return 0, ""
		}
		return http.StatusForbidden, "<Error><Code>AccessDenied</Code></Error>"
	})
	s.goesOff(alarmARN, "OK", time.Now().Add(-30*time.Second))
	s.tell()
	s.objects.intervene(nil)
	s.posts.intervene(nil)
	s.tables.intervene(func(r *http.Request) (int, string) {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil || !bytes.Contains(body, []byte("inbox/kept")) {
			return 0, ""
		}
		return http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}`
	})
	s.accept("no JSON either") // which is kept, and cannot be worked out
	s.tables.intervene(nil)
	s.clock()
	s.says(s.ref("MailTopic"), report("Bounce", "bouncedRecipients", ann), report("Complaint", "complainedRecipients", ann))

	want := s.watched()
	if len(want) < 14 {
		t.Fatalf("only %v are watched", want)
	}
	for _, name := range s.written() {
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("nobody has written %v", slices.Sorted(maps.Keys(want)))
	}
	for _, private := range []string{ann, "198.51.100.7", "db-1", alertSecret} {
		if s.log.says(private) {
			t.Errorf("%s is in the log", private)
		}
	}
}
