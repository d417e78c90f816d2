package smtp_test

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/notify/notifytest"
	"tidings/internal/notify/smtp"
)

func hello(t *testing.T) *letter.Letter {
	t.Helper()
	to, err := contacts.ParseAddress("ann@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return &letter.Letter{To: to, From: mail.Address{Name: "Site", Address: "status@example.com"}, Subject: "Grüße", Text: "Hello", HTML: "<p>Hello</p>", Lang: "en", Key: "k", Host: "example.com"}
}

func open(t *testing.T, address string) *smtp.Channel {
	t.Helper()
	c, err := smtp.Open(address, func(context.Context) (string, error) { return "", errors.New("no password") }, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSend(t *testing.T) {
	box := notifytest.Open(t)
	c := open(t, "smtp://"+box.Address)
	if err := c.Send(t.Context(), hello(t)); err != nil {
		t.Fatal(err)
	}
	if got := box.Wait(t, "ann@example.com", 1)[0]; got.Subject != "Grüße" || strings.TrimSpace(got.Text) != "Hello" {
		t.Errorf("got %+v", got)
	}
}

func TestAnswersOfTheServer(t *testing.T) {
	box := notifytest.Open(t)
	c := open(t, "smtp://"+box.Address)
	var trouble error // no error of package notify: about the server, or about us
	for _, test := range []struct {
		code  int
		class gosmtp.EnhancedCode
		data  bool // said of the content, not of the address
		want  error
		gone  bool // the address does not exist
	}{
		{550, gosmtp.EnhancedCode{5, 1, 1}, false, notify.ErrRefused, true}, {553, gosmtp.EnhancedCode{5, 1, 3}, false, notify.ErrRefused, true},
		{552, gosmtp.EnhancedCode{5, 2, 2}, false, notify.ErrRefused, false}, {550, gosmtp.EnhancedCode{5, 7, 1}, false, notify.ErrRefused, false},
		{450, gosmtp.EnhancedCode{4, 2, 1}, false, notify.ErrLater, false}, {421, gosmtp.EnhancedCode{4, 7, 0}, false, trouble, false},
		{554, gosmtp.EnhancedCode{5, 6, 0}, true, notify.ErrRefused, false}, {550, gosmtp.EnhancedCode{5, 1, 1}, true, notify.ErrRefused, false},
		{451, gosmtp.EnhancedCode{4, 7, 1}, true, notify.ErrLater, false}, {421, gosmtp.EnhancedCode{4, 3, 2}, true, trouble, false},
	} {
		answer := func(string) error {
			return &gosmtp.SMTPError{Code: test.code, EnhancedCode: test.class, Message: "not ann@example.com"}
		}
		if box.Refuse(answer); test.data {
			box.Refuse(nil)
			box.RefuseData(answer)
		}
		err := c.Send(t.Context(), hello(t))
		about := errors.Is(err, notify.ErrRefused) || errors.Is(err, notify.ErrLater)
		if err == nil || about != (test.want != nil) || about && !errors.Is(err, test.want) || errors.Is(err, notify.ErrNobody) != test.gone {
			t.Errorf("%d %v: %v; want %v, no such address %v", test.code, test.class, err, test.want, test.gone)
		}
		if strings.Contains(err.Error(), "ann@") {
			t.Errorf("%d: the error shows the address: %v", test.code, err)
		}
		if server, ok := errors.AsType[notify.ServerError](err); !ok || server.Code != test.code || server.At != map[bool]string{false: "recipient", true: "content"}[test.data] || !strings.HasSuffix(server.Said, "not ann@example.com") {
			t.Errorf("%d: what the server said is %+v", test.code, server)
		}
	}
}

func TestAServerThatIsNotThereIsTriedLater(t *testing.T) {
	err := open(t, "smtp://127.0.0.1:1").Send(t.Context(), hello(t))
	if err == nil || errors.Is(err, notify.ErrRefused) {
		t.Errorf("got %v", err)
	}
}

// Nobody else's server is given mail in the open.
func TestAPlainServerElsewhereIsRefused(t *testing.T) {
	box := notifytest.Open(t)
	_, port, _ := strings.Cut(box.Address, ":")
	err := open(t, "smtp://localhost.localdomain:"+port).Send(t.Context(), hello(t))
	if err == nil || box.Count() != 0 {
		t.Errorf("%d messages, %v", box.Count(), err)
	}
}

func TestAddressesOfServers(t *testing.T) {
	for _, address := range []string{"", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://ann:secret@mail.example.com", "smtp://mail.example.com/path", "smtp://%zz"} {
		_, err := smtp.Open(address, nil, time.Now)
		if err == nil || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range []string{"smtp://mail.example.com", "smtps://ann@mail.example.com:1465", "smtp://[::1]:25"} {
		if _, err := smtp.Open(address, nil, time.Now); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// Messages share a call; when the server hangs up in between, it is called again,
// and none is lost or comes twice.
func TestMessagesShareACall(t *testing.T) {
	box := notifytest.Open(t)
	c := open(t, "smtp://"+box.Address)
	for range 20 {
		if err := c.Send(t.Context(), hello(t)); err != nil {
			t.Fatal(err)
		}
	}
	if box.Calls() != 1 || box.Count() != 20 {
		t.Errorf("%d messages in %d calls", box.Count(), box.Calls())
	}
	box.HangUp()
	if err := c.Send(t.Context(), hello(t)); err != nil || box.Calls() != 2 || box.Count() != 21 {
		t.Errorf("%v; %d messages in %d calls", err, box.Count(), box.Calls())
	}
	for range 200 {
		if err := c.Send(t.Context(), hello(t)); err != nil {
			t.Fatal(err)
		}
	}
	if box.Calls() < 4 || box.Calls() > 5 || box.Count() != 221 {
		t.Errorf("%d messages in %d calls; servers have enough of one at some point", box.Count(), box.Calls())
	}
}

// A refusal ends a call and spoils none that follows.
func TestAfterARefusal(t *testing.T) {
	box := notifytest.Open(t)
	c := open(t, "smtp://"+box.Address)
	for i := range 6 {
		box.Refuse(func(string) error {
			if i%2 == 0 {
				return &gosmtp.SMTPError{Code: 550, EnhancedCode: gosmtp.EnhancedCode{5, 1, 1}, Message: "no"}
			}
			return nil
		})
		if err := c.Send(t.Context(), hello(t)); (err != nil) != (i%2 == 0) {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if box.Count() != 3 {
		t.Errorf("%d messages came", box.Count())
	}
}
