package composer

import (
	"errors"
	"net/http"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

var errGone = admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such incident. It may have been deleted."}

// plain turns an error of the board into one for people.
func plain(err error) error {
	if errors.Is(err, status.ErrNotFound) {
		return errGone
	}
	return admin.Plain(err)
}
