package rehearsal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"tidings/test/template"
)

// wire is an event of a door, as the template has it.
type wire struct {
	door  string
	event template.Event
}

// wires are the events of a kind.
func (s *stack) wires(kind string) (all []wire) {
	for i := range s.described {
		for _, e := range s.described[i].Events {
			if e.Type == kind {
				all = append(all, wire{s.described[i].Door, e})
			}
		}
	}
	return all
}

// mapping is how the template takes a queue to a door.
func (s *stack) mapping(queue, door string) template.Event {
	s.t.Helper()
	for _, w := range s.wires("SQS") {
		if w.door == door && w.event.At("Queue") == arnOf(queue) {
			return w.event
		}
	}
	s.t.Fatalf("nothing in the template takes %s to %s", queue, door)
	return template.Event{}
}

// reportsFailures says whether a mapping believes a door that names the messages
// it could not deal with. One that does not forgets them all.
func reportsFailures(e template.Event) bool {
	return slices.Contains(template.List(e.At("FunctionResponseTypes")), any("ReportBatchItemFailures"))
}

func batchOf(e template.Event, most int) int {
	if n, ok := e.At("BatchSize").(int); ok {
		return n
	}
	return most
}

// leads is the door that the HTTP API has for a request; none where there is no
// such route. The most particular route is taken.
func (s *stack) leads(method, path string) (door string) {
	best := -1
	for _, w := range s.wires("HttpApi") {
		takes := template.Text(w.event.At("Method"))
		if rank := fits(template.Text(w.event.At("Path")), path); (takes == "ANY" || takes == method) && rank > best {
			door, best = w.door, rank
		}
	}
	return door
}

// fits says how particularly a route speaks of a path; -1 when it does not.
func fits(route, path string) (rank int) {
	have := strings.Split(path, "/")
	want := strings.Split(route, "/")
	for i, part := range want {
		switch {
		case strings.HasSuffix(part, "+}"):
			if len(have) > i && strings.Join(have[i:], "") != "" {
				return rank
			}
			return -1
		case i >= len(have), !strings.HasPrefix(part, "{") && part != have[i], have[i] == "" && part != "":
			return -1
		case !strings.HasPrefix(part, "{"):
			rank += 2
		default:
			rank++
		}
	}
	if len(have) > len(want) {
		return -1
	}
	return rank + 1
}

// behind is the door that the HTTP API takes a request to; none where no route is.
func (s *stack) behind(event []byte) (door string) {
	s.t.Helper()
	var r struct {
		RawPath        string
		RequestContext struct{ HTTP struct{ Method string } }
	}
	s.must(json.Unmarshal(event, &r))
	return s.leads(r.RequestContext.HTTP.Method, r.RawPath)
}

// enter takes a request of the HTTP API to the door of its route.
func (s *stack) enter(event []byte) ([]byte, error) {
	s.t.Helper()
	door := s.behind(event)
	if door == "" {
		return []byte(`{"statusCode":404,"body":"{\"message\":\"Not Found\"}"}`), nil
	}
	return s.door(door).invoke(s.t.Context(), event)
}

// put puts an object into a bucket, which says so where the template has it.
func (s *stack) put(bucket, key string, body []byte) {
	s.t.Helper()
	name := s.ref(bucket)
	_, err := s.s3.PutObject(s.t.Context(), &s3.PutObjectInput{Bucket: &name, Key: &key, Body: bytes.NewReader(body)})
	s.must(err)
	if s.properties(bucket).At("NotificationConfiguration", "EventBridgeConfiguration", "EventBridgeEnabled") == true {
		s.happens("6a7e8feb-b491-4cf7-a9f1-bf3703467718", "aws.s3", "Object Created", time.Now(), map[string]any{"bucket": map[string]any{"name": name}, "object": map[string]any{"key": key, "size": len(body)}, "reason": "PutObject"})
	}
}

// happens tells the rules of EventBridge of an event, and gives how many took it.
func (s *stack) happens(id, source, kind string, at time.Time, detail map[string]any, resources ...string) (taken int) {
	s.t.Helper()
	text, err := json.Marshal(map[string]any{"version": "0", "id": id, "source": source, "detail-type": kind,
		"account": account, "region": "us-east-1", "time": at.UTC().Format(time.RFC3339), "resources": append([]string{}, resources...), "detail": detail})
	s.must(err)
	for _, w := range s.wires("EventBridgeRule") {
		if s.matches(w.event.At("Pattern"), text) {
			taken++
			s.later(w.door, text)
		}
	}
	return taken
}

// later invokes a door as AWS does for whoever does not wait: three times at most,
// and what fails then goes where the function says. The queues of rules and
// subscriptions are for what could not be given to Lambda at all.
func (s *stack) later(door string, event []byte) {
	s.t.Helper()
	var err error
	for range 3 {
		if _, err = s.door(door).invoke(s.t.Context(), event); err == nil {
			return
		}
	}
	s.fails(door, s.describe(door).Late, string(event), err)
}

// fails leaves what a door could not do in a queue, as AWS does in its name.
func (s *stack) fails(door, queue, body string, why error) {
	s.t.Helper()
	if queue == "" {
		s.t.Errorf("%s failed, and what it was to do is lost: %v", door, why)
		return
	}
	s.acts(door, queue, "sqs:SendMessage")
	_, err := s.sqs.SendMessage(s.t.Context(), &sqs.SendMessageInput{QueueUrl: sdk.String(s.address(queue)), MessageBody: &body})
	s.must(err)
}

// clock is the minute's event of EventBridge.
func (s *stack) clock() {
	s.t.Helper()
	s.strikes("rate(1 minute)")
	s.carry()
}

// strikes invokes the doors that have a schedule.
func (s *stack) strikes(schedule string) {
	s.t.Helper()
	struck := false
	for _, w := range append(s.wires("Schedule"), s.wires("ScheduleV2")...) {
		if w.event.At("Schedule") == schedule || w.event.At("ScheduleExpression") == schedule {
			struck = true
			s.insist(w.door, []byte(`{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","detail":{}}`))
		}
	}
	if !struck {
		s.t.Fatalf("nothing in the template has the schedule %s", schedule)
	}
}

// says publishes messages to a topic, of which SNS takes each to the doors that
// listen.
func (s *stack) says(topic string, messages ...string) {
	s.t.Helper()
	heard := false
	for _, w := range s.wires("SNS") {
		if w.event.At("Topic") != topic {
			continue
		}
		heard = true
		for i, m := range messages {
			s.later(w.door, message(fmt.Sprint("m", i), topic, m))
		}
	}
	if !heard {
		s.t.Fatalf("no door of the template listens to %s", topic)
	}
}
