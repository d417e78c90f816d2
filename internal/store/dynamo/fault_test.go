package dynamo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
)

// wire is the network between a store and the service, with its troubles.
type wire struct {
	under http.RoundTripper

	mu     sync.Mutex
	calls  []string                       // operations, in order
	before func(op string) *http.Response // an answer in place of the service's, or nil
	after  func(op string) error          // loses an answer
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	op := r.Header.Get("X-Amz-Target")
	op = op[strings.LastIndexByte(op, '.')+1:]
	w.mu.Lock()
	w.calls = append(w.calls, op)
	before, after := w.before, w.after
	w.mu.Unlock()
	if before != nil {
		if answer := before(op); answer != nil {
			answer.Request = r
			return answer, nil
		}
	}
	answer, err := w.under.RoundTrip(r)
	if err == nil && after != nil {
		if lost := after(op); lost != nil {
			_ = answer.Body.Close()
			return nil, lost
		}
	}
	return answer, err
}

// troubled opens a store behind a wire.
func troubled(t *testing.T) (*dynamo.Store, *wire) {
	t.Helper()
	name := table(t)
	w := &wire{under: &http.Transport{DisableKeepAlives: true}}
	c := dynamodb.New(client.Options(), func(o *dynamodb.Options) { o.HTTPClient = &http.Client{Transport: w} })
	return dynamo.New(c, name, time.Now), w
}

func refusal(kind string, more string) *http.Response {
	body := fmt.Sprintf(`{"__type":"com.amazonaws.dynamodb.v20120810#%s","message":"as the test says"%s}`, kind, more)
	return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(bytes.NewBufferString(body)), ContentLength: int64(len(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
}

// once runs a step the first time an operation is seen.
func once(op string) func(string) bool {
	var first sync.Once
	return func(got string) (now bool) {
		if got == op {
			first.Do(func() { now = true })
		}
		return now
	}
}

// An answer that was lost makes the client send the request again; the stand-in
// does not know the token by which DynamoDB would recognise it.
func TestAWriteWhoseAnswerWasLostIsDoneOnce(t *testing.T) {
	for _, test := range []struct {
		op   string
		keys int
	}{{"PutItem", 1}, {"TransactWriteItems", 2}} {
		s, w := troubled(t)
		lose := once(test.op)
		w.after = func(op string) error {
			if lose(op) {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		keys := []store.Key{{Part: "a", Sort: "1"}, {Part: "a", Sort: "2"}}[:test.keys]
		runs := 0
		err := s.Update(t.Context(), keys, func(tx *store.Tx) error {
			runs++
			value, _, _ := tx.Get(keys[0])
			if test.keys > 1 {
				tx.Append([]byte("once"))
			}
			return tx.Put(keys[0], append(bytes.Clone(value), 'x'))
		})
		if err != nil || runs != 1 {
			t.Errorf("%s: the closure ran %d times, %v; want once", test.op, runs, err)
		}
		found, err := s.Get(t.Context(), keys[0])
		if got := string(found[keys[0]].Value); got != "x" || err != nil {
			t.Errorf("%s: stored %q, %v; want one x", test.op, got, err)
		}
		changes, _, err := s.Changes(t.Context(), "", 0)
		if len(changes) != test.keys-1 || err != nil {
			t.Errorf("%s: changes %q, %v", test.op, changes, err)
		}
	}
}

func TestAThrottledTransactionIsTriedAgain(t *testing.T) {
	s, w := troubled(t)
	refuse := once("TransactWriteItems")
	w.before = func(op string) *http.Response {
		if refuse(op) {
			return refusal("TransactionCanceledException", `,"CancellationReasons":[{"Code":"None"},{"Code":"ThrottlingError","Message":"slow down"}]`)
		}
		return nil
	}
	if err := putTwo(t, s); err != nil {
		t.Fatal(err)
	}
}

func TestItemsTooLargeForOneTransactionAreReadUntilTheyHoldStill(t *testing.T) {
	s, w := troubled(t)
	w.before = func(op string) *http.Response {
		if op == "TransactGetItems" {
			return refusal("ValidationException", "")
		}
		return nil
	}
	if err := putTwo(t, s); err != nil {
		t.Fatal(err)
	}
	found, err := s.Get(t.Context(), store.Key{Part: "a", Sort: "1"}, store.Key{Part: "a", Sort: "2"})
	if len(found) != 2 || err != nil {
		t.Errorf("%d items, %v; want 2", len(found), err)
	}
}

func TestATableThatIsNotThereIsUnavailable(t *testing.T) {
	s := dynamo.New(client, "nowhere", time.Now)
	_, get := s.Get(t.Context(), store.Key{Part: "a"})
	_, list := s.List(t.Context(), store.Query{Part: "a"})
	_, _, changes := s.Changes(t.Context(), "", 1)
	for what, err := range map[string]error{"get": get, "list": list, "changes": changes, "update": putTwo(t, s)} {
		if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "ResourceNotFoundException") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAForeignItemIsNotTakenForOurs(t *testing.T) {
	name := table(t)
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &name, Item: map[string]types.AttributeValue{"part": &types.AttributeValueMemberS{Value: "a"}, "sort": &types.AttributeValueMemberS{Value: "=1"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := dynamo.New(client, name, time.Now)
	if _, err := s.Get(t.Context(), store.Key{Part: "a", Sort: "1"}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v, want a refusal", err)
	}
}

// What each method costs, whatever else the table holds.
func TestRequests(t *testing.T) {
	s, w := troubled(t)
	keys := []store.Key{{Part: "a", Sort: "1"}, {Part: "a", Sort: "2"}}
	for range 3 {
		if err := putTwo(t, s); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		what string
		do   func() error
		most []string
	}{
		{"get one", func() error { _, err := s.Get(t.Context(), keys[0]); return err }, []string{"GetItem"}},
		{"get two", func() error { _, err := s.Get(t.Context(), keys...); return err }, []string{"BatchGetItem"}},
		{"list", func() error { _, err := s.List(t.Context(), store.Query{Part: "a"}); return err }, []string{"Query"}},
		{"changes", func() error { _, _, err := s.Changes(t.Context(), "", 0); return err }, []string{"Query", "Query", "Query", "Query"}},
		{"update one", func() error {
			return s.Update(t.Context(), keys[:1], func(tx *store.Tx) error { return tx.Put(keys[0], nil) })
		}, []string{"GetItem", "PutItem"}},
		{"look at two", func() error { return s.Update(t.Context(), keys, func(*store.Tx) error { return nil }) }, []string{"TransactGetItems"}},
		{"the first change in a lane", func() error { return putTwo(t, s) }, []string{"TransactGetItems", "Query", "PutItem", "TransactWriteItems"}},
		{"the next change in a lane", func() error { return putTwo(t, s) }, []string{"TransactGetItems", "TransactWriteItems"}},
	} {
		w.calls = nil
		if err := test.do(); err != nil {
			t.Errorf("%s: %v", test.what, err)
		}
		if got := strings.Join(w.calls, " "); got != strings.Join(test.most, " ") {
			t.Errorf("%s: %s, want %s", test.what, got, test.most)
		}
	}
}

func putTwo(t *testing.T, s *dynamo.Store) error {
	keys := []store.Key{{Part: "a", Sort: "1"}, {Part: "a", Sort: "2"}}
	return s.Update(t.Context(), keys, func(tx *store.Tx) error {
		tx.Append([]byte("changed"))
		return errors.Join(tx.Put(keys[0], []byte("1")), tx.Put(keys[1], []byte("2")))
	})
}
