package delivery

import (
	"errors"
	"io"
	"net/http"

	"tidings/internal/notify/letter"
	"tidings/internal/web/admin"
)

// lettersData is what the page is given.
type lettersData struct {
	Letters []letter.Kept
	Older   string // name of the last one that is shown, when there are more
}

func (d *Delivery) letters(v *admin.Visit) error {
	list, next, err := d.Letters.List(v.URL.Query().Get("before"), perPage)
	if err != nil {
		return err
	}
	if err := v.Note("letters.read", "letters", nil); err != nil {
		return err
	}
	return v.Show("letters", "Letters", lettersData{list, next})
}

// open is the letter of an address, once it is written down who reads it.
func (d *Delivery) open(v *admin.Visit) (letter.Kept, error) {
	kept, err := d.Letters.Open(v.PathValue("name"))
	if errors.Is(err, letter.ErrNotFound) {
		return kept, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such letter. Its file may have been removed."}
	}
	if err != nil {
		return kept, admin.Failure{Status: http.StatusUnprocessableEntity, Sentence: "The file of this letter cannot be read as one."}
	}
	return kept, v.Note("letters.read", "letters/"+kept.Name, nil)
}

// headers of a letter that say how programs treat it, in order.
var headers = []string{"Message-ID", "In-Reply-To", "Auto-Submitted", "Precedence", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language"}

// letterData is what the page is given.
type letterData struct {
	letter.Kept
	Headers [][2]string
}

func (d *Delivery) letter(v *admin.Visit) error {
	kept, err := d.open(v)
	if err != nil {
		return err
	}
	data := letterData{Kept: kept}
	for _, name := range headers {
		if value := kept.Header.Get(name); value != "" {
			data.Headers = append(data.Headers, [2]string{name, value})
		}
	}
	return v.Show("letter", "Letter", data)
}

// letterPolicy is for a letter as a mail program shows it: its own colours, and
// nothing that runs, loads or sends.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"

// html answers with a letter's HTML, alone.
func (d *Delivery) html(v *admin.Visit) error {
	kept, err := d.open(v)
	if err != nil {
		return err
	}
	h := v.Writer().Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", letterPolicy)
	_, _ = io.WriteString(v.Writer(), kept.HTML) // the reader went away: nobody to tell
	return nil
}
