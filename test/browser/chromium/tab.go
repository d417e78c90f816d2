package chromium

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Object is a JSON object of the protocol.
type Object = map[string]any

// Tab is one page of a browser, with a cache of its own.
type Tab struct {
	wire             *wire
	session, context string
	loads            chan string // loaders whose load event has fired

	mu       sync.Mutex
	loader   string // of the page that is shown
	requests []string
	problems []string
}

// Open opens an empty tab.
func (b *Browser) Open(ctx context.Context) (*Tab, error) {
	t := &Tab{wire: b.wire, loads: make(chan string, 256)}
	var made struct{ BrowserContextID, TargetID, SessionID string }
	steps := []struct {
		method string
		params func() Object
	}{
		{"Target.createBrowserContext", func() Object { return Object{} }},
		{"Target.createTarget", func() Object { return Object{"url": "about:blank", "browserContextId": made.BrowserContextID} }},
		{"Target.attachToTarget", func() Object { return Object{"targetId": made.TargetID, "flatten": true} }},
	}
	for _, step := range steps {
		if err := b.wire.call(ctx, "", step.method, step.params(), &made); err != nil {
			return nil, err
		}
	}
	t.session, t.context = made.SessionID, made.BrowserContextID
	b.wire.hear(t.session, t.note)
	return t, t.watch(ctx)
}

// watch asks for the events that a tab keeps.
func (t *Tab) watch(ctx context.Context) error {
	for _, domain := range []string{"Page", "Network", "Runtime", "Log", "Audits"} {
		if err := t.Call(ctx, domain+".enable", nil, nil); err != nil {
			return err
		}
	}
	if err := t.Call(ctx, "Emulation.setFocusEmulationEnabled", Object{"enabled": true}, nil); err != nil {
		return err
	}
	return t.Call(ctx, "Page.setLifecycleEventsEnabled", Object{"enabled": true}, nil)
}

// Close closes the tab and forgets what it kept.
func (t *Tab) Close(ctx context.Context) error {
	return t.wire.call(ctx, "", "Target.disposeBrowserContext", Object{"browserContextId": t.context}, nil)
}

// Call calls a method of the DevTools protocol; params and result may be nil.
func (t *Tab) Call(ctx context.Context, method string, params, result any) error {
	return t.wire.call(ctx, t.session, method, params, result)
}

// Visit shows a page and waits until all of it is loaded.
func (t *Tab) Visit(ctx context.Context, url string) error {
	var to struct{ LoaderID, ErrorText string }
	if err := t.Call(ctx, "Page.navigate", Object{"url": url}, &to); err != nil {
		return err
	}
	if to.ErrorText != "" {
		return fmt.Errorf("visit %s: %s", url, to.ErrorText)
	}
	if to.LoaderID == "" { // a fragment of the page that is shown
		return nil
	}
	return t.untilLoaded(ctx, func(loader string) bool { return loader == to.LoaderID })
}

// Reload does what the browser's own button does.
func (t *Tab) Reload(ctx context.Context) error {
	return t.away(ctx, func() error { return t.Call(ctx, "Page.reload", nil, nil) })
}

// Leave evaluates JavaScript that leads to another page, as a click on a link or
// a button does, and waits until all of that page is loaded.
func (t *Tab) Leave(ctx context.Context, script string) error {
	return t.away(ctx, func() error { return t.eval(ctx, script, true, nil) })
}

// away does something and waits for a page other than the one that is shown.
func (t *Tab) away(ctx context.Context, do func() error) error {
	t.mu.Lock()
	before := t.loader
	t.mu.Unlock()
	if err := do(); err != nil {
		return err
	}
	return t.untilLoaded(ctx, func(loader string) bool { return loader != before })
}

func (t *Tab) untilLoaded(ctx context.Context, is func(loader string) bool) error {
	for {
		select {
		case loader := <-t.loads:
			if is(loader) {
				t.mu.Lock()
				t.loader = loader
				t.mu.Unlock()
				return nil
			}
		case <-t.wire.gone:
			return errGone
		case <-ctx.Done():
			return fmt.Errorf("page did not load: %w", ctx.Err())
		}
	}
}

// Eval evaluates JavaScript in the page, also where the page's own is off, and
// reads its value, or what its promise brings, into a pointer. into may be nil.
func (t *Tab) Eval(ctx context.Context, script string, into any) error {
	return t.eval(ctx, script, false, into)
}

// eval is Eval, and gesture says that somebody's hand is in it.
func (t *Tab) eval(ctx context.Context, script string, gesture bool, into any) error {
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	params := Object{"expression": script, "awaitPromise": true, "returnByValue": true, "userGesture": gesture}
	if err := t.Call(ctx, "Runtime.evaluate", params, &got); err != nil {
		return err
	}
	if e := got.ExceptionDetails; e != nil {
		return errors.New(e.Text + " " + e.Exception.Description)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(got.Result.Value, into)
}

// Requests are the addresses that the tab has asked for so far.
func (t *Tab) Requests() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.requests)
}

// Problems are what the browser has complained of so far: its console, failed
// requests, and what a content security policy has refused.
func (t *Tab) Problems() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.problems)
}
