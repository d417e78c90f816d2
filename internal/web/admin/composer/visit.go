package composer

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// actor is whoever is signed in, as the board's log names them.
func actor(v *admin.Visit) status.Actor {
	return status.Actor{Kind: status.OriginPerson, ID: v.Who.ID, From: v.Who.From}
}

// site is what is in force, or a failure that says to wait.
func (c *Composer) site() (Site, error) {
	s, ok := c.House.Site()
	if !ok {
		return s, admin.Failure{Status: http.StatusServiceUnavailable, Sentence: "The page is starting. Try again in a few seconds."}
	}
	return s, nil
}

func wrong(format string, about ...any) error {
	return admin.Failure{Status: http.StatusUnprocessableEntity, Sentence: fmt.Sprintf(format, about...)}
}

var errGone = admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such incident. It may have been deleted."}

// plain turns an error of the board into one for people.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, status.ErrNotFound):
		return errGone
	case errors.Is(err, status.ErrOwned):
		return admin.Failure{Status: http.StatusConflict, Sentence: "A content file defines this: change it there. Statuses and new updates can be posted here."}
	case errors.Is(err, status.ErrNoRedaction), errors.Is(err, status.ErrInvalid):
		return wrong("%s.", capital(strings.TrimPrefix(err.Error(), status.ErrInvalid.Error()+": ")))
	}
	return err
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(s[size:], ".")
}

// key names a form that is shown, so that sending it twice posts once.
func (c *Composer) key() (string, error) {
	var b [6]byte
	if _, err := io.ReadFull(c.Random, b[:]); err != nil {
		return "", fmt.Errorf("reading randomness for a form: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

var keyForm = regexp.MustCompile(`^[0-9a-f]{12}$`)

// sentKey is the key of the form that was sent.
func sentKey(v *admin.Visit) (string, error) {
	if k := v.Field("key"); keyForm.MatchString(k) {
		return k, nil
	}
	return "", admin.Failure{Status: http.StatusBadRequest, Sentence: "The form is not complete. Open the page again and fill it in anew."}
}

// word is what the page says for a name, in English: the dashboard's language.
func word(kind, name string) string {
	words, err := message.Load(message.Fallback)
	if err != nil {
		return name // it is part of the program: it is there
	}
	return words.Text(kind + "." + name)
}

// slug is a title as part of an id.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "x"
}
