package access_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/access/password"
	"tidings/internal/secret"
	"tidings/internal/store"
	"tidings/internal/store/memory"
)

const (
	goodPassword  = "seven otters rent a kayak"
	otherPassword = "tulip carbon envelope"
)

var from = access.Client{Address: "192.0.2.7", Agent: "browser"}

// house is a set of accounts with a clock that stands still until it is moved.
type house struct {
	*testing.T
	*access.Accounts
	store  store.Driver
	hasher *password.Hasher
	now    time.Time
}

func newHouse(t *testing.T) *house {
	h := &house{T: t, hasher: password.NewCheapHasher(), now: noon}
	h.store = memory.New(func() time.Time { return h.now })
	box, err := secret.NewBox(bytes.Repeat([]byte{7}, secret.KeyBytes), rand.Reader)
	h.must(err)
	h.Accounts = access.New(access.Options{Driver: h.store, Box: box, Hasher: h.hasher, Random: rand.Reader, Now: func() time.Time { return h.now }})
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// first makes the first administrator, who is signed in.
func (h *house) first() access.Grant {
	h.Helper()
	text, err := h.FirstLink(h.Context())
	h.must(err)
	g, err := h.Use(h.Context(), text, access.Chosen{Email: "Ada@Example.com ", Name: "Ada", Password: goodPassword}, from)
	h.must(err)
	return g
}

// person makes an account with a password by way of an invitation.
func (h *house) person(email string, rights access.Rights) access.Account {
	h.Helper()
	e, err := access.ParseEmail(email)
	h.must(err)
	made, err := h.Add(h.Context(), ann, e, "", rights)
	h.must(err)
	text, _, err := h.NewLink(h.Context(), ann, made.ID, false)
	h.must(err)
	g, err := h.Use(h.Context(), text, access.Chosen{Password: goodPassword}, from)
	h.must(err)
	return g.Account
}

func (h *house) signIn(email string) access.Grant {
	h.Helper()
	g, err := h.SignIn(h.Context(), email, goodPassword, from)
	h.must(err)
	return g
}

func (h *house) in(text string) bool {
	h.Helper()
	_, _, err := h.Session(h.Context(), text)
	if err != nil && !errors.Is(err, access.ErrSignedOut) {
		h.Fatal(err)
	}
	return err == nil
}

// log is the whole log of changes, a line each.
func (h *house) log() string {
	h.Helper()
	changes, _, err := h.store.Changes(h.Context(), "", 0)
	h.must(err)
	return string(bytes.Join(changes, []byte("\n")))
}

// verbs are those of the log, in order.
func (h *house) verbs() (list []string) {
	for line := range strings.Lines(h.log()) {
		_, rest, _ := strings.Cut(line, `"verb":"`)
		verb, _, _ := strings.Cut(rest, `"`)
		list = append(list, verb)
	}
	return list
}

var editor = access.Rights{Role: access.Edit, Permissions: []access.Permission{access.Site}}

func (h *house) each(part string, use func(value []byte)) {
	h.Helper()
	for q := (store.Query{Part: part}); ; {
		page, err := h.store.List(h.Context(), q)
		h.must(err)
		for _, it := range page.Items {
			use(it.Value)
		}
		if q.After = page.Next; q.After == "" {
			return
		}
	}
}
