package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"tidings/test/wait"
)

// receiverBox is the other side of a webhook.
type receiverBox struct {
	mu   sync.Mutex
	seen map[string]bool // what came is known by its id when it comes again
	got  []map[string]any
}

func (b *receiverBox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var body map[string]any
	raw, _ := io.ReadAll(r.Body)
	if json.Unmarshal(raw, &body) == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		if id := r.Header.Get("webhook-id"); !b.seen[id] {
			b.seen[id] = true
			b.got = append(b.got, body)
		}
	}
}

// types waits until so many messages have come, and gives what they are.
func (b *receiverBox) types(t *testing.T, n int) (types []string) {
	t.Helper()
	wait.Until(t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		types = nil
		for _, m := range b.got {
			types = append(types, m["type"].(string))
		}
		return len(types) >= n
	}, func() string { return fmt.Sprintf("only %v came", types) })
	return types
}

// A channel hears of an incident from its beginning to its end, in order and
// across a restart, while four others that never answer well harm it in nothing:
// one is silent, one broken, one answers without end, and one sends the program
// to another address, which is not called.
func TestChannels(t *testing.T) {
	dir, good := newSite(t), &receiverBox{seen: map[string]bool{}}
	receiver := httptest.NewServer(good)
	defer receiver.Close()
	hang := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	defer silent.Close()
	defer close(hang)
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }))
	defer broken.Close()
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for _, err := w.Write(make([]byte, 64<<10)); err == nil; _, err = w.Write(make([]byte, 64<<10)) {
		}
	}))
	defer endless.Close()
	var lured atomic.Bool
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { lured.Store(true) }))
	defer inner.Close()
	luring := httptest.NewServer(http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect))
	defer luring.Close()
	if err := os.MkdirAll(filepath.Join(dir, "content", "channels"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{"good": receiver.URL, "silent": silent.URL, "broken": broken.URL, "endless": endless.URL, "luring": luring.URL} {
		if err := os.WriteFile(filepath.Join(dir, "content", "channels", name+".yaml"), []byte("kind: webhook\nurl: "+url+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, dir, "--allow-private-channels")
	say(t, dir, "out", "investigating")
	good.types(t, 1)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	serve(t, dir, "--allow-private-channels")
	say(t, dir, "out", "investigating", "identified", "resolved")
	got := good.types(t, 3)
	for i, want := range []string{"incident.opened", "incident.updated", "incident.closed"} {
		if got[i] != want {
			t.Errorf("message %d is %s, want %s", i+1, got[i], want)
		}
	}
	if lured.Load() {
		t.Error("a redirect was followed")
	}
}
