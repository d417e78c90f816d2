package rehearsal

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// refusal is how a service refuses some of what is asked of it.
type refusal struct {
	of     func(*stack) *meter
	what   func(*http.Request) bool // what is refused; all where it is nil
	status int
	body   string
}

func tables(s *stack) *meter  { return s.tables }
func queues(s *stack) *meter  { return s.queues }
func objects(s *stack) *meter { return s.objects }
func posts(s *stack) *meter   { return s.posts }
func words(s *stack) *meter   { return s.words }

// conditional reports whether a request writes an object only if nobody else has.
func conditional(r *http.Request) bool {
	return r.Method == http.MethodPut && r.Header.Get("If-Match")+r.Header.Get("If-None-Match") != ""
}

func sends(r *http.Request) bool { return r.Method == http.MethodPost }

const (
	ofDynamo = `{"__type":"com.amazonaws.dynamodb.v20120810#`
	canceled = `TransactionCanceledException","message":"Transaction cancelled","CancellationReasons":[{"Code":"`
)

var refusals = map[string]refusal{
	"DynamoDB is throttled":             {tables, nil, 400, ofDynamo + `ProvisionedThroughputExceededException","message":"slow down"}`},
	"DynamoDB throttles the account":    {tables, nil, 400, ofDynamo + `RequestLimitExceeded","message":"slow down"}`},
	"DynamoDB fails":                    {tables, nil, 500, ofDynamo + `InternalServerError","message":"it failed"}`},
	"a transaction is throttled":        {tables, writes, 400, ofDynamo + canceled + `ThrottlingError","Message":"slow down"}]}`},
	"a transaction meets another":       {tables, writes, 400, ofDynamo + canceled + `TransactionConflict","Message":"another one"}]}`},
	"SQS is throttled":                  {queues, nil, 400, `{"__type":"com.amazonaws.sqs#ThrottlingException","message":"slow down"}`},
	"SQS fails":                         {queues, nil, 500, `{"__type":"com.amazonaws.sqs#InternalFailure","message":"it failed"}`},
	"S3 is throttled":                   {objects, nil, 503, `<Error><Code>SlowDown</Code></Error>`},
	"S3 fails":                          {objects, nil, 500, `<Error><Code>InternalError</Code></Error>`},
	"S3 refuses a condition":            {objects, conditional, 412, `<Error><Code>PreconditionFailed</Code></Error>`},
	"S3 has two conditions at once":     {objects, conditional, 409, `<Error><Code>ConditionalRequestConflict</Code></Error>`},
	"SES is throttled":                  {posts, sends, 429, `{"__type":"TooManyRequestsException","message":"Maximum sending rate exceeded."}`},
	"SES fails":                         {posts, sends, 500, `{"__type":"InternalServiceErrorException","message":"it failed"}`},
	"the store of parameters throttles": {words, nil, 400, `{"__type":"ThrottlingException","message":"Rate exceeded"}`},
}

// refuse has a service refuse the first of what is asked, and every seventh after it.
func (s *stack) refuse(f refusal) (refused *atomic.Int64) {
	var asked atomic.Int64
	refused = &atomic.Int64{}
	f.of(s).intervene(func(r *http.Request) (int, string) {
		if f.what != nil && !f.what(r) || strings.HasSuffix(r.URL.Path, "/account") || (asked.Add(1)-1)%7 != 0 {
			if f.of(s) == s.posts {
				return anAccount(r)
			}
			return 0, ""
		}
		refused.Add(1)
		return f.status, f.body
	})
	return refused
}

// heal has all services do what they are asked.
func (s *stack) heal() {
	for _, m := range s.meters() {
		m.intervene(nil)
	}
	s.posts.intervene(anAccount)
}

// Each service refuses some of what it is asked, each in each of its ways: what was
// acknowledged is on the page in the end, and who is told is told once.
func TestEachServiceRefuses(t *testing.T) {
	for name, f := range refusals {
		t.Run(name, func(t *testing.T) {
			s := withMail(t)
			ann := "ann-" + s.name + "@example.com"
			s.follow(ann)
			for _, f := range s.functions {
				f.kill() // what they know already they would not ask for
			}
			refused := s.refuse(f)
			s.until("the webhook is taken", func() bool {
				status, _ := s.send(s.alert("firing"))
				return status == http.StatusAccepted
			})
			s.tellWhile()
			s.heal()
			if refused.Load() == 0 {
				t.Error("nothing was refused")
			}
			s.clock()
			s.tell()
			s.down()
			if got := s.letters(ann); len(got) > 2 {
				t.Errorf("ann has %d messages", len(got))
			}
			if f.of(s) == s.posts {
				return // what SES has failed at is tried again after some minutes
			}
			if got := s.letters(ann); len(got) != 2 {
				t.Errorf("ann has %d messages, and was not told", len(got))
			}
		})
	}
}

// tellWhile carries what there is once through all doors, whatever they say.
func (s *stack) tellWhile() {
	s.t.Helper()
	w := s.fed()
	if records := s.through(w, s.records()); len(records) > 0 {
		s.insist(w.door, s.streamed(records))
	}
	for _, at := range []struct{ queue, door string }{{s.publish, "publish"}, {s.notify, "notify"}} {
		if messages := s.receive(at.queue); len(messages) > 0 {
			answer, err := s.door(at.door).invoke(s.t.Context(), sqsEvent(messages))
			s.settle(at.queue, messages, answer, err)
		}
	}
}

// patience is after what time something counts as never: what was under way when a door
// died is left alone for minutes.
const patience = 20 * time.Minute

// until tries again until something is so.
func (s *stack) until(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("it never comes to this: %s", what)
		}
	}
}
