package posting

import (
	"net/http"
	"slices"

	"tidings/internal/access"
	"tidings/internal/markdown/burden"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// The longest texts that a form takes, in bytes.
const (
	MaxTitle = 300
	MaxBody  = 50_000
)

// TextPage is what the partial "text" is given: one update, to be corrected.
type TextPage struct {
	Path, Title string // of what it is an update of
	Update      Said
	Seen, Body  string
	Theirs      bool // the text has changed: Update has theirs, Body yours
	MayManage   bool
	MayRemove   bool   // it is not the first one, and of no file
	File        string // the content file that it stands in; empty for none
}

// TextPageOf is the page of one of the updates of something at an address of the
// dashboard, which a file may define.
func TextPageOf(v *admin.Visit, path, title string, said Said, file string, all []status.Update, u *status.Update) TextPage {
	d := TextPage{Path: path, Title: title, Update: said, Seen: UpdateSeen(u), Body: u.Body, MayManage: access.Can(v.Who, access.ManageSite)}
	d.MayRemove = d.MayManage && !said.Filed && u.ID != all[0].ID
	if said.Filed {
		d.File = file
	}
	return d
}

// UpdateOf is an update by its id, nil for none.
func UpdateOf(all []status.Update, id string) *status.Update {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// NewText is the text that the form of an update asks for.
func NewText(v *admin.Visit) (string, error) {
	body := v.Text("body")
	return body, CheckBody(body, "Write a text, of at most %d bytes.")
}

// CheckBody refuses a text that is missing, long, or would take long to read. Ask is
// what to write, with the bound in it.
func CheckBody(body, ask string) error {
	if body == "" || len(body) > MaxBody {
		return admin.Wrong(ask, MaxBody)
	}
	if err := burden.Check(body); err != nil {
		return admin.Wrong("Readers' programs would take too long for this text. %v.", err)
	}
	return nil
}

// Reword gives an update another text. It does not fit when the update is not
// the one that was seen.
func Reword(all []status.Update, id, seen, body string) (fits bool, err error) {
	u := UpdateOf(all, id)
	switch {
	case u == nil || UpdateSeen(u) != seen && u.Body != body:
		return false, nil
	case !u.Redacted.IsZero():
		return true, admin.Wrong("The text of this update was taken out and stays so.")
	}
	u.Body = body
	return true, nil
}

// MayRedact refuses to take out what stands in a content file.
func MayRedact(from status.Origin, u *status.Update) error {
	if from.Kind == status.OriginContent && !u.Added {
		return admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + from.Ref + " holds this text: redact it there, by redacted in the update's block."}
	}
	return nil
}

// Remove takes an update out of all, as if nobody had posted it. It does not fit
// when the update is not the one that was seen.
func Remove(all []status.Update, id, seen string) (left []status.Update, fits bool, err error) {
	n := slices.IndexFunc(all, func(u status.Update) bool { return u.ID == id })
	switch {
	case n < 0 || UpdateSeen(&all[n]) != seen:
		return all, false, nil
	case n == 0:
		return all, true, admin.Wrong("The first update cannot be removed: delete the whole instead.")
	}
	return slices.Delete(all, n, n+1), true, nil
}
