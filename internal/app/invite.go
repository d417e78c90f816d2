package app

import (
	"context"
	"errors"

	"tidings/internal/contacts"
	"tidings/internal/notify"
)

// invitationsAtOnce is how many invitations are sent before news has its turn.
const invitationsAtOnce = 20

// invite sends letters that wait in the book, because the program that took the
// wish sends none. It reports whether more may wait. What fails holds up no news:
// it is logged, and the book gives it out again later.
func (a *App) invite(ctx context.Context) (more bool) {
	for range invitationsAtOnce {
		inv, err := a.People.Book.NextInvitation(ctx, a.clock.Now())
		if errors.Is(err, contacts.ErrNotFound) || ctx.Err() != nil {
			return false
		}
		if err == nil {
			err = a.sendInvitation(ctx, inv)
		}
		if err != nil {
			a.Log.WarnContext(ctx, "somebody could not be asked whether they want to be told", "to", inv.Address, "try", inv.Tries, "error", err)
		}
		if err != nil && !ofOne(err) {
			return false
		}
	}
	return true
}

// ofOne reports whether an error is about one message, and others may be sent.
func ofOne(err error) bool {
	return errors.Is(err, notify.ErrRefused) || errors.Is(err, notify.ErrLater) || errors.Is(err, notify.ErrUnsure)
}

// sendInvitation sends one, and ends it where it is not to be sent again.
func (a *App) sendInvitation(ctx context.Context, inv contacts.Invitation) error {
	l, err := a.writer.Confirm(inv.Address, inv.Language, inv.Token)
	if err != nil {
		return err
	}
	sending, done := notify.Finishing(ctx)
	defer done()
	err = a.People.Channel.Send(sending, l)
	after := context.WithoutCancel(ctx)
	if errors.Is(err, notify.ErrNobody) {
		err = errors.Join(err, a.People.Book.Report(after, inv.Address, contacts.Hard, a.clock.Now()))
	}
	if err == nil || hopeless(err, inv.Tries) {
		err = errors.Join(err, a.People.Book.Invited(after, inv))
	}
	return err
}

// refusals is how often an invitation is refused before that says something of its
// reader and not of us: the tries are two hours apart by then.
const refusals = 7

// hopeless reports whether an invitation that failed so is not tried again. One that
// may have been taken is sent once more: better twice than never, but not often.
func hopeless(err error, tries int) bool {
	switch {
	case errors.Is(err, notify.ErrNobody):
		return true
	case errors.Is(err, notify.ErrUnsure):
		return tries > 1
	}
	return errors.Is(err, notify.ErrRefused) && tries >= refusals
}
