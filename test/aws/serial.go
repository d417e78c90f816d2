package aws

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"sync"
)

// oneByOne sends one request at a time: a transaction of moto's is not alone
// while it works, as one of DynamoDB's is.
type oneByOne struct {
	mu    sync.Mutex
	under http.RoundTripper
}

// apart sends one request at a time, each over a connection of its own.
func apart() http.RoundTripper {
	return &oneByOne{under: &http.Transport{DisableKeepAlives: true}}
}

func (o *oneByOne) RoundTrip(r *http.Request) (*http.Response, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	answer, err := o.under.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err = cmp.Or(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}
