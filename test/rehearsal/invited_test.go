package rehearsal

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var shownToken = regexp.MustCompile(`<p class="secret"><code>([^<]+)</code>`)

// invites has a program enter somebody by the API.
func (s *stack) invites(token, address string) {
	s.t.Helper()
	status, body := s.request("api", httpEvent("POST", "/api/v1/subscribers", map[string]string{"x-cachet-token": token, "content-type": "application/json"}, `{"email":"`+address+`"}`))
	if status != http.StatusOK || !strings.Contains(body, address) {
		s.t.Fatalf("subscribing is answered %d %.300s", status, body)
	}
}

// Whom the API takes in is asked once, whatever comes twice, and when no queue takes
// the message that says so. No address rests where it can be read.
func TestWhomTheAPIInvitesIsAskedOnce(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	token := shownToken.FindStringSubmatch(bob.opens(200, "/admin/tokens", url.Values{"name": {"crm"}, "role": {"manage"}, "kind": {"automation"}}))
	if token == nil {
		t.Fatal("no token is made")
	}
	ann, cid := "ann-"+s.name+"@example.com", "cid-"+s.name+"@example.com"
	s.invites(token[1], ann)
	messages := s.receive(s.notify)
	if len(messages) != 1 || *messages[0].Body != `{"why":"invitation"}` {
		t.Fatalf("the queue has %d messages: %+v", len(messages), messages)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, err := s.door("notify").invoke(t.Context(), sqsEvent(messages)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	s.settle(s.notify, messages, []byte("{}"), nil)
	if got := s.letters(ann); len(got) != 1 || !strings.Contains(got[0].Text, "/subscriptions/c") {
		t.Errorf("ann has %d messages: %+v", len(got), got)
	}

	s.queues.intervene(func(*http.Request) (int, string) {
		return http.StatusBadRequest, `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no queue"}`
	})
	s.invites(token[1], cid)
	s.queues.intervene(nil)
	if kept := s.kept("api", "TIDINGS_CONTACTS_TABLE"); !strings.Contains(kept, "invited") || strings.Contains(kept, s.name+"@example") {
		t.Errorf("the table says %.2000s", kept)
	}
	s.strikes("rate(1 minute)")
	s.tell()
	if got := s.letters(cid); len(got) != 1 {
		t.Errorf("cid has %d messages", len(got))
	}
	s.strikes("rate(1 minute)")
	s.tell()
	if got := len(s.letters(ann)) + len(s.letters(cid)); got != 2 {
		t.Errorf("%d messages in the end", got)
	}
	if s.log.says(ann) || s.log.says(cid) {
		t.Error("an address is in the log")
	}
}

// kept is all that a table holds: the names and the values of its items.
func (s *stack) kept(door, variable string) string {
	s.t.Helper()
	var table string
	for _, is := range s.environment(door) {
		if name, value, _ := strings.Cut(is, "="); name == variable {
			table = value
		}
	}
	out, err := s.dynamo.Scan(s.t.Context(), &dynamodb.ScanInput{TableName: &table})
	s.must(err)
	var all strings.Builder
	for _, item := range out.Items {
		for _, value := range item {
			switch is := value.(type) {
			case *types.AttributeValueMemberS:
				all.WriteString(is.Value)
			case *types.AttributeValueMemberB:
				all.Write(is.Value)
			}
		}
	}
	return all.String()
}
