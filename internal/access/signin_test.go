package access_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/password"
)

func TestFirstAdministratorMayDoEverything(t *testing.T) {
	h := newHouse(t)
	g := h.first()
	if !access.Can(g.Account.Actor(""), access.WriteAccounts) || !access.Can(g.Account.Actor(""), access.ManageContacts) || !h.in(g.Text) {
		t.Errorf("the first administrator is %+v", g.Account)
	}
	if again := h.signIn("ADA@example.com"); again.Text == g.Text || !h.in(again.Text) {
		t.Error("signing in gave no session of its own")
	}
	if _, err := h.FirstLink(t.Context()); !errors.Is(err, access.ErrTaken) {
		t.Errorf("a second first link gave %v", err)
	}
}

func TestOnlyOneFirstLinkMakesAnAdministrator(t *testing.T) {
	h := newHouse(t)
	old, err := h.FirstLink(t.Context())
	h.must(err)
	text, err := h.FirstLink(t.Context())
	h.must(err)
	use := func(text, email string) error {
		_, err := h.Use(t.Context(), text, access.Chosen{Email: email, Password: goodPassword}, from)
		return err
	}
	if err := use(old, "eve@example.com"); !errors.Is(err, access.ErrLink) {
		t.Errorf("the link before gave %v", err)
	}
	var wg sync.WaitGroup
	var made atomic.Int32
	for i := range 8 {
		wg.Go(func() {
			if use(text, string(rune('a'+i))+"@example.com") == nil {
				made.Add(1)
			}
		})
	}
	wg.Wait()
	list, err := h.List(t.Context())
	if err != nil || made.Load() != 1 || len(list) != 1 {
		t.Errorf("%d administrators, %d accounts, %v", made.Load(), len(list), err)
	}
}

// What is refused is refused with one error and after one computation, whoever asks.
func TestRefusalsLookAlike(t *testing.T) {
	h := newHouse(t)
	h.first()
	disabled := h.person("off@example.com", editor)
	h.must(h.SetRights(t.Context(), ann, disabled.ID, access.Rights{Role: access.Edit, Disabled: true}))
	invited, err := access.ParseEmail("new@example.com")
	h.must(err)
	_, err = h.Add(t.Context(), ann, invited, "", editor)
	h.must(err)
	for range access.TriesPerAccount {
		h.SignIn(t.Context(), "ada@example.com", "wrong", from)
	}
	for who, word := range map[string]string{
		"nobody@example.com": goodPassword, "off@example.com": goodPassword, "new@example.com": "", "ada@example.com": goodPassword,
		"": goodPassword, "not an address": goodPassword, strings.Repeat("x", 5000): strings.Repeat("y", 5000), "\xff@\x00": "\xff",
	} {
		before := h.hasher.Computed()
		g, err := h.SignIn(t.Context(), who, word, from)
		if err != access.ErrRefused || g.Text != "" {
			t.Errorf("%.40q: got %v, %v", who, g, err)
		}
		if n := h.hasher.Computed() - before; n != 1 {
			t.Errorf("%.40q took %d computations", who, n)
		}
	}
}

func TestLockedAccountOpensAgainByItself(t *testing.T) {
	h := newHouse(t)
	h.first()
	for i := range access.TriesPerAccount {
		email := []string{"ada@example.com", "ADA@EXAMPLE.COM", " Ada@example.com"}[i%3] // one account, however it is written
		if _, err := h.SignIn(t.Context(), email, "wrong", access.Client{Address: "192.0.2." + string(rune('0'+i))}); !errors.Is(err, access.ErrRefused) {
			t.Fatal(err)
		}
	}
	if _, err := h.SignIn(t.Context(), "ada@example.com", goodPassword, from); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a locked account gave %v", err)
	}
	h.now = h.now.Add(access.TriesWindow)
	h.signIn("ada@example.com")
	if log := h.log(); !strings.Contains(log, `"verb":"sign-in.locked"`) || strings.Contains(log, "wrong") || strings.Contains(log, "otters") {
		t.Errorf("the log is\n%s", log)
	}
}

func TestSignInClearsTheTriesBefore(t *testing.T) {
	h := newHouse(t)
	h.first()
	for range 3 {
		for range access.TriesPerAccount - 1 {
			h.SignIn(t.Context(), "ada@example.com", "wrong", from)
		}
		h.signIn("ada@example.com")
	}
}

func TestManyAtOnceGetNoMoreTries(t *testing.T) {
	h := newHouse(t)
	h.first()
	tried := make(chan struct{}, 100)
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			for { // a refusal because too many wait is no try
				_, err := h.SignIn(context.WithoutCancel(t.Context()), "ada@example.com", "wrong", from)
				if !errors.Is(err, password.ErrBusy) {
					tried <- struct{}{}
					return
				}
			}
		})
	}
	wg.Wait()
	failed, locked := 0, 0
	for _, v := range h.verbs() {
		switch v {
		case "sign-in.failed":
			failed++
		case "sign-in.locked":
			locked++
		}
	}
	if failed > access.TriesPerAccount || failed+locked != 60 {
		t.Errorf("%d passwords were tried, %d refused", failed, locked)
	}
}

// Whatever is typed, what is counted of strangers takes a bounded place.
func TestStrangersDoNotFillTheStore(t *testing.T) {
	h := newHouse(t)
	h.first()
	for i := range 300 {
		h.SignIn(t.Context(), strings.Repeat("x", i%50)+string(rune('a'+i%26))+"@example.com", "wrong", from)
		h.SignIn(t.Context(), string(rune(0x4e00+i))+"@example.com", "wrong", from)
	}
	n := 0
	h.each("access/tries", func([]byte) { n++ })
	if n > 256 {
		t.Errorf("%d items", n)
	}
}

func TestThrottleByAddress(t *testing.T) {
	th := access.NewThrottle()
	for i := range access.TriesPerAddress {
		if !th.Allow("2001:db8::"+string(rune('0'+i%10)), noon) {
			t.Fatalf("try %d was refused", i)
		}
	}
	for address, want := range map[string]bool{"2001:db8::ffff": false, "2001:db8:0:1::1": true, "192.0.2.1": true, "nonsense": true} {
		if got := th.Allow(address, noon); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	if !th.Allow("2001:db8::1", noon.Add(access.TriesWindow)) {
		t.Error("it is never forgotten")
	}
}

// A flood from everywhere neither grows the memory nor frees who was refused.
func TestThrottleForgetsTheInnocentFirst(t *testing.T) {
	th := access.NewThrottle()
	for range access.TriesPerAddress {
		th.Allow("192.0.2.1", noon)
	}
	for i := range 20_000 {
		th.Allow(strings.Join([]string{"10", string(rune('0' + i/10000)), digits(i / 100 % 100), digits(i % 100)}, "."), noon.Add(time.Second))
	}
	if th.Allow("192.0.2.1", noon.Add(time.Minute)) {
		t.Error("a flood made the throttle forget")
	}
	if n := th.Remembered(); n > 4096 {
		t.Errorf("%d addresses are remembered", n)
	}
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + digits(n%10)
}
