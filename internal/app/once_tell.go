package app

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"tidings/internal/config"
	"tidings/internal/notify"
	"tidings/internal/web"
)

// lastMoments is how long before its deadline a program that was started to tell
// people begins nothing new: longer than a message can be under way.
const lastMoments = 35 * time.Second

// TellNewest does once what a running program does all the time for those who
// can be told: it makes known what has changed, tells people, and takes news to
// channels, until all is told or the context's deadline is near. It reports
// whether there is more to tell. Several may run at once.
func TellNewest(ctx context.Context, a *App) (more bool, err error) {
	if err := a.Refresh(ctx); err != nil || a.desk == nil {
		return false, err
	}
	if err := a.startTelling(ctx); err != nil {
		return false, err
	}
	var posts sync.WaitGroup
	defer posts.Wait()
	for _, c := range a.rules.Load().config.Channels {
		posts.Go(func() { a.postUntil(ctx, c) })
	}
	begin, cancel := inTime(ctx)
	defer cancel()
	if err := a.findMail(begin); err != nil {
		return false, err
	}
	for more = true; more && err == nil && begin.Err() == nil; {
		more, err = a.tellMore(begin)
	}
	if errors.Is(err, notify.ErrOff) {
		a.Log.WarnContext(ctx, "nobody is told by mail; what they are not told waits", "error", err)
		return false, nil // the next minute asks again
	}
	if begin.Err() != nil && ctx.Err() == nil {
		return true, nil
	}
	return more, err
}

// TellStretch tells the people of a stretch of a round that a program has handed
// out. It reports whether the deadline came near before all of them were told: then
// the stretch is to be told again.
func TellStretch(ctx context.Context, a *App, s notify.Stretch) (more bool, err error) {
	if err := a.Refresh(ctx); err != nil || a.desk == nil {
		return false, err
	}
	begin, cancel := inTime(ctx)
	defer cancel()
	if err = begin.Err(); err == nil {
		err = a.desk.TellStretch(begin, s)
	}
	if begin.Err() != nil && ctx.Err() == nil {
		return true, nil
	}
	return false, err
}

// postUntil takes what is due to one channel.
func (a *App) postUntil(ctx context.Context, c config.Channel) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	a.post(ctx, c)
}

// inTime is a context that ends when nothing new may begin.
func inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadlineCause(ctx, deadline.Add(-lastMoments), notify.ErrNothingNew)
	}
	return context.WithCancel(ctx)
}

// Visitors answers the addresses of those who subscribe, for a program that is
// started for a request: what the answer sends has been sent when it comes, and it
// comes no sooner than usual, so that how long it takes says nothing.
func Visitors(a *App, usual time.Duration) http.Handler {
	mux := http.NewServeMux()
	a.doors(mux)
	return a.Fresh(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		mux.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			sleep(r.Context(), usual-time.Since(began))
		}
	}))
}

// Fresh has a handler answer by what is in force now, and sends the mail that its
// answer asks for before the answer comes.
func (a *App) Fresh(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := a.RefreshWhole(r.Context()); err != nil {
			a.Log.WarnContext(r.Context(), "the configuration in force cannot be read", "error", err)
			web.Problem(w, http.StatusServiceUnavailable, "The page is starting. Try again in a few seconds.")
			return
		}
		h.ServeHTTP(w, r)
		if err := a.drainMail(r.Context()); err != nil {
			a.Log.WarnContext(r.Context(), "a message could not be sent; it can be asked for again", "error", err)
		}
	})
}
