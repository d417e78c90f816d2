package totp

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"
)

// The secret and codes of RFC 6238, appendix B, cut to six digits.
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func TestCodesOfTheRFC(t *testing.T) {
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		if step, ok := Check(rfcSecret, code, time.Unix(at, 0), 0); !ok || step != at/30 {
			t.Errorf("at %d: %v, step %d", at, ok, step)
		}
	}
}

func TestClockMayBeOffByOnePeriod(t *testing.T) {
	for off, want := range map[int64]bool{-60: false, -30: true, 0: true, 30: true, 60: false} {
		if _, ok := Check(rfcSecret, "005924", time.Unix(1234567890+off, 0), 0); ok != want {
			t.Errorf("%d seconds off: %v", off, ok)
		}
	}
}

func TestCodeOpensOnce(t *testing.T) {
	at := time.Unix(1234567890, 0)
	step, ok := Check(rfcSecret, "005 924", at, 0)
	if !ok {
		t.Fatal("the code was refused")
	}
	if _, ok := Check(rfcSecret, "005924", at, step); ok {
		t.Error("the code opened twice")
	}
	if _, ok := Check(rfcSecret, "005924", at.Add(25*time.Second), step); ok {
		t.Error("the code opened again in the next period")
	}
}

func TestWrongCodes(t *testing.T) {
	for _, code := range []string{"", "5924", "0005924", "005925", "００５９２４", "005924x"} {
		if _, ok := Check(rfcSecret, code, time.Unix(1234567890, 0), 0); ok {
			t.Errorf("%q was taken", code)
		}
	}
}

func TestSecretsAreLongAndDiffer(t *testing.T) {
	a, err := NewSecret(rand.Reader)
	b, _ := NewSecret(rand.Reader)
	if err != nil || len(a) != 32 || a == b {
		t.Errorf("%q, %q, %v", a, b, err)
	}
}

func TestPictureAndAddress(t *testing.T) {
	address := Address("Status: Ferry & Sons", "ada@example.com", rfcSecret)
	if want := "otpauth://totp/Status:%20Ferry%20&%20Sons:ada@example.com?secret=" + rfcSecret + "&issuer=Status%3A%20Ferry%20%26%20Sons"; address != want {
		t.Errorf("address %s\nwant    %s", address, want)
	}
	path, side, err := Picture(address)
	if err != nil || side < 29 || !strings.HasPrefix(path, "M4 4h1v1h-1z") {
		t.Errorf("side %d, %v", side, err)
	}
}
