package rehearsal

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// A role that lacks one right has its door fail, and say so: what is played elsewhere
// is not played with doors that may do anything.
func TestADoorWithoutARight(t *testing.T) {
	s := withMail(t)
	for _, x := range lacks {
		restore := s.roles.without(s.describe(x.door).Name, x.action)
		for _, f := range s.functions {
			f.kill() // what they know already they would not ask for
		}
		if well := x.well(s); well != "" {
			t.Errorf("%s does it without %s: %.300s", x.door, x.action, well)
		}
		if !s.log.says("not authorized to perform: "+x.action) && !(s.log.says("do not allow") && s.log.says(x.action)) {
			t.Errorf("%s does not say that it may not %s", x.door, x.action)
		}
		restore()
	}
	s.clock()
	s.down()
}

// lacks are rights that doors are to miss. What goes well all the same is a finding.
var lacks = []struct {
	door, action string
	well         func(*stack) string
}{
	{"ingest", "dynamodb:PutItem", func(s *stack) (well string) {
		if status, answer := s.send(s.alert("firing")); status < http.StatusInternalServerError {
			well = answer
		}
		return well
	}},
	{"route", "sqs:SendMessage", func(s *stack) string {
		s.accept(s.alert("firing"))
		return s.unrefused("route", s.streamed(s.through(s.fed(), s.records())))
	}},
	{"publish", "s3:PutObject", func(s *stack) string {
		s.strikes("rate(1 minute)")
		s.deliver(s.publish, "publish")
		return strings.Join(s.incidents(), ", ")
	}},
	{"notify", "kms:Decrypt", func(s *stack) string { return s.unrefused("notify", sqsEvent(s.receive(s.notify))) }},
	{"subscribe", "ses:SendRawEmail", func(s *stack) string {
		ann := "ann-" + s.name + "@example.com"
		s.form("subscribe", "/subscribe", url.Values{"email": {ann}, "scope": {"all"}})
		return strings.Join(s.rawLetters(ann), "\n")
	}},
	{"admin", "ssm:GetParameter", func(s *stack) string { return s.unrefused("admin", []byte(`{"first_administrator": true}`)) }},
}

// unrefused invokes a door that is to fail, and gives what it answers if it does not.
func (s *stack) unrefused(door string, event []byte) string {
	s.t.Helper()
	answer, err := s.door(door).invoke(s.t.Context(), event)
	if err != nil || strings.Contains(string(answer), `"itemIdentifier"`) {
		return ""
	}
	return string(answer)
}
