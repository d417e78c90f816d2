package subscribers

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"tidings/internal/contacts"
	"tidings/internal/web/admin"
)

// bringData is what the page for a list of people is given.
type bringData struct {
	Consent string
	Keep    bool // the good lines of a list that has bad ones
	Columns string
	Bad     []contacts.LineError
	Hidden  int // bad lines that are not shown
	Done    *brought
}

// brought is what became of a list.
type brought struct{ Entered, Known, Barred string }

// shownBad is how many bad lines are shown.
const shownBad = 100

func (s *Subscribers) upload(v *admin.Visit) error {
	return v.Show("subscribers-import", "Import a list", s.bringData(v, nil))
}

func (s *Subscribers) bringData(v *admin.Visit, bad []contacts.LineError) *bringData {
	shown := min(len(bad), shownBad)
	return &bringData{Consent: v.Field("consent"), Keep: v.Field("bad") == "keep", Columns: contacts.Columns(), Bad: bad[:shown], Hidden: len(bad) - shown}
}

// bring enters a list of people. With bad lines in it nobody is entered, unless
// the good ones are to be kept.
func (s *Subscribers) bring(v *admin.Visit) error {
	file, err := listOf(v)
	if err != nil {
		return v.Again("subscribers-import", "Import a list", s.bringData(v, nil), err)
	}
	defer file.Close()
	rows, bad, err := s.read(v, file)
	switch {
	case err != nil:
		return v.Again("subscribers-import", "Import a list", s.bringData(v, nil), plain(err))
	case len(bad) > 0 && v.Field("bad") != "keep":
		return v.Again("subscribers-import", "Import a list", s.bringData(v, bad), admin.Wrong("Lines of the list are not right, and nobody was entered. Mend them, or keep the rest."))
	}
	if err := v.Note("subscribers.import", "subscribers", map[string]int{"lines": len(rows), "bad": len(bad)}); err != nil {
		return err
	}
	data := s.bringData(v, bad)
	ends, err := s.Book.EnrolAll(v.Context(), v.Who.ID, rows, s.Now().UTC())
	if err != nil {
		return err
	}
	data.Done = &brought{admin.Number(ends[contacts.Entered]), admin.Number(ends[contacts.Known]), admin.Number(ends[contacts.Barred])}
	return v.Show("subscribers-import", "Imported", data)
}

// listOf is the file of a form, which is kept in memory alone.
func listOf(v *admin.Visit) (multipart.File, error) {
	err := v.ParseMultipartForm(maxList + 64<<10)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, admin.Failure{Status: http.StatusRequestEntityTooLarge, Sentence: "The file is too large for a browser: enter it with “tidings subscribers import”."}
	}
	if err != nil {
		return nil, admin.Wrong("Choose a file with the list.")
	}
	file, _, err := v.FormFile("list")
	if err != nil {
		return nil, admin.Wrong("Choose a file with the list.")
	}
	return file, nil
}

// read takes a list apart; a line that wishes for what is not there is bad too.
func (s *Subscribers) read(v *admin.Visit, file io.Reader) (good []contacts.Row, bad []contacts.LineError, err error) {
	consent, err := consentOf(v)
	if err != nil {
		return nil, nil, err
	}
	choices, err := s.House.Choices(v.Context())
	if err != nil {
		return nil, nil, err
	}
	return contacts.ReadList(file, consent, choices.Check)
}

// plain turns an error of the book into one for people.
func plain(err error) error {
	if errors.Is(err, contacts.ErrAddress) || errors.Is(err, contacts.ErrWish) || errors.Is(err, contacts.ErrList) {
		return admin.Wrong("%s.", admin.Capital(err.Error()))
	}
	return err
}
