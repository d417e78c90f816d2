package secret_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func noEnv(string) string { return "" }

func newKeeper(t *testing.T, d store.Driver, key byte, getenv func(string) string) *secret.Keeper {
	t.Helper()
	k, err := secret.New(d, bytes.Repeat([]byte{key}, secret.KeyBytes), rand.Reader, getenv)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newStore() *memory.Store { return memory.New(func() time.Time { return noon }) }

func lookup(t *testing.T, k *secret.Keeper, name string, at time.Time) []string {
	t.Helper()
	got, err := k.Lookup(t.Context(), name, at)
	if err != nil {
		t.Fatalf("Lookup(%q): %v", name, err)
	}
	return got
}

func TestRotatedSecretIsGoodForADay(t *testing.T) {
	k := newKeeper(t, newStore(), 1, noEnv)
	must(t, k.Set(t.Context(), "ann", "prometheus", "old", noon))
	must(t, k.Rotate(t.Context(), "ann", "prometheus", "new", noon.Add(time.Hour)))

	within := noon.Add(secret.Overlap)
	if diff := cmp.Diff([]string{"new", "old"}, lookup(t, k, "prometheus", within)); diff != "" {
		t.Errorf("within a day (-want +got):\n%s", diff)
	}
	after := noon.Add(time.Hour + secret.Overlap)
	if diff := cmp.Diff([]string{"new"}, lookup(t, k, "prometheus", after)); diff != "" {
		t.Errorf("after a day (-want +got):\n%s", diff)
	}
}

func TestSetReplacesAtOnce(t *testing.T) {
	k := newKeeper(t, newStore(), 1, noEnv)
	must(t, k.Set(t.Context(), "ann", "prometheus", "leaked", noon))
	must(t, k.Set(t.Context(), "ann", "prometheus", "fresh", noon))
	if diff := cmp.Diff([]string{"fresh"}, lookup(t, k, "prometheus", noon)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEnvironmentGoesFirst(t *testing.T) {
	env := func(name string) string {
		if name == "TIDINGS_SECRET_BIG_ONE" {
			return "from the environment"
		}
		return ""
	}
	k := newKeeper(t, newStore(), 1, env)
	must(t, k.Set(t.Context(), "ann", "big-one", "from the store", noon))
	if diff := cmp.Diff([]string{"from the environment"}, lookup(t, k, "big-one", noon)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsKeptElsewhereGoesLast(t *testing.T) {
	k := newKeeper(t, newStore(), 1, noEnv)
	down := false
	k.Elsewhere = func(_ context.Context, name string) ([]string, error) {
		if down {
			return nil, errors.New("throttled")
		}
		return map[string][]string{"grafana": {"of the stack"}}[name], nil
	}
	for _, x := range []struct {
		name string
		want string
		is   secret.Standing
	}{
		{"grafana", "of the stack", secret.Standing{Info: secret.Info{Name: "grafana"}, Elsewhere: true}},
		{"generic", "", secret.Standing{Info: secret.Info{Name: "generic"}}},
	} {
		is, err := k.Standing(t.Context(), x.name, noon)
		if got := strings.Join(lookup(t, k, x.name, noon), " "); got != x.want || err != nil || is != x.is || is.IsSet() != (x.want != "") {
			t.Errorf("%s: got %q and %+v, %v; want %q and %+v", x.name, got, is, err, x.want, x.is)
		}
	}
	down = true
	if _, err := k.Standing(t.Context(), "grafana", noon); err == nil {
		t.Error("a secret of which nobody can tell is said to be none")
	}
	must(t, k.Set(t.Context(), "ann", "grafana", "kept", noon))
	if got := lookup(t, k, "grafana", noon); !cmp.Equal(got, []string{"kept"}) {
		t.Errorf("got %q, want what is kept", got)
	}
}

func TestUnknownSecretIsNoneAndNoError(t *testing.T) {
	k := newKeeper(t, newStore(), 1, noEnv)
	if got := lookup(t, k, "nobody", noon); len(got) != 0 {
		t.Errorf("Lookup = %q, want none", got)
	}
	for _, err := range []error{k.Rotate(t.Context(), "ann", "nobody", "x", noon), k.Delete(t.Context(), "ann", "nobody", noon)} {
		if !errors.Is(err, secret.ErrNotFound) {
			t.Errorf("got %v, want ErrNotFound", err)
		}
	}
}

func TestStoreThatIsDownIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k := newKeeper(t, newStore(), 1, noEnv)
	if got, err := k.Lookup(ctx, "prometheus", noon); err == nil {
		t.Errorf("Lookup = %q without an error: a sender would be told that its credentials are wrong", got)
	}
}

func TestWrongKeyIsAnErrorThatShowsNothing(t *testing.T) {
	d := newStore()
	must(t, newKeeper(t, d, 1, noEnv).Set(t.Context(), "ann", "prometheus", "hunter2", noon))
	got, err := newKeeper(t, d, 2, noEnv).Lookup(t.Context(), "prometheus", noon)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("Lookup = %q, %v", got, err)
	}
}

func TestSealedSecretCannotBeMovedToAnotherName(t *testing.T) {
	d := newStore()
	k := newKeeper(t, d, 1, noEnv)
	must(t, k.Set(t.Context(), "ann", "mine", "hunter2", noon))
	from, to := store.Key{Part: "secret", Sort: "mine"}, store.Key{Part: "secret", Sort: "yours"}
	must(t, d.Update(t.Context(), []store.Key{from, to}, func(tx *store.Tx) error {
		value, _, err := tx.Get(from)
		if err != nil {
			return err
		}
		return tx.Put(to, value)
	}))
	if got, err := k.Lookup(t.Context(), "yours", noon); err == nil {
		t.Errorf("a copied secret opened: %q", got)
	}
}

func TestStoreAndListHoldNoValue(t *testing.T) {
	d := newStore()
	k := newKeeper(t, d, 1, noEnv)
	must(t, k.Set(t.Context(), "ann", "prometheus", "hunter2", noon))
	page, err := d.List(t.Context(), store.Query{Part: "secret"})
	must(t, err)
	for _, it := range page.Items {
		if bytes.Contains(it.Value, []byte("hunter2")) {
			t.Error("the value can be read from the store")
		}
	}
	list, err := k.List(t.Context())
	must(t, err)
	if diff := cmp.Diff([]secret.Info{{Name: "prometheus", Set: noon}}, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestChangesSayWhoAndNotWhat(t *testing.T) {
	d := newStore()
	k := newKeeper(t, d, 1, noEnv)
	must(t, k.Set(t.Context(), "ann", "prometheus", "hunter2", noon))
	must(t, k.Rotate(t.Context(), "bob", "prometheus", "hunter3", noon))
	must(t, k.Delete(t.Context(), "cy", "prometheus", noon))
	changes, _, err := d.Changes(t.Context(), "", 10)
	must(t, err)
	var got []string
	for _, c := range changes {
		if bytes.Contains(c, []byte("hunter")) {
			t.Errorf("a value is in the log: %s", c)
		}
		_, rest, _ := strings.Cut(string(c), `"by":"`)
		by, rest, _ := strings.Cut(rest, `"`)
		_, rest, _ = strings.Cut(rest, `"verb":"`)
		verb, _, _ := strings.Cut(rest, `"`)
		got = append(got, by+" "+verb)
	}
	if diff := cmp.Diff([]string{"ann secret.set", "bob secret.rotate", "cy secret.delete"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRefusedValuesAndNames(t *testing.T) {
	k := newKeeper(t, newStore(), 1, noEnv)
	for name, value := range map[string]string{"ok": "", "Upper": "x", "../x": "x", "": "x", "long": strings.Repeat("x", secret.MaxBytes+1)} {
		err := k.Set(t.Context(), "ann", name, value, noon)
		if err == nil {
			t.Errorf("Set(%q) with %d bytes was accepted", name, len(value))
		} else if len(value) > 1 && strings.Contains(err.Error(), value) {
			t.Errorf("the error shows the value")
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
