package rehearsal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// crowd is how many people are told; a soak has more.
func crowd() int {
	if os.Getenv("TIDINGS_SOAK") == "" {
		return 1000
	}
	return 10_000
}

// enrols enters people by lists, as who moves here from elsewhere does.
func (o *operator) enrols(people int) (addresses []string) {
	o.t.Helper()
	for i := range people {
		addresses = append(addresses, fmt.Sprintf("p%d-%s@example.com", i, o.name))
	}
	for from := 0; from < people; from += 250 {
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		o.must(w.WriteField("consent", "By a form of theirs"))
		file, err := w.CreateFormFile("list", "people.csv")
		o.must(err)
		list := addresses[from:min(from+250, people)]
		fmt.Fprint(file, "email\n"+strings.Join(list, "\n")+"\n")
		o.must(w.Close())
		if page := o.sends(200, "POST", "/admin/subscribers/import", w.FormDataContentType(), form.String()); !strings.Contains(page, strconv.Itoa(len(list))) {
			o.t.Fatalf("the list is answered %.600s", page)
		}
	}
	return addresses
}

// senders has several processes of the notify door take what waits, each a batch at
// a time, as Lambda runs them, until nothing waits. What one has done comes to
// another once more.
func (s *stack) senders(all ...*function) {
	s.t.Helper()
	for rounds := 0; ; rounds++ {
		if rounds == 400 {
			s.t.Fatal("there is always more to tell")
		}
		batches := make([][]types.Message, len(all))
		answers, errs := make([][]byte, len(all)), make([]error, len(all))
		var busy sync.WaitGroup
		for i, f := range all {
			if batches[i] = s.receive(s.notify); len(batches[i]) > 0 {
				busy.Go(func() { answers[i], errs[i] = f.invoke(s.t.Context(), sqsEvent(batches[i])) })
			}
		}
		busy.Wait()
		took := false
		for i := range all {
			if len(batches[i]) == 0 {
				continue
			}
			took = true
			if errs[i] == nil {
				_, err := all[len(all)-1-i].invoke(s.t.Context(), sqsEvent(batches[i]))
				s.must(err)
			}
			s.settle(s.notify, batches[i], answers[i], errs[i])
		}
		if !took {
			return
		}
	}
}

// told counts what everybody has got.
func (s *stack) told(addresses []string) (nothing, twice int) {
	for _, who := range addresses {
		switch n := len(s.rawLetters(who)); {
		case n == 0:
			nothing++
		case n > 1:
			twice += n - 1
		}
	}
	return nothing, twice
}

// Many people are told by several processes at once, while SES fails at one of them
// for ever, the ledger of another cannot be written, and every stretch comes twice.
// What fails five times waits among the dead letters, and is told when it comes back.
func TestManyPeopleAreToldOnce(t *testing.T) {
	s := withMail(t, "MailRate", "200")
	bob, _ := s.administrator()
	people := bob.enrols(crowd())
	poison := people[13]
	var victim sync.Map
	ill := true
	s.tables.intervene(func(r *http.Request) (int, string) {
		if !writes(r) || !ill {
			return 0, ""
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		of := readerIn(body)
		if of == "" {
			return 0, ""
		}
		if first, _ := victim.LoadOrStore("first", of); first == of {
			return http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"hot"}`
		}
		return 0, ""
	})
	s.posts.intervene(func(r *http.Request) (int, string) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if ill && bytes.Contains(body, []byte(poison)) {
			return http.StatusInternalServerError, `{"__type":"InternalServiceErrorException","message":"it failed"}`
		}
		return anAccount(r)
	})
	s.accept(s.alert("firing"))
	s.carry()
	began := time.Now()
	short := s.another("notify")
	short.limit = 45 * time.Second // it stops half a minute before, and hands on what it has not told
	s.senders(s.door("notify"), short)
	t.Logf("%d messages in %.1f s", s.mail.count(), time.Since(began).Seconds())
	if nothing, twice := s.told(people); nothing < 2 || nothing > 5 || twice != 0 { // on a slow machine some are put aside
		t.Errorf("%d are not told, and %d twice; want all but the two with trouble of their own", nothing, twice)
	}
	dead := s.ref("NotifyDeadLetters")
	if n := s.waiting(dead); n == 0 {
		t.Error("nothing is among the dead letters")
	}
	ill = false
	s.redrive(dead, s.notify)
	s.until("all but one are told", func() bool {
		s.senders(s.door("notify"))
		s.strikes("rate(1 minute)")
		untold, _ := s.told(people)
		return untold <= 1
	})
	// The one whom SES refused rests for a while, unless the stretch that came back is theirs too.
	nothing, twice := s.told(people)
	if rests := len(s.rawLetters(poison)) == 0; twice != 0 || nothing == 1 && !rests {
		t.Errorf("after the dead letters came back %d are not told, and %d twice; the one whom SES refused may be: %t", nothing, twice, rests)
	}
}

// readerIn is whose entry of the ledger a transaction writes; empty for none.
func readerIn(body []byte) string {
	type key struct{ Part, Sort struct{ S string } }
	var asked struct {
		TransactItems []map[string]struct{ Key, Item key }
	}
	_ = json.Unmarshal(body, &asked)
	for _, item := range asked.TransactItems {
		for _, write := range item {
			for _, k := range []key{write.Key, write.Item} {
				if strings.HasPrefix(k.Part.S, "told/") {
					return k.Sort.S
				}
			}
		}
	}
	return ""
}

// waiting is how many messages a queue has.
func (s *stack) waiting(queue string) (n int) {
	s.t.Helper()
	out, err := s.sqs.GetQueueAttributes(s.t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &queue, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages}})
	s.must(err)
	_, err = fmt.Sscan(out.Attributes["ApproximateNumberOfMessages"], &n)
	s.must(err)
	return n
}

// redrive takes dead letters back, as aws sqs start-message-move-task does.
func (s *stack) redrive(dead, queue string) {
	s.t.Helper()
	for s.waiting(dead) > 0 {
		for _, m := range s.receive(dead) {
			in := &sqs.SendMessageInput{QueueUrl: &queue, MessageBody: m.Body}
			if group := m.Attributes["MessageGroupId"]; group != "" {
				in.MessageGroupId, in.MessageDeduplicationId = &group, sdk.String("again-"+*m.MessageId)
			}
			_, err := s.sqs.SendMessage(s.t.Context(), in)
			s.must(err)
			_, err = s.sqs.DeleteMessage(s.t.Context(), &sqs.DeleteMessageInput{QueueUrl: &dead, ReceiptHandle: m.ReceiptHandle})
			s.must(err)
		}
	}
}
