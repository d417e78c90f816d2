package contacts

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golang.org/x/net/idna"
)

// Address is an address that mail services take, which is less than what people
// may sign in by (access.Email), and keeps what stands before the @ as it was typed.
// It prints redacted, wherever it is printed: Reveal is for those who write to it.
type Address struct{ local, domain string }

// ErrAddress is in every error about something that is no mail address.
var ErrAddress = errors.New("not a mail address")

const (
	maxLocal   = 64
	maxAddress = 254
)

// ParseAddress reads a bare address such as "ann@example.com". A domain in
// another script is written in its ASCII form; the part before the @ must be
// ASCII, because mail services take no other.
func ParseAddress(s string) (Address, error) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return Address{}, fmt.Errorf("%w: there is no @ in it", ErrAddress)
	}
	local, domain := s[:at], strings.TrimSuffix(s[at+1:], ".")
	if !goodLocal(local) {
		return Address{}, fmt.Errorf("%w: what stands before the @ must be 1 to %d of the letters a to z, digits and .!#$%%&'*+-/=?^_`{|}~, without two dots in a row", ErrAddress, maxLocal)
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !strings.Contains(ascii, ".") || strings.Contains(ascii, "..") || len(local)+1+len(ascii) > maxAddress {
		return Address{}, fmt.Errorf("%w: what stands after the @ is no domain name", ErrAddress)
	}
	return Address{local, strings.ToLower(ascii)}, nil
}

func goodLocal(s string) bool {
	if s == "" || len(s) > maxLocal || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte(".!#$%&'*+-/=?^_`{|}~", c) < 0 {
			return false
		}
	}
	return true
}

// Reveal is the address as mail is sent to it.
func (a Address) Reveal() string { return a.local + "@" + a.domain }

// String is enough to recognise an address by, and not enough to write to it.
func (a Address) String() string {
	if a.local == "" {
		return "nobody"
	}
	return a.local[:1] + "…@" + a.domain
}

// GoString keeps %#v from showing more than String.
func (a Address) GoString() string { return a.String() }

// LogValue implements slog.LogValuer.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.String()) }

// same is the form that two spellings of one address share. By the letter what
// stands before the @ may differ by case; no service that people use tells such
// addresses apart.
func (a Address) same() string { return strings.ToLower(a.Reveal()) }
