package chromium

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// errGone is what calls get when the browser has ended.
var errGone = errors.New("chromium has ended")

// wire carries calls and events: JSON documents, each followed by a zero byte.
type wire struct {
	out   io.WriteCloser
	gone  chan struct{} // closed when the browser ends
	write sync.Mutex

	mu      sync.Mutex
	calls   int
	waiting map[int]chan document
	hearers map[string]func(method string, params json.RawMessage) // by session
}

// document is whatever goes over the wire.
type document struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
		Data    string `json:"data"`
	} `json:"error,omitempty"`
}

func newWire(in io.Reader, out io.WriteCloser) *wire {
	w := &wire{out: out, gone: make(chan struct{}), waiting: map[int]chan document{}, hearers: map[string]func(string, json.RawMessage){}}
	go w.read(in)
	return w
}

func (w *wire) read(in io.Reader) {
	defer close(w.gone)
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var d document
		if err := json.Unmarshal(bytes.TrimSuffix(text, []byte{0}), &d); err != nil {
			return
		}
		w.deliver(d)
	}
}

func (w *wire) deliver(d document) {
	w.mu.Lock()
	answer, hear := w.waiting[d.ID], w.hearers[d.Session]
	delete(w.waiting, d.ID)
	w.mu.Unlock()
	switch {
	case answer != nil:
		answer <- d
	case d.Method != "" && hear != nil:
		hear(d.Method, d.Params)
	}
}

// hear calls f with every event of a session, one at a time and in order.
func (w *wire) hear(session string, f func(method string, params json.RawMessage)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hearers[session] = f
}

// call asks the browser for something and waits for its answer; params and
// result may be nil.
func (w *wire) call(ctx context.Context, session, method string, params, result any) error {
	d, answer := document{Session: session, Method: method}, make(chan document, 1)
	if params != nil {
		var err error
		if d.Params, err = json.Marshal(params); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
	}
	w.mu.Lock()
	w.calls++
	d.ID = w.calls
	w.waiting[d.ID] = answer
	w.mu.Unlock()
	if err := w.send(d); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case got := <-answer:
		return got.into(method, result)
	case <-w.gone:
		return fmt.Errorf("%s: %w", method, errGone)
	case <-ctx.Done():
		return fmt.Errorf("%s: no answer: %w", method, ctx.Err())
	}
}

func (w *wire) send(d document) error {
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	w.write.Lock()
	defer w.write.Unlock()
	_, err = w.out.Write(append(text, 0))
	return err
}

func (d document) into(method string, result any) error {
	if d.Error != nil {
		return fmt.Errorf("%s: %s %s", method, d.Error.Message, d.Error.Data)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(d.Result, result)
}
