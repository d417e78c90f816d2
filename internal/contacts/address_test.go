package contacts

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		"ann@example.com":                        "ann@example.com",
		"  Ann.B+status@Example.COM ":            "Ann.B+status@example.com",
		"ann@bücher.example":                     "ann@xn--bcher-kva.example",
		"ann@例え.テスト":                             "ann@xn--r8jz45g.xn--zckzah",
		"o'neil@example.com":                     "o'neil@example.com",
		"ann@example.com.":                       "ann@example.com",
		"":                                       "",
		"ann":                                    "",
		"@example.com":                           "",
		"ann@":                                   "",
		"ann@localhost":                          "",
		"an n@example.com":                       "",
		"ann@exam ple.com":                       "",
		"ann@example.com\r\nBcc: x@y.z":          "",
		"ann\r\n@example.com":                    "",
		"Ann <ann@example.com>":                  "",
		"ann@example.com,bob@x.org":              "",
		"änn@example.com":                        "",
		".ann@example.com":                       "",
		"a..n@example.com":                       "",
		"ann@-bad-.com":                          "",
		"ann@a..com":                             "",
		strings.Repeat("a", 65) + "@example.com": "",
		"ann@" + strings.Repeat(strings.Repeat("a", 60)+".", 5) + "com": "",
		"ann@[127.0.0.1]": "",
	} {
		got, err := ParseAddress(in)
		if (err != nil) != (want == "") || want != "" && got.Reveal() != want {
			t.Errorf("%q: %q, %v; want %q", in, got.Reveal(), err, want)
		}
		if err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v is no ErrAddress", in, err)
		}
	}
}

func TestAddressesPrintRedacted(t *testing.T) {
	a, err := ParseAddress("canary@example.com")
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("told", "to", a, "subscriber", Subscriber{Address: a})
	for _, said := range []string{fmt.Sprint(a), fmt.Sprintf("%v %+v %#v %s %q", a, a, a, a, a), fmt.Sprintf("%+v %#v", Subscriber{Address: a}, &Subscriber{Address: a}), log.String()} {
		if strings.Contains(said, "anary") {
			t.Errorf("it shows the address: %s", said)
		}
	}
}
