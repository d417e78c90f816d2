// Package totp makes and checks the codes of RFC 6238 that authenticator apps
// show: six digits, SHA-1, every 30 seconds, because that is what all of them
// can do. It must never know whose a secret is or where it is kept.
package totp

import (
	"encoding/base32"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"tidings/internal/secret/proof"
)

const (
	secretBytes = 20 // as RFC 4226 recommends
	period      = 30 // seconds
	drift       = 1  // periods that a phone's clock may be off, either way
)

var options = totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// NewSecret returns a secret as apps take it: base32 without padding. Random
// must be cryptographic.
func NewSecret(random io.Reader) (string, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("reading randomness for an authenticator: %w", err)
	}
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), nil
}

// Check returns the period that a code belongs to, if it is right at a time and
// its period is after the last one used: no code opens twice. Spaces in the
// code do not count.
func Check(secret, code string, at time.Time, last int64) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	now := at.Unix() / period
	for _, s := range [...]int64{now, now - 1, now + 1} {
		want, err := totp.GenerateCodeCustom(secret, time.Unix(s*period, 0), options)
		if err != nil {
			return 0, false
		}
		if proof.Same(code, want) && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// Address is what the picture says to an app. Issuer and account are shown in it.
func Address(issuer, account, secret string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account}
	u.RawQuery = "secret=" + secret + "&issuer=" + url.QueryEscape(issuer)
	return strings.ReplaceAll(u.String(), "+", "%20")
}

// Picture is the square code of an address as the path of an SVG drawing, one
// unit a module, with a quiet zone of four; side is the drawing's width.
func Picture(address string) (path string, side int, err error) {
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return "", 0, fmt.Errorf("drawing the code for the authenticator: %w", err)
	}
	var b strings.Builder
	n := code.Bounds().Dx()
	for y := range n {
		for x := range n {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				b.WriteString("M" + strconv.Itoa(x+4) + " " + strconv.Itoa(y+4) + "h1v1h-1z")
			}
		}
	}
	return b.String(), n + 8, nil
}
