package app

import (
	"context"
	"errors"

	"tidings/internal/mailing"
	"tidings/internal/message"
	"tidings/internal/notify"
	"tidings/internal/status"
)

// asked is the service that can say whether it sends, where there is one.
func (p *People) asked() (service notify.Checked, asks bool) {
	if p != nil && !p.Filed {
		service, asks = p.Channel.(notify.Checked)
	}
	return service, asks
}

// off reports whether no mail goes out until somebody changes how it is set up. The
// error says that nobody knows.
func (p *People) off(ctx context.Context) (bool, error) {
	service, asks := p.asked()
	if !asks {
		return false, nil
	}
	err := service.Check(ctx)
	if errors.Is(err, notify.ErrOff) {
		return true, nil
	}
	return false, err
}

// letters is what becomes of letters, as far as was found.
func (a *App) letters() message.Mail {
	switch {
	case !a.mails() || a.mailOff.Load():
		return message.MailOff
	case a.People != nil && a.People.Filed:
		return message.MailFiled
	}
	return message.MailSent
}

// recallMail goes on from what the last run has found: a start waits for no mail
// service.
func (a *App) recallMail(ctx context.Context) error {
	if _, asks := a.People.asked(); !asks {
		return nil
	}
	off, err := mailing.IsOff(ctx, a.Store)
	a.mailOff.Store(off)
	return err
}

// findMail has the page say whether mail goes out, as far as that is known, and keeps
// it for those who cannot ask.
func (a *App) findMail(ctx context.Context) error {
	if _, asks := a.People.asked(); !asks {
		return nil
	}
	off, err := a.People.off(ctx)
	if err != nil {
		return nil // the desk finds it out too, and says so
	}
	if err := mailing.Found(ctx, a.Store, off); err != nil {
		return err
	}
	if a.mailOff.Swap(off) != off {
		a.ask(status.Scope{Mail: true})
	}
	return nil
}
