package templates

import (
	"net/http"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/wording"
)

// listData is what the page of all templates is given.
type listData struct {
	Rows     []row
	MayWrite bool
}

type row struct{ ID, Title, Note string }

// all are the templates that there are.
func (t *Templates) all(v *admin.Visit) (admin.Site, []wording.Template, error) {
	s, err := admin.Enter(t.House)
	if err != nil {
		return s, nil, err
	}
	all, err := wording.All(v.Context(), s.Config, s.Board)
	return s, all, err
}

func (t *Templates) list(v *admin.Visit) error {
	_, all, err := t.all(v)
	if err != nil {
		return err
	}
	data := listData{MayWrite: access.Can(v.Who, access.WriteSite)}
	for _, x := range all {
		r := row{x.ID, x.Title, x.Impact.String()}
		if x.File != "" {
			r.Note += ", in " + x.File
		}
		data.Rows = append(data.Rows, r)
	}
	return v.Show("templates", "Incident templates", data)
}

// found is the template of an address.
func (t *Templates) found(v *admin.Visit) (admin.Site, *wording.Template, error) {
	s, all, err := t.all(v)
	if err != nil {
		return s, nil, err
	}
	x := wording.Find(all, v.PathValue("id"))
	if x == nil {
		err = admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such template. It may have been deleted."}
	}
	return s, x, err
}

// texts are the states that a template has texts for.
var texts = []status.State{status.Investigating, status.Identified, status.Monitoring, status.Resolved, status.Postmortem}
