package password

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"tidings/test/wait"
)

func TestCommonPasswordsAreRefused(t *testing.T) {
	for _, p := range []string{
		"password1234", "Password123!", "P@ssw0rd1234", "passwordpassword", "qwertyuiop12", "qwerty123456", "1234567890123", "123456789012",
		"1q2w3e4r5t6y", "q1w2e3r4t5y6", "1qaz2wsx3edc", "zaq12wsxcde3", "administrator", "adminadmin12", "letmeinletmein", "welcome12345", "Welcome2026!!",
		"Summer2026!!", "Winter-2025!", "iloveyou1234", "changeme1234", "superman1234", "aaaaaaaaaaaa", "abababababab", "abcdefghijkl", "lkjhgfdsapoi",
		"correcthorsebatterystaple", "111122223333", "qwertyqwerty", "football2024", "trustno1trustno1", "October2026!", "123qweasdzxc", "adaadaadaada",
		"ada.lovelace1", "lovelace2026!",
	} {
		if err := Check(p, "ada.lovelace@example.com"); !errors.Is(err, ErrCommon) {
			t.Errorf("%q: got %v, want it refused as common", p, err)
		}
	}
}

func TestGoodPasswordsAreTaken(t *testing.T) {
	for _, p := range []string{
		"tulip carbon envelope", "xkQ9vLm2pRt7", "mfr sänger üb", "ein Uhu kaut Kies", "kjdhfgkqzmwpv", "8f3a91c07be2", "ゆきがふるしずかなよるにひとり", "seven otters rent a kayak",
	} {
		if err := Check(p, "ada.lovelace@example.com"); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func TestLengthIsCountedInCharacters(t *testing.T) {
	for p, want := range map[string]error{
		"":                                ErrShort,
		"xkQ9vLm2pRt":                     ErrShort,
		"ñandú-qué-xü":                    nil,
		"n\u0303xu\u0308gq\u0301wbtz":     ErrShort, // 12 code points, 9 characters
		"tulip\x00carbon envelope":        ErrText,
		"tulip carbon envelope\xff":       ErrText,
		strings.Repeat("tulip carb ", 91): ErrLong,
	} {
		if err := Check(p); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", p, err, want)
		}
	}
}

func TestHashFitsItsPasswordAlone(t *testing.T) {
	h := NewCheapHasher()
	hash, err := h.Hash(t.Context(), "caf\u00e9 carbon envelope")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$") {
		t.Fatalf("%q, %v", hash, err)
	}
	for p, want := range map[string]bool{"caf\u00e9 carbon envelope": true, "cafe\u0301 carbon envelope": true, "cafe carbon envelope": false, "": false} {
		if got, _, err := h.Verify(t.Context(), p, hash); got != want || err != nil {
			t.Errorf("%q: %v, %v", p, got, err)
		}
	}
	if _, stale, _ := NewHasher().Verify(t.Context(), "x", hash); !stale {
		t.Error("a hash of lower cost is not found stale")
	}
	if _, _, err := h.Verify(t.Context(), "x", "$argon2id$broken"); err == nil || strings.Contains(err.Error(), "broken") {
		t.Errorf("a damaged hash gave %v", err)
	}
}

// No account, an account without a password, a password too long: all take one computation.
func TestNoHashCostsTheSame(t *testing.T) {
	h := NewCheapHasher()
	for _, p := range []string{"", "some password", strings.Repeat("x", 1<<20)} {
		before := h.Computed()
		if match, _, err := h.Verify(t.Context(), p, ""); match || err != nil {
			t.Errorf("an empty hash matched: %v", err)
		}
		if n := h.Computed() - before; n != 1 {
			t.Errorf("%d computations", n)
		}
	}
}

func TestFloodWaitsInLineOrIsRefused(t *testing.T) {
	h := NewCheapHasher()
	h.turn <- struct{}{} // somebody computes
	ctx, cancel := context.WithTimeout(t.Context(), wait.Long)
	defer cancel()
	var wg sync.WaitGroup
	results := make(chan error, 100)
	for range 100 {
		wg.Go(func() {
			_, err := h.Hash(ctx, "x")
			results <- err
		})
	}
	for range 100 - (1 + waiting) { // those that found no place are told at once
		if err := <-results; !errors.Is(err, ErrBusy) {
			t.Fatalf("got %v, want ErrBusy", err)
		}
	}
	<-h.turn
	wg.Wait()
	for range 1 + waiting {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher()
	for b.Loop() {
		if _, err := h.Hash(b.Context(), "tulip carbon envelope"); err != nil {
			b.Fatal(err)
		}
	}
}
