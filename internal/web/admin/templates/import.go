package templates

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// importData is what the page that brings templates over is given.
type importData struct{ Text string }

const importTitle = "Templates of Cachet"

func (t *Templates) importing(v *admin.Visit) error {
	return v.Show("template-import", importTitle, importData{})
}

// foreign is a template as Cachet's API gives it.
type foreign struct {
	Name     string `json:"name"`
	Slug     string `json:"slug"`
	Template string `json:"template"`
}

// maxImport is how many templates come over at a time.
const maxImport = 200

// bring takes what Cachet gives out: all of it, or nothing.
func (t *Templates) bring(v *admin.Visit) error {
	data := importData{v.Text("templates")}
	s, err := admin.Enter(t.House)
	if err != nil {
		return err
	}
	made, err := t.read(v, data.Text)
	if err == nil {
		err = t.House.Do(func() error {
			for _, m := range made {
				if err := t.put(v, s, m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return v.Again("template-import", importTitle, data, admin.Plain(err))
	}
	return v.Go(listPath + "?told=templates")
}

func (t *Templates) put(v *admin.Visit, s admin.Site, m *status.MadeTemplate) error {
	_, err := s.Board.ChangeTemplate(v.Context(), v.Actor(), m.ID, t.Now(), func(own *status.MadeTemplate) (*status.MadeTemplate, error) {
		if own != nil {
			return own, nil // it is the same: see read
		}
		return m, nil
	})
	return err
}

// read makes templates of a document, each of which can be kept.
func (t *Templates) read(v *admin.Visit, document string) (made []*status.MadeTemplate, err error) {
	all, err := parse(document)
	if err != nil {
		return nil, err
	}
	_, known, err := t.all(v)
	if err != nil {
		return nil, err
	}
	there := map[string]string{} // text by id
	for _, x := range known {
		there[x.ID] = x.Title + "\n" + x.Body(status.Investigating)
	}
	for _, f := range all {
		m := t.madeOf(v, f)
		if old, is := there[m.ID]; is && old != m.Title+"\n"+m.Bodies[status.Investigating] {
			return nil, admin.Failure{Status: http.StatusConflict, Sentence: fmt.Sprintf("There is another template %q already. Nothing was taken: rename or delete one of the two.", m.ID)}
		}
		there[m.ID] = m.Title + "\n" + m.Bodies[status.Investigating]
		if strings.TrimSpace(f.Name) == "" || strings.TrimSpace(f.Template) == "" {
			return nil, admin.Wrong("The template %.60q has no name or no text. Nothing was taken.", f.Name+f.Slug)
		}
		if _, _, err := t.check(v, m); err != nil {
			return nil, admin.Wrong("Nothing was taken. Of the template %.60q: %s", f.Name, err)
		}
		made = append(made, m)
	}
	return made, nil
}

func (t *Templates) madeOf(v *admin.Visit, f foreign) *status.MadeTemplate {
	slug := f.Slug
	if slug == "" {
		slug = f.Name
	}
	return &status.MadeTemplate{
		ID: admin.Slug(slug), Title: strings.TrimSpace(f.Name), Impact: status.ImpactMinor, Created: t.Now().UTC(), Updated: t.Now().UTC(),
		Bodies: map[status.State]string{status.Investigating: strings.TrimSpace(strings.ReplaceAll(f.Template, "\r\n", "\n"))},
		Origin: status.Origin{Kind: status.OriginPerson, Ref: v.Who.ID},
	}
}

// parse reads a list of templates, or an answer of Cachet that holds one.
func parse(document string) (all []foreign, err error) {
	if strings.HasPrefix(strings.TrimSpace(document), "{") {
		var answer struct{ Data []foreign }
		err = json.Unmarshal([]byte(document), &answer)
		all = answer.Data
	} else {
		err = json.Unmarshal([]byte(document), &all)
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return nil, unreadable(document, syntax.Offset, "this is no JSON: "+syntax.Error())
	case errors.As(err, &kind):
		return nil, unreadable(document, kind.Offset, fmt.Sprintf("%s has to be a text and is a %s", kind.Field, kind.Value))
	case err != nil:
		return nil, unreadable(document, 0, "this is no list of templates")
	case len(all) == 0 || len(all) > maxImport:
		return nil, admin.Wrong("There have to be 1 to %d templates, and here are %d.", maxImport, len(all))
	}
	return all, nil
}

func unreadable(document string, offset int64, why string) error {
	before := document[:min(max(int(offset)-1, 0), len(document))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return admin.Wrong("Line %d, column %d: %s. Paste what the address /api/v1/incidents/templates of Cachet answers.", line, column, why)
}
