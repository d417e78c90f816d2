package dynamo_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
)

// asked is a request as the service reads it.
type asked struct {
	op   string
	body map[string]any
}

// listening is a network that keeps what is asked, and loses the first answer to an
// operation.
type listening struct {
	under http.RoundTripper
	lose  func(op string) bool

	mu    sync.Mutex
	asked []asked
}

func (l *listening) RoundTrip(r *http.Request) (*http.Response, error) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	target := r.Header.Get("X-Amz-Target")
	a := asked{op: target[strings.LastIndexByte(target, '.')+1:]}
	if err := json.Unmarshal(text, &a.body); err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.asked = append(l.asked, a)
	l.mu.Unlock()
	r.Body = io.NopCloser(bytes.NewReader(text))
	answer, err := l.under.RoundTrip(r)
	if err == nil && l.lose(a.op) {
		answer.Body.Close()
		return nil, io.ErrUnexpectedEOF
	}
	return answer, err
}

// Every read sees what was written before it, and a transaction that is sent again is
// the same one for the service, by its token.
func TestReadsAreConsistentAndTransactionsHaveATokenEach(t *testing.T) {
	l := &listening{under: &http.Transport{DisableKeepAlives: true}, lose: once("TransactWriteItems")}
	c := dynamodb.New(client.Options(), func(o *dynamodb.Options) {
		o.HTTPClient = &http.Client{Transport: l}
	})
	s := dynamo.New(c, table(t), time.Now)
	for range 2 {
		if err := putTwo(t, s); err != nil {
			t.Fatal(err)
		}
	}
	one, two := store.Key{Part: "a", Sort: "1"}, store.Key{Part: "a", Sort: "2"}
	for what, read := range map[string]func() error{
		"get one": func() error { _, err := s.Get(t.Context(), one); return err },
		"get two": func() error { _, err := s.Get(t.Context(), one, two); return err },
		"list":    func() error { _, err := s.List(t.Context(), store.Query{Part: "a"}); return err },
		"changes": func() error { _, _, err := s.Changes(t.Context(), "", 0); return err },
	} {
		if err := read(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	var tokens []string
	reads := map[string]int{}
	for _, a := range l.asked {
		text, _ := json.Marshal(a.body)
		switch a.op {
		case "GetItem", "BatchGetItem", "Query":
			if reads[a.op]++; !strings.Contains(string(text), `"ConsistentRead":true`) {
				t.Errorf("%s may see what was before: %s", a.op, text)
			}
		case "TransactWriteItems":
			token, _ := a.body["ClientRequestToken"].(string)
			tokens = append(tokens, token)
		}
	}
	if len(reads) != 3 {
		t.Errorf("only %v were asked", reads)
	}
	if len(tokens) != 3 || tokens[0] == "" || tokens[0] != tokens[1] || tokens[1] == tokens[2] {
		t.Errorf("the tokens of one transaction sent twice, and of another, are %q", tokens)
	}
}
