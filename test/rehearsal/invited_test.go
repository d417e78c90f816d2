package rehearsal

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

var shownToken = regexp.MustCompile(`<p class="secret"><code>([^<]+)</code>`)

// token makes a token of the API, and gives the text that is shown once.
func (o *operator) token(name, role, kind string) string {
	o.t.Helper()
	shown := shownToken.FindStringSubmatch(o.opens(200, "/admin/tokens", url.Values{"name": {name}, "role": {role}, "kind": {kind}}))
	if shown == nil {
		o.t.Fatal("no token is made")
	}
	return shown[1]
}

// invites has a program enter somebody by the API.
func (s *stack) invites(token, address string) {
	s.t.Helper()
	status, body := s.request("api", httpEvent("POST", "/api/v1/subscribers", map[string]string{"x-cachet-token": token, "content-type": "application/json"}, `{"email":"`+address+`"}`))
	if status != http.StatusOK || !strings.Contains(body, address) {
		s.t.Fatalf("subscribing is answered %d %.300s", status, body)
	}
}

// Whom the API takes in is asked once, whatever comes twice, and when nobody reads
// the stream that says so. No address rests where it can be read.
func TestWhomTheAPIInvitesIsAskedOnce(t *testing.T) {
	s := withMail(t)
	bob, _ := s.administrator()
	token := bob.token("crm", "manage", "automation")
	ann, cid := "ann-"+s.name+"@example.com", "cid-"+s.name+"@example.com"
	s.tell()
	s.invites(token, ann)
	s.route()
	messages := s.receive(s.notify)
	if len(messages) != 1 || *messages[0].Body != `{"why":"change"}` {
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

	s.invites(token, cid)
	s.records() // which come to nobody
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
	s.erases(token, "dan-"+s.name+"@example.com")
	if s.log.says(ann) || s.log.says(cid) || s.log.says("dan-") {
		t.Error("an address is in the log")
	}
}

// erases has a program enter somebody who was asked elsewhere, and erase them again.
func (s *stack) erases(token, address string) {
	s.t.Helper()
	header := map[string]string{"x-cachet-token": token}
	status, body := s.request("api", httpEvent("POST", "/api/v1/subscribers", header, `{"email":"`+address+`","verify":true}`))
	var entered struct{ Data struct{ ID int } }
	if err := json.Unmarshal([]byte(body), &entered); err != nil || status != http.StatusOK {
		s.t.Fatalf("entering is answered %d %.300s", status, body)
	}
	if status, body := s.request("api", httpEvent("DELETE", "/api/v1/subscribers/"+strconv.Itoa(entered.Data.ID), header, "")); status != http.StatusNoContent {
		s.t.Errorf("erasing is answered %d %.300s", status, body)
	}
	if _, body := s.request("api", httpEvent("GET", "/api/v1/subscribers", header, "")); strings.Contains(body, address) {
		s.t.Errorf("who was erased is there: %.900s", body)
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
