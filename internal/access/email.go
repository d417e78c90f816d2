package access

import (
	"errors"
	"log/slog"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Email is the address of an account in its one form: lower case, without
// spaces around it. It prints, logs and marshals redacted; Reveal shows it.
// It is a name to sign in by, as identity providers give it, so it may be one that
// contacts.Address refuses because no mail service takes it.
type Email struct{ text string }

// ErrEmail says that something is no e-mail address.
var ErrEmail = errors.New("this is not an e-mail address: write it as name@example.com")

// ParseEmail reads an address as people type it.
func ParseEmail(typed string) (Email, error) {
	if !utf8.ValidString(typed) {
		return Email{}, ErrEmail
	}
	text := strings.ToLower(norm.NFC.String(strings.TrimSpace(typed)))
	if len(text) > 254 || strings.ContainsFunc(text, odd) {
		return Email{}, ErrEmail
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text {
		return Email{}, ErrEmail
	}
	return Email{text}, nil
}

func odd(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune(`<>"`, r)
}

// Reveal is the address itself, for its owner, administrators and the mail that
// goes there.
func (e Email) Reveal() string { return e.text }

// String is enough of the address to know one's own by.
func (e Email) String() string {
	name, domain, ok := strings.Cut(e.text, "@")
	if !ok {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(name)
	return string(first) + "…@" + domain
}

// GoString is String.
func (e Email) GoString() string { return e.String() }

// LogValue is String.
func (e Email) LogValue() slog.Value { return slog.StringValue(e.String()) }

// MarshalText is String: what is written by accident is not the address.
func (e Email) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// words are the parts of the address that an attacker would try in a password.
func (e Email) words() []string {
	return strings.FieldsFunc(e.text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
