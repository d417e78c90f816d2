package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/status"
	"tidings/internal/store"
)

// tellPoll is how often the desk is asked for what has become due.
const tellPoll = 10 * time.Second

// toldKey holds the cursor up to which changes have been made known to the
// desk. It stands beside the people: neither store says anything of the other.
var toldKey = store.Key{Part: "app", Sort: "told"}

// telling tells people what happens until the context ends. It waits for no
// publish, and no publish for it.
func (a *App) telling(ctx context.Context) {
	if a.desk == nil {
		return
	}
	var pause backoff
	for ctx.Err() == nil {
		more, err := a.tellOnce(ctx)
		err = errors.Join(err, a.findMail(ctx))
		switch {
		case err != nil:
			a.trouble.Store(&err)
			a.failed(ctx, &pause, "not everybody could be told; it is tried again", err)
			sleep(ctx, pause.next())
		case !more:
			a.trouble.Store(a.caution(ctx))
			a.recovered(&pause, "everybody is told again")
			a.toTell.wait(ctx, tellPoll)
		}
	}
}

// caution is what the mail service says against sending, before anything is
// sent; nil for nothing. It is logged when it is new.
func (a *App) caution(ctx context.Context) *error {
	service, ok := a.People.Channel.(notify.Checked)
	if !ok {
		return nil
	}
	err := service.Check(ctx)
	if err == nil || ctx.Err() != nil {
		return nil
	}
	if was := a.trouble.Load(); was == nil || (*was).Error() != err.Error() {
		a.Log.Warn("mail may not reach its readers", "error", err)
	}
	return &err
}

// tellOnce makes known what has changed, and tells some of those who are not
// told yet.
func (a *App) tellOnce(ctx context.Context) (more bool, err error) {
	if err := a.makeKnown(ctx); err != nil {
		return false, err
	}
	return a.tellMore(ctx)
}

// tellMore asks some of those who want to be told, and tells some of those who are
// not told yet.
func (a *App) tellMore(ctx context.Context) (more bool, err error) {
	inviting := a.letters() != message.MailOff && a.invite(ctx)
	more, err = a.desk.Work(ctx)
	return more || inviting, err
}

// startTelling notes, before the program is ready for the first time, what is
// the past.
func (a *App) startTelling(ctx context.Context) error {
	if a.desk == nil {
		return nil
	}
	for _, c := range a.rules.Load().config.Channels {
		if err := a.outlets.Begin(ctx, c); err != nil {
			return err
		}
	}
	return a.makeKnown(ctx)
}

// makeKnown takes the changes that nobody has been told of to the desk. The
// very first time there are none: nobody is told of what was before.
func (a *App) makeKnown(ctx context.Context) error {
	a.still.RLock()
	defer a.still.RUnlock()
	if a.halfway.Load() {
		return nil // what a commit tells is weighed as a whole
	}
	var at tally
	cursor, first, err := a.toldUpTo(ctx)
	if err != nil {
		return err
	}
	for {
		changes, next, err := a.rules.Load().board.Changes(ctx, cursor, changesAtOnce)
		if errors.Is(err, store.ErrCursor) && cursor != "" {
			cursor = "" // of another store: the ledger knows who was told of what
			continue
		}
		if err != nil {
			return fmt.Errorf("reading changes: %w", err)
		}
		if first && next != cursor { // the past, page by page
			cursor = next
			continue
		}
		if !first {
			if err := a.tellChanges(ctx, &at, cursor, changes); err != nil || next == cursor {
				return err
			}
		}
		first, cursor = false, next
		if err := a.setToldUpTo(ctx, cursor); err != nil {
			return err
		}
	}
}

// tellChanges takes changes that were read at a cursor to the desk.
func (a *App) tellChanges(ctx context.Context, at *tally, cursor string, changes []status.Change) error {
	for i := range changes {
		messages, err := at.messages(ctx, a, cursor, changes[i].Commit)
		if err != nil {
			return err
		}
		if err := a.tellOf(ctx, &changes[i], messages); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) toldUpTo(ctx context.Context) (cursor string, first bool, err error) {
	found, err := a.People.Store.Get(ctx, toldKey)
	if err != nil {
		return "", false, fmt.Errorf("reading what people know of: %w", err)
	}
	it, ok := found[toldKey]
	return string(it.Value), !ok, nil
}

func (a *App) setToldUpTo(ctx context.Context, cursor string) error {
	return a.People.Store.Update(ctx, []store.Key{toldKey}, func(tx *store.Tx) error {
		return tx.Put(toldKey, []byte(cursor))
	})
}

// drainMail sends what was asked for last: the messages that answer a form.
func (a *App) drainMail(ctx context.Context) error {
	if a.notes == nil {
		return nil
	}
	return a.notes.drain(ctx)
}

// errNoMail says that messages cannot be taken any more.
var errNoMail = errors.New("too many messages wait to be sent")

// notes are the messages that a form asks for. They are sent one after the
// other by a loop of their own, so that how long an answer takes says nothing
// of what it sent.
type notes struct {
	queue chan notify.Letter
	send  func(context.Context, notify.Letter) error
}

const maxNotes = 1000

func (n *notes) add(l notify.Letter) error {
	select {
	case n.queue <- l:
		return nil
	default:
		return errNoMail
	}
}

// sending sends notes until the context ends. A note that the channel cannot
// take now is tried again a few times; whoever waits for it can ask again.
func (a *App) sending(ctx context.Context) {
	if a.notes == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-a.notes.queue:
			a.sendNote(ctx, l)
		}
	}
}

const noteTries = 4

func (a *App) sendNote(ctx context.Context, l notify.Letter) {
	var pause backoff
	for try := 1; ; try++ {
		err := a.notes.send(ctx, l)
		if err == nil || errors.Is(err, notify.ErrRefused) {
			return
		}
		if try == noteTries || !sleep(ctx, 10*pause.next()) {
			a.Log.Warn("a message about a subscription could not be sent; it can be asked for again", "error", err)
			return
		}
	}
}

// drain sends what still waits, once each.
func (n *notes) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		select {
		case l := <-n.queue:
			if err := n.send(ctx, l); err != nil {
				return fmt.Errorf("sending the last messages: %w", err)
			}
		default:
			return nil
		}
	}
	return ctx.Err()
}
