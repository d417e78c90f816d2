package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"tidings/internal/web"
)

const (
	drainTime     = 10 * time.Second // for what is under way when the program is stopped
	answerTime    = 5 * time.Second  // of that for requests: a slow sender leaves the rest to what was accepted
	headerTime    = 10 * time.Second
	requestTime   = 30 * time.Second
	idleTime      = 2 * time.Minute
	maxHeaderSize = 64 << 10
)

// Serve runs the whole program on a listener until the context ends, then
// finishes what is under way and returns nil. When the site has been published
// for the first time since the start it calls ready.
//
// The last good site is shown from the first moment. Content that is invalid at
// the start ends the program only if none was ever valid: otherwise it goes on
// from the last configuration that was.
//
// It is no method, for the reason that what doors do once has.
func Serve(ctx context.Context, a *App, l net.Listener, ready func()) error {
	srv := a.server()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()

	loops, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var running sync.WaitGroup
	begun := make(chan error, 1)
	running.Go(func() { begun <- a.run(loops, &running, ready) })

	err := a.until(ctx, failed, begun)
	a.ready.Store(false)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	answers, enough := context.WithTimeout(drain, answerTime)
	defer enough()
	err = errors.Join(err, shutdown(answers, srv))
	stop()
	running.Wait()
	if err == nil {
		a.drain(drain)
	}
	return err
}

// until waits for the end: asked for, or forced.
func (a *App) until(ctx context.Context, failed, begun <-chan error) error {
	for {
		select {
		case err := <-failed:
			return fmt.Errorf("serving: %w", err)
		case err := <-begun:
			if err != nil {
				return err
			}
			begun = nil
		case <-ctx.Done():
			return nil
		}
	}
}

// run brings the content in, publishes, and starts the loops.
func (a *App) run(ctx context.Context, running *sync.WaitGroup, ready func()) error {
	seen, err := a.begin(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	if err := a.startTelling(ctx); err != nil {
		a.Log.Warn("what people are to be told is not known yet; it is tried again", "error", err)
	}
	a.beat(ctx)
	a.ready.Store(true)
	ready()
	running.Go(func() { a.work(ctx) })
	running.Go(func() { a.publishing(ctx) })
	running.Go(func() { a.timing(ctx) })
	running.Go(func() { a.telling(ctx) })
	running.Go(func() { a.sending(ctx) })
	running.Go(func() { a.posting(ctx) })
	running.Go(func() { a.pack(ctx) })
	if a.Repository == nil {
		running.Go(func() { a.watch(ctx) })
	}
	running.Go(func() { a.follow(ctx, seen) })
	running.Go(func() { a.stating(ctx) })
	running.Go(func() { a.mark(ctx) })
	return nil
}

// drain works out and publishes what was accepted before the end.
func (a *App) drain(ctx context.Context) {
	if a.rules.Load() == nil {
		return
	}
	err := a.workOff(ctx)
	if err == nil {
		_, err = a.publishNew(ctx)
	}
	if err = errors.Join(err, a.drainMail(ctx)); err != nil {
		a.Log.Warn("what was accepted last will be worked out at the next start", "error", err)
	}
}

func (a *App) server() *http.Server {
	return &http.Server{
		Handler:           a.handler(),
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      2 * requestTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeaderSize,
	}
}

func shutdown(ctx context.Context, srv *http.Server) error {
	err := srv.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return srv.Close() // somebody is slow; what was accepted is durable
	}
	return err
}

// handler answers all public addresses.
func (a *App) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/hooks/{source}", a.hooks())
	mux.Handle("/hooks/content", web.Push{Content: pushes{a}, Now: a.clock.Now, Log: a.Log, Metrics: a.Metrics})
	mux.HandleFunc("/hooks/", web.Astray)
	mux.HandleFunc("GET /healthz", a.health)
	if a.Admin != nil {
		mux.Handle("/admin/", a.Admin)
	}
	a.doors(mux)
	mux.Handle("/", a.Site)
	return a.api(mux)
}

// hooks is the door for webhooks.
func (a *App) hooks() http.Handler {
	return web.NewHooks(web.Hooks{Deliveries: a, Now: a.clock.Now, Random: a.Random, Log: a.Log, Metrics: a.Metrics, Topics: a.topics})
}

func (a *App) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if !a.Ready() {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "starting")
		return
	}
	fmt.Fprintln(w, "ok")
	if a.refused.Load() {
		fmt.Fprintln(w, a.unapplied()+" is not applied as it is now, and the log says why; the site is shown and webhooks are taken all the same")
	}
}
