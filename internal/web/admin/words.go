package admin

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tidings/internal/ident"
	"tidings/internal/message"
	"tidings/internal/status"
)

// Choice is one of several, as the template chips shows it.
type Choice struct {
	Field, Value, Name, Class string
	On                        bool
}

// Wrong says what is wrong with a form, in a sentence for whoever filled it in.
func Wrong(format string, about ...any) error {
	return Failure{http.StatusUnprocessableEntity, fmt.Sprintf(format, about...)}
}

// Plain turns an error of the board into one for people.
func Plain(err error) error {
	var owned *status.OwnedError
	switch {
	case errors.As(err, &owned):
		return Failure{http.StatusConflict, "The content file " + owned.File + " defines this " + owned.What + ": change it there. Statuses and new updates can be posted here."}
	case errors.Is(err, status.ErrNotFound):
		return Failure{http.StatusNotFound, "There is no such thing. It may have been deleted."}
	case errors.Is(err, status.ErrOwned), errors.Is(err, status.ErrDeclared):
		return Failure{http.StatusConflict, "A content file defines this: change it there. Statuses and new updates can be posted here."}
	case errors.Is(err, status.ErrNoRedaction), errors.Is(err, status.ErrInvalid):
		return Wrong("%s.", Capital(strings.TrimPrefix(err.Error(), status.ErrInvalid.Error()+": ")))
	}
	return err
}

// Word is what the page says for a name, in English: the dashboard's language.
// Kinds are those of package message, such as status and state.
func Word(kind, name string) string {
	words, err := message.Load(message.Fallback)
	if err != nil {
		return name // it is part of the program: it is there
	}
	return words.Text(kind + "." + name)
}

// Slug is a title as part of an id.
func Slug(title string) string { return cmp.Or(ident.Slug(title, 40), "x") }

// FormKey names a form that is shown, as its hidden field key, so that sending
// it twice makes one thing.
func FormKey(random io.Reader) (string, error) {
	var b [6]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("reading randomness for a form: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// IsFormKey reports whether a text is one of FormKey.
func IsFormKey(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789abcdef") == ""
}

// SentKey is the key of the form that was sent.
func (v *Visit) SentKey() (string, error) {
	if k := v.Field("key"); IsFormKey(k) {
		return k, nil
	}
	return "", Failure{http.StatusBadRequest, "The form is not complete. Open the page again and fill it in anew."}
}

// Ago is a span as people say it, in minutes at the least.
func Ago(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case minutes < 1:
		return "less than a minute"
	case minutes == 1:
		return "1 minute"
	case minutes < 120:
		return strconv.Itoa(minutes) + " minutes"
	case minutes < 48*60:
		return strconv.Itoa(minutes/60) + " hours"
	}
	return strconv.Itoa(minutes/60/24) + " days"
}
