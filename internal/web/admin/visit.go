package admin

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/access"
	"tidings/internal/access/passkey"
	"tidings/internal/access/password"
	"tidings/internal/audit"
	"tidings/internal/store"
)

// Visit is one request of somebody, who may not be signed in.
type Visit struct {
	*http.Request
	Who     access.Actor   // nobody, or the account
	Account access.Account // empty unless signed in
	Session access.Session

	admin *Admin
	w     http.ResponseWriter
	route Route
}

// Failure is an answer that says no, in a sentence for people.
type Failure struct {
	Status   int
	Sentence string
}

func (f Failure) Error() string { return f.Sentence }

// SignedIn reports whether the visit is of somebody known.
func (v *Visit) SignedIn() bool { return v.Who.ID != "" }

// Client is where the visit comes from.
func (v *Visit) Client() access.Client {
	return access.Client{Address: v.admin.Proxies.Client(v.Request), Agent: v.UserAgent()}
}

// Writer is where an answer goes that is no page.
func (v *Visit) Writer() http.ResponseWriter { return v.w }

// identify finds out who it is by the cookie, and by nothing else.
func (v *Visit) identify() error {
	text, ok := v.cookie(sessionCookie)
	if !ok {
		return nil
	}
	account, s, err := v.admin.Accounts.Session(v.Context(), text)
	if errors.Is(err, access.ErrSignedOut) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Account, v.Session, v.Who = account, s, account.Actor(v.Client().Address)
	return nil
}

// Go answers with the address of another page.
func (v *Visit) Go(to string) error {
	v.w.Header().Set("Location", to)
	v.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// Note writes into the audit log that somebody read what is private.
func (v *Visit) Note(verb, subject string, about any) error {
	return v.admin.Accounts.Note(v.Context(), v.Who, verb, subject, about)
}

// Field is a field of the form, as it was typed.
func (v *Visit) Field(name string) string { return v.PostForm.Get(name) }

// fail answers an error: in its own words if they are for people.
func (v *Visit) fail(err error) {
	var to elsewhere
	if errors.As(err, &to) {
		_ = v.Go(string(to)) // it never fails
		return
	}
	f := v.failure(err)
	v.retryAfter(f)
	if err := v.show(f.Status, "message", http.StatusText(f.Status), "", f.Sentence, nil); err != nil {
		v.admin.Log.Error("a page of the dashboard cannot be shown", "error", err)
	}
}

func (v *Visit) retryAfter(f Failure) {
	if f.Status == http.StatusServiceUnavailable || f.Status == http.StatusTooManyRequests {
		v.w.Header().Set("Retry-After", "5")
	}
}

// failure turns an error into an answer, and logs what is not for people.
func (v *Visit) failure(err error) Failure {
	var f Failure
	if errors.As(err, &f) {
		return f
	}
	if sentence, ok := mistake(err); ok {
		return Failure{http.StatusUnprocessableEntity, sentence}
	}
	if errors.Is(err, store.ErrKey) { // an address or a field holds what is nobody's name
		return Failure{http.StatusNotFound, "There is no such thing. It may have been deleted."}
	}
	f = Failure{http.StatusInternalServerError, "Something went wrong on our side, and the log says what. Try it again."}
	if errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrConflict) || errors.Is(err, password.ErrBusy) || errors.Is(err, audit.ErrBehind) {
		f = Failure{http.StatusServiceUnavailable, "This cannot be done just now. Try it again in a moment."}
	}
	v.admin.Log.LogAttrs(v.Context(), slog.LevelError, "a request of the dashboard failed",
		slog.String("route", v.route.Method+" "+v.route.Path), slog.Int("status", f.Status), slog.Any("error", err))
	return f
}

// mistakes are errors whose words are for whoever made them.
var mistakes = []error{
	access.ErrTaken, access.ErrLastAdministrator, access.ErrLink, access.ErrEmail, access.ErrName, access.ErrCode, access.ErrManyPasskeys,
	access.ErrLastWayIn, access.ErrWrongPassword, access.ErrDisabled, access.ErrNoAccount, access.ErrNotFound,
	password.ErrShort, password.ErrLong, password.ErrText, password.ErrCommon, audit.ErrPage,
	passkey.ErrAnswer, passkey.ErrHost,
}

// mistake is what an error says to whoever made it.
func mistake(err error) (sentence string, ok bool) {
	for _, m := range mistakes {
		if errors.Is(err, m) {
			return Capital(m.Error()) + ".", true
		}
	}
	return "", false
}

// Capital is a text as the beginning of a sentence whose full stop is still to come.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(s[size:], ".")
}
