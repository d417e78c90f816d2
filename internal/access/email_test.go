package access_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"tidings/internal/access"
)

func TestAddressesHaveOneForm(t *testing.T) {
	for typed, want := range map[string]string{
		" Ada.Lovelace@Example.COM\n": "ada.lovelace@example.com",
		"zoe\u0308@example.com":       "zoë@example.com",
		"a+b@example.com":             "a+b@example.com",
		"":                            "", "ada": "", "ada@": "", "@x": "", "Ada <ada@example.com>": "", "<ada@example.com>": "", "a@b,c@d": "",
		"a\r\nBcc: x@example.com": "", "a b@example.com": "", strings.Repeat("a", 250) + "@example.com": "", "\xff@example.com": "",
	} {
		e, err := access.ParseEmail(typed)
		if e.Reveal() != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, e.Reveal(), err)
		}
	}
}

func TestAddressesPrintRedacted(t *testing.T) {
	e, err := access.ParseEmail("canary@example.com")
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "who", e, "in", access.Account{Email: e})
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "who", e, "in", access.Account{Email: e})
	asJSON, _ := json.Marshal(struct{ E access.Email }{e})
	shown := fmt.Sprintf("%s %v %+v %#v %q %x %s %s", e, e, e, e, e, e, asJSON, log.String()) + fmt.Sprintf("%v %+v", access.Account{Email: e}, &access.Account{Email: e})
	if strings.Contains(shown, "canary") || strings.Contains(shown, fmt.Sprintf("%x", "canary")) || !strings.Contains(shown, "c…@example.com") {
		t.Error(shown)
	}
}
