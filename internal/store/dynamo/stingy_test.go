package dynamo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/store"
	"tidings/internal/store/dynamo"
)

// stingy is the network to a service that takes one item of a batch and gives the
// others back, as DynamoDB does when it has too much to do or they are too large together.
type stingy struct{ under http.RoundTripper }

// batches are the operations, and where each has its items and what was not done.
var batches = map[string]struct{ items, left string }{
	"BatchGetItem": {"Keys", "UnprocessedKeys"}, "BatchWriteItem": {"", "UnprocessedItems"},
}

func (s stingy) RoundTrip(r *http.Request) (*http.Response, error) {
	target := r.Header.Get("X-Amz-Target")
	is, batch := batches[target[strings.LastIndexByte(target, '.')+1:]]
	if !batch {
		return s.under.RoundTrip(r)
	}
	var asked, said map[string]any
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	tables := asked["RequestItems"].(map[string]any)
	left := map[string]any{}
	for table, of := range tables {
		if is.items == "" {
			tables[table], left[table] = of.([]any)[:1], of.([]any)[1:]
			continue
		}
		all := of.(map[string]any)[is.items].([]any)
		of.(map[string]any)[is.items], left[table] = all[:1], map[string]any{is.items: all[1:]}
		if len(all) == 1 {
			left = map[string]any{}
		}
	}
	body, _ := json.Marshal(asked)
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer, err := s.under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return nil, err
	}
	said[is.left] = left
	body, _ = json.Marshal(said)
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer.Header.Del("X-Amz-Crc32")
	return answer, nil
}

// What the service gives back is asked for again, until all is read and written.
func TestNothingOfABatchIsForgotten(t *testing.T) {
	name := table(t)
	c := dynamodb.New(client.Options(), func(o *dynamodb.Options) {
		o.HTTPClient = &http.Client{Transport: stingy{&http.Transport{DisableKeepAlives: true}}}
	})
	s := dynamo.New(c, name, time.Now)
	var keys []store.Key
	for i := range 5 {
		keys = append(keys, store.Key{Part: "a", Sort: fmt.Sprint(i)})
	}
	err := s.Load(t.Context(), func(yield func(store.Item) bool) {
		for _, k := range keys {
			if !yield(store.Item{Key: k, Value: []byte(k.Sort)}) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Get(t.Context(), keys...)
	if len(found) != len(keys) || err != nil {
		t.Errorf("%d of %d items, %v", len(found), len(keys), err)
	}
	for _, k := range keys {
		if string(found[k].Value) != k.Sort {
			t.Errorf("%v is %q", k, found[k].Value)
		}
	}
}
