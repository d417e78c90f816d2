package rehearsal

import (
	"net/http"
	"testing"
	"time"
)

// invalid is how DynamoDB answers what no second try would mend.
func invalid(*http.Request) (int, string) {
	return http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}`
}

// What a door fails at each time, and nobody waits for, lies in a queue of which an
// alarm speaks.
func TestWhatFailsEachTimeIsKept(t *testing.T) {
	s := withMail(t, "AlarmEvents", "*")
	s.accept(s.alert("firing"))
	batch := s.through(s.fed(), s.records())
	s.tables.intervene(invalid)
	s.queues.intervene(func(*http.Request) (int, string) {
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#InvalidAddress","message":"no"}`
	})
	s.changes("e1", alarmARN, "ALARM", time.Now())
	s.apply(content)
	s.says(s.ref("MailTopic"), report("Bounce", "bouncedRecipients", "ann@example.com"))
	s.shove(s.fed(), batch, 2)
	s.heal()
	for _, name := range []string{"SignalsDeadLetters", "ContentDeadLetters", "FeedbackDeadLetters", "StreamDeadLetters"} {
		if s.waiting(s.ref(name)) == 0 {
			t.Errorf("nothing is kept in %s", name)
		}
	}
	s.carry()
	s.clock()
	s.down()
}
