package templates

import (
	"errors"
	"net/http"
	"net/url"

	"tidings/internal/access"
	"tidings/internal/markdown/burden"
	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
	"tidings/internal/wording"
)

// formData is what the page of a template is given.
type formData struct {
	Path, Title, File   string
	Seen                string // empty for a new one
	Key                 string
	Impacts             []admin.Choice
	Texts               []text
	Sample              []text // filled in for the sample
	SampleTitle         string
	MayWrite, MayManage bool
	Theirs              bool
}

// text is what is said of a state.
type text struct{ State, Name, Body string }

func (t *Templates) formOf(v *admin.Visit, x *wording.Template, path string) (formData, error) {
	d := formData{Path: path, Title: x.Title, File: x.File, MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite)}
	for i := status.ImpactNone; i <= status.ImpactCritical; i++ {
		d.Impacts = append(d.Impacts, admin.Choice{Field: "impact", Value: i.String(), Name: i.String(), On: i == x.Impact})
	}
	for _, s := range texts {
		d.Texts = append(d.Texts, text{s.String(), admin.Word("state", s.String()), x.Bodies[s]})
	}
	if x.Made != nil {
		d.Seen = status.Revision(x.Made)
	}
	key, err := admin.FormKey(t.Random)
	if k, bad := v.SentKey(); bad == nil {
		key = k
	}
	d.Key = key
	return d, err
}

// sent is the template that a form speaks of.
func sent(v *admin.Visit) (*status.MadeTemplate, error) {
	m := &status.MadeTemplate{Title: v.Text("title"), Bodies: map[status.State]string{}}
	impact, err := status.ParseImpact(v.Field("impact"))
	m.Impact = impact
	for _, s := range texts {
		if body := v.Text("body." + s.String()); body != "" {
			m.Bodies[s] = body
		}
	}
	switch {
	case err != nil:
		err = admin.Wrong("Choose an impact.")
	case m.Title == "":
		err = admin.Wrong("Write a title. In it, as in the texts, {{component}} stands for what is affected.")
	case len(m.Bodies) == 0:
		err = admin.Wrong("Write at least one text.")
	}
	return m, err
}

// sample is what templates are tried on: the first component, in an outage.
func (t *Templates) sample(v *admin.Visit, impact status.Impact) (status.Layout, map[string]status.Status, error) {
	_, view, err := t.View(v.Context())
	if err != nil || len(view.Layout.Components) == 0 {
		return status.Layout{}, nil, err
	}
	is := map[status.Impact]status.Status{status.ImpactMinor: status.DegradedPerformance, status.ImpactMajor: status.PartialOutage, status.ImpactCritical: status.MajorOutage}[impact]
	return view.Layout, map[string]status.Status{view.Layout.Components[0].ID: is}, nil
}

// check fills a template in for the sample, and says in plain words what cannot be.
func (t *Templates) check(v *admin.Visit, m *status.MadeTemplate) (title string, filled []text, err error) {
	layout, said, err := t.sample(v, m.Impact)
	if err != nil {
		return "", nil, err
	}
	x := wording.Of(m)
	values := wording.Values(layout, said, "", t.Now())
	var mistake *wording.Mistake
	if err := x.Check(values); errors.As(err, &mistake) {
		return "", nil, admin.Wrong("The %s cannot be filled in: line %d, column %d: %s.", nameOf(mistake.In), mistake.Cause.Line, mistake.Cause.Column, mistake.Cause.Sentence)
	}
	title, _ = x.Fill(x.Title, values, true) // it is checked
	values = wording.Values(layout, said, title, t.Now())
	for _, s := range texts {
		if body := m.Bodies[s]; body != "" {
			body, _ = x.Fill(body, values, true)
			if err := bearable(s, m.Bodies[s], body); err != nil {
				return "", nil, err
			}
			filled = append(filled, text{s.String(), admin.Word("state", s.String()), body})
		}
	}
	return title, filled, nil
}

// bearable refuses a text of Markdown that would take long to read, as it is written
// or as it is filled in: nobody should find that out in an outage.
func bearable(s status.State, written, filled string) error {
	if err := burden.Check(written); err != nil {
		return admin.Wrong("Readers' programs would take too long for the %s: %v.", nameOf(s.String()), err)
	}
	if err := burden.Check(filled); err != nil {
		return admin.Wrong("Readers' programs would take too long for the %s once it is filled in: %v.", nameOf(s.String()), err)
	}
	return nil
}

func nameOf(in string) string {
	if in == "title" {
		return in
	}
	return "text for " + admin.Word("state", in)
}

func (t *Templates) empty(v *admin.Visit) error {
	data, err := t.formOf(v, &wording.Template{}, newPath)
	if err != nil {
		return err
	}
	data.Impacts[status.ImpactMinor].On, data.Impacts[status.ImpactNone].On = true, false
	return v.Show("template", "A new template", data)
}

func (t *Templates) show(v *admin.Visit) error {
	_, x, err := t.found(v)
	if err != nil {
		return err
	}
	data, err := t.formOf(v, x, listPath+"/"+x.ID)
	if err != nil {
		return err
	}
	return v.Show("template", x.Title, data)
}

// make takes the form of a new template. Its id follows from the form's key, so
// that sending it twice makes one.
func (t *Templates) make(v *admin.Visit) error {
	key, err := v.SentKey()
	if err != nil {
		return err
	}
	return t.take(v, "A new template", newPath, func(s admin.Site, m *status.MadeTemplate) error {
		id := admin.Slug(m.Title) + "-" + key
		_, err := s.Board.ChangeTemplate(v.Context(), v.Actor(), id, t.Now(), func(own *status.MadeTemplate) (*status.MadeTemplate, error) {
			if own != nil {
				return own, nil // made by the same form before
			}
			m.ID, m.Created, m.Updated, m.Origin = id, t.Now().UTC(), t.Now().UTC(), status.Origin{Kind: status.OriginPerson, Ref: v.Who.ID}
			return m, nil
		})
		return err
	})
}

func (t *Templates) change(v *admin.Visit) error {
	_, x, err := t.found(v)
	if err != nil {
		return err
	}
	if x.File != "" {
		return owned(x)
	}
	return t.take(v, x.Title, listPath+"/"+x.ID, func(s admin.Site, m *status.MadeTemplate) error {
		_, err := s.Board.ChangeTemplate(v.Context(), v.Actor(), x.ID, t.Now(), func(own *status.MadeTemplate) (*status.MadeTemplate, error) {
			switch {
			case own == nil:
				return nil, status.ErrNotFound
			case status.Revision(own) != v.Field("seen"):
				return nil, posting.Stale()
			}
			m.ID, m.Created, m.Updated, m.Origin = own.ID, own.Created, t.Now().UTC(), own.Origin
			return m, nil
		})
		return err
	})
}

func owned(x *wording.Template) error {
	return admin.Failure{Status: http.StatusConflict, Sentence: "The content file " + x.File + " defines this template: change it there."}
}

// take checks what a form says, shows it for a sample, or keeps it.
func (t *Templates) take(v *admin.Visit, title, path string, keep func(admin.Site, *status.MadeTemplate) error) error {
	s, err := admin.Enter(t.House)
	if err != nil {
		return err
	}
	m, err := sent(v)
	data, bad := t.formOf(v, &wording.Template{Template: wording.Of(m).Template}, path)
	if bad != nil {
		return bad
	}
	data.Seen = v.Field("seen")
	if err == nil {
		data.SampleTitle, data.Sample, err = t.check(v, m)
	}
	if err == nil && v.Field("do") == "preview" {
		return v.Show("template", title, data)
	}
	if err == nil {
		err = t.House.Do(func() error { return keep(s, m) })
	}
	if err != nil {
		data.Sample = nil
		return v.Again("template", title, data, admin.Plain(err))
	}
	return v.Go(listPath + "?told=template")
}

// page answers with the page of an incident that the template words, as the
// generator makes it.
func (t *Templates) page(v *admin.Visit) error {
	m, err := sent(v)
	if err != nil {
		return err
	}
	title, filled, err := t.check(v, m)
	if err != nil {
		return err
	}
	_, said, err := t.sample(v, m.Impact)
	if err != nil {
		return err
	}
	first, _ := status.ParseState(filled[0].State) // of the list texts
	inc := &status.Incident{Title: title, Impact: m.Impact, Components: said, Updates: []status.Update{{ID: "1", State: first, Body: filled[0].Body}}}
	post := &posting.Post{ID: "example", Incident: inc}
	f, err := t.Foresee(v.Context(), v.Actor(), post, true, posting.Check{})
	if err != nil {
		return admin.Plain(err)
	}
	posting.ShowPage(v, post.Address(), f)
	return nil
}

func (t *Templates) delete(v *admin.Visit) error {
	s, x, err := t.found(v)
	if err != nil {
		return err
	}
	if x.File != "" {
		return owned(x)
	}
	if err := t.House.Do(func() error { return s.Board.DeleteTemplate(v.Context(), v.Actor(), x.ID, t.Now()) }); err != nil {
		return admin.Plain(err)
	}
	return v.Go(listPath + "?told=" + url.QueryEscape("removed"))
}
