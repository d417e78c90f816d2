package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"tidings/generator"
	"tidings/internal/kept"
	"tidings/internal/mailing"
	"tidings/internal/message"
	"tidings/internal/publish"
	"tidings/internal/status"
	"tidings/internal/store"
)

// What follows is for a program that does not run all the time: it is started
// for one thing, and remembers nothing that is not in the store. Each thing is a
// function and no method: templates call methods by name, so that every door with an
// App would link the things of all others.

// Refresh brings the configuration into force that is kept in the store. It
// fails with kept.ErrNone where no content was ever valid.
func (a *App) Refresh(ctx context.Context) error {
	v, err := kept.Current(ctx, a.Store)
	if err != nil {
		return err
	}
	if a.rules.Load() != nil && v == a.version {
		return nil
	}
	r, err := a.rulesOf(ctx, v)
	if err != nil {
		return err
	}
	a.rules.Store(r)
	a.version = v
	return nil
}

// RefreshWhole is Refresh for a program that shows or writes the board to people:
// between two edits of the content it tells them to come again.
func (a *App) RefreshWhole(ctx context.Context) error {
	c, err := a.readCurrent(ctx)
	if err != nil {
		return err
	}
	a.halfway.Store(!c.Done)
	return a.Refresh(ctx)
}

// Settle works out what a request has brought in, and reports whether there is
// something to publish or to tell besides, for which other programs are to be woken.
func Settle(ctx context.Context, a *App) (wake bool, err error) {
	if a.toWork.rung() {
		err = a.workOff(ctx)
	}
	for _, b := range []bell{a.toPublish, a.toTell, a.toPost} {
		wake = b.rung() || wake
	}
	return wake, err
}

// shown is what the published site was made by, beside the facts.
type shown struct {
	Content string `json:"content"` // SHA-256 of the configuration
	Day     string `json:"day"`     // in the site's zone
	// Letters is what the pages say of mail. Formless says that nobody takes forms.
	Letters  message.Mail `json:"letters,omitempty"`
	Formless bool         `json:"formless,omitempty"`
}

func (a *App) shownKey() store.Key { return a.ownKey("shown") }

// PublishNewest does once what a running program does all the time: what time has
// brought, what was posted and has waited long enough, the newest state of the
// site where anything changed since it was published, and the heartbeat. Copies,
// which have the same store, do the last two beside it: what troubles one target
// keeps no other from being up to date.
func PublishNewest(ctx context.Context, a *App, copies ...*App) (Pass, error) {
	if err := a.throughContent(ctx); err != nil {
		return Pass{}, err
	}
	if err := a.Refresh(ctx); err != nil {
		return Pass{}, err
	}
	now := a.clock.Now()
	due, err := a.passTo(ctx, now, now)
	if err != nil {
		return Pass{}, fmt.Errorf("working out what became due: %w", err)
	}
	if due, err = a.postDue(ctx, now, due); err != nil {
		return Pass{}, err
	}
	failed := make([]error, 1+len(copies))
	var all sync.WaitGroup
	for i, c := range copies {
		all.Go(func() { failed[1+i] = c.copyNewest(ctx) })
	}
	failed[0] = a.catchUp(ctx)
	all.Wait()
	done := a.pass.take()
	done.Due = due
	return done, errors.Join(failed...)
}

// copyNewest brings a copy up to date.
func (a *App) copyNewest(ctx context.Context) error {
	err := a.Refresh(ctx)
	if err == nil {
		err = a.catchUp(ctx)
	}
	if err != nil {
		return fmt.Errorf("the copy %s: %w", a.Copy, err)
	}
	return nil
}

// restAfter is how long a target is left alone that did not answer: meanwhile
// nobody waits for it, and the next wake of the clock tries it again.
const restAfter = 45 * time.Second

// catchUp publishes the newest state where the target does not show it.
func (a *App) catchUp(ctx context.Context) error {
	now := a.clock.Now()
	if now.Before(a.rests) {
		return nil
	}
	err := a.publishedAsOf(ctx, now)
	if err == nil {
		err = a.beatOnce(ctx)
	}
	if late, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err); ok && late.Timeout() {
		a.rests = a.clock.Now().Add(restAfter)
	}
	return err
}

// publishedAsOf publishes what changed since the site was published, by whichever
// process.
func (a *App) publishedAsOf(ctx context.Context, now time.Time) error {
	before, err := a.goOnFromStore(ctx)
	if err != nil {
		return err
	}
	then := shown{a.version.SHA256, string(status.DateOf(now, a.rules.Load().config.Site.Zone)), a.letters(), !a.mails()}
	retired := a.rules.Load().config.Layout.Retires(status.Date(before.Day), status.Date(then.Day))
	a.asked.add(status.Scope{All: then.Content != before.Content || then.Formless != before.Formless || retired,
		Midnight: then.Day != before.Day, Mail: then.Letters != before.Letters})
	cursor := a.cursor
	published, err := a.publishNew(ctx)
	if err == nil && !published && a.cursor != cursor {
		err = a.setPublished(ctx, a.cursor) // the next run need not read these again
	}
	if err == nil && then != before {
		err = a.setShown(ctx, then)
	}
	if err != nil {
		a.memo = generator.Memo{}
	}
	return err
}

// goOnFromStore reads how far the site is published, and what it was made by. What this
// process remembers holds only if no other has published meanwhile.
func (a *App) goOnFromStore(ctx context.Context) (before shown, err error) {
	cursorKey, shownKey := a.cursorKey(), a.shownKey()
	found, err := a.Store.Get(ctx, cursorKey, shownKey, mailing.Key)
	if err != nil {
		return before, fmt.Errorf("reading how far the site is published: %w", err)
	}
	if cursor := string(found[cursorKey].Value); cursor != a.cursor || cursor == "" {
		a.cursor, a.memo = cursor, generator.Memo{}
	}
	a.mailOff.Store(mailing.Off(found[mailing.Key].Value))
	_ = json.Unmarshal(found[shownKey].Value, &before) // one that cannot be read has the site made anew
	return before, nil
}

func (a *App) setShown(ctx context.Context, s shown) error {
	value, _ := json.Marshal(s) // strings: it cannot fail
	key := a.shownKey()
	err := a.Store.Update(ctx, []store.Key{key}, func(tx *store.Tx) error { return tx.Put(key, value) })
	if err != nil {
		return fmt.Errorf("writing what the site is made by: %w", err)
	}
	return nil
}

// beatOnce says that the site is up to date, if it is time to.
func (a *App) beatOnce(ctx context.Context) error {
	now := a.clock.Now()
	if now.Before(a.heart.due) {
		return nil
	}
	next := now.Add(beatEvery)
	own, err := publish.Beat(ctx, a.Target, a.heart.own, now, next)
	if errors.Is(err, publish.ErrFenced) && a.heart.own != 0 {
		own, err = publish.Beat(ctx, a.Target, 0, now, next) // another process has published since
	}
	a.heart.own, a.heart.due = own, next
	a.pass.Beat = err == nil
	if err != nil {
		a.heart = heart{}
		return fmt.Errorf("the site is published, but not its heartbeat: %w", err)
	}
	return nil
}

// leftAfter is how long a change of the content may be under way before
// whoever finds it takes it for left behind.
const leftAfter = 5 * time.Minute

// throughContent makes sure that the board is not between two edits of the
// content. One that was left behind is brought to its end.
func (a *App) throughContent(ctx context.Context) (err error) {
	if a.current, err = a.readCurrent(ctx); err != nil || a.current.Done {
		return err
	}
	if a.clock.Now().Sub(a.current.At) < leftAfter {
		return errHalfway
	}
	if a.index, err = readIndex(ctx, a.Store); err != nil {
		return err
	}
	return a.finish(ctx, nil)
}

// TakeContent brings the content folder onto the board and into force, and keeps
// it for programs that have no such folder. The error *content.Mistakes says that it
// holds some, which were told: then nothing of it is applied.
func TakeContent(ctx context.Context, a *App) error {
	a.index = nil
	if err := a.recall(ctx); err != nil {
		return err
	}
	if err := a.finish(ctx, nil); err != nil {
		return err
	}
	s, err := a.Folder.Look()
	if err != nil {
		return err
	}
	var seen follower
	err = seen.apply(ctx, a, s)
	a.tellMistakes(err)
	return err
}
