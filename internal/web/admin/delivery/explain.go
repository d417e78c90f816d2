package delivery

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"syscall"

	"tidings/internal/notify"
)

// trouble is why mail cannot be sent: in plain words, and as it was said.
type trouble struct{ Plain, Said string }

// explained is nil for no error.
func explained(err error) *trouble {
	if err == nil {
		return nil
	}
	t := &trouble{Plain: plain(err), Said: err.Error()}
	var server notify.ServerError
	var reply *textproto.Error
	switch {
	case errors.As(err, &server) && server.Said != "":
		t.Said = server.Said
	case errors.As(err, &reply):
		t.Said = fmt.Sprint(reply.Code, " ", reply.Msg)
	}
	return t
}

// plain is an error of sending mail as a sentence that says what to mend.
func plain(err error) string {
	var server notify.ServerError
	var reply *textproto.Error
	code, at := 0, ""
	if errors.As(err, &server) {
		code, at = server.Code, server.At
	} else if errors.As(err, &reply) {
		code = reply.Code
	}
	switch {
	case errors.Is(err, notify.ErrSandbox):
		return "Amazon SES sends to addresses only that are verified there, until AWS grants production access: whoever subscribes gets no letter."
	case errors.Is(err, notify.ErrNobody):
		return "The mail server says that there is no such address."
	case code == 535 || code == 534 || code == 454:
		return "The mail server does not take the user or the password: set the password anew with “tidings secret set smtp”."
	case code == 530:
		return "The mail server wants to know who is sending: put the user into --smtp, and the password into the secret smtp."
	case at == "sender" || code == 553:
		return "The mail server does not let us write in this sender's name: give one that it knows with --mail-from."
	case at == "recipient":
		return "The mail server does not take mail for this address from us: often because it wants to know who is sending, or because the sender is not verified."
	case at == "content":
		return "The mail server has looked at the letter and does not want it."
	case code != 0:
		return "The mail server has answered, and with no."
	}
	return unreached(err)
}

// unreached is for a server that was not spoken to at all.
func unreached(err error) string {
	var name *net.DNSError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var slow net.Error
	switch {
	case errors.As(err, &name):
		return "The name of the mail server cannot be resolved: see that --smtp names it right, and that this machine can ask its name server."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing answers where the mail server should be: see that host and port in --smtp are right, and that it runs."
	case errors.As(err, &authority), errors.As(err, &host), errors.As(err, &invalid):
		return "The certificate of the mail server is not one that this machine trusts for that name."
	case errors.As(err, &record):
		return "The mail server does not speak TLS from the start on this port: smtp:// is for port 587, smtps:// for port 465."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return "The mail server does not answer in time: something in between may not let the connection through, or the port is wrong."
	}
	return "The letter could not be given to the mail server."
}
