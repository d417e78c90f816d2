package composer

import (
	"strings"

	"tidings/internal/status"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/posting"
	"tidings/internal/wording"
)

// reportData is what the page of a new incident is given.
type reportData struct {
	Rows, Others []row // those that are wrong, and the rest
	Chosen       bool  // the components are known: the words are asked for
	Key          string
	Title, Body  string
	Impacts      []admin.Choice
	States       []admin.Choice
	Next         []admin.Choice
	Templates    []admin.Choice
	Tell         bool
}

// report is "Something is wrong": the components first, and then the words that
// follow from them.
func (c *Composer) report(v *admin.Visit) error {
	_, view, err := c.View(v.Context())
	if err != nil {
		return err
	}
	q := v.URL.Query()
	said, err := saidOf(q, view.Layout)
	if err != nil {
		return err
	}
	if len(said) == 0 && !q.Has("go") {
		all := rows(view.Layout, nil, func(string) bool { return true })
		return v.Show("report", "Something is wrong", reportData{Rows: all})
	}
	data, err := c.proposed(v, view.Layout, said, q.Get("template"))
	if err != nil {
		return err
	}
	return v.Show("report", "Something is wrong", data)
}

// proposed is the form filled in by what was chosen.
func (c *Composer) proposed(v *admin.Visit, l status.Layout, said map[string]status.Status, template string) (reportData, error) {
	s, err := admin.Enter(c.House)
	if err != nil {
		return reportData{}, err
	}
	templates, err := wording.All(v.Context(), s.Config, s.Board)
	if err != nil {
		return reportData{}, err
	}
	key, err := admin.FormKey(c.Random)
	p := proposing{s.Config, templates, l, said, c.Now()}.propose(template)
	data := reportData{
		Key: key, Title: p.Title, Body: p.Body, Tell: true,
		Impacts: impacts(p.Impact), States: states(p.State, status.Investigating, status.Identified, status.Monitoring), Next: promises(p.Next),
		Templates: []admin.Choice{{Value: "none", Name: "none", On: p.Template == ""}},
	}
	for i := range templates {
		if t := &templates[i]; usable(t) {
			data.Templates = append(data.Templates, admin.Choice{Value: t.ID, Name: fill(t, t.Title, map[string]any{"component": "…"}), On: t.ID == p.Template})
		}
	}
	data.choose(l, said)
	return data, err
}

func (d *reportData) choose(l status.Layout, said map[string]status.Status) {
	d.Chosen = true
	named := func(id string) bool { _, there := said[id]; return there }
	d.Rows = rows(l, said, named)
	d.Others = rows(l, nil, func(id string) bool { return !named(id) })
}

// again is the form as it was sent.
func (c *Composer) again(v *admin.Visit, l status.Layout, said map[string]status.Status) (reportData, error) {
	data, err := c.proposed(v, l, said, v.Field("template"))
	data.Title, data.Body, data.Tell = v.Field("title"), v.Field("body"), v.Field("tell") != ""
	if k, bad := v.SentKey(); bad == nil {
		data.Key = k
	}
	for _, some := range [][]admin.Choice{data.Impacts, data.States, data.Next} {
		admin.Pick(some, v.PostForm)
	}
	return data, err
}

// open takes the form of a new incident.
func (c *Composer) open(v *admin.Visit) error {
	_, view, err := c.View(v.Context())
	if err != nil {
		return err
	}
	said, err := saidOf(v.PostForm, view.Layout)
	if err != nil {
		return err
	}
	const title = "Something is wrong"
	switch v.Field("do") {
	case "propose":
		data, err := c.proposed(v, view.Layout, said, v.Field("template"))
		if err != nil {
			return err
		}
		if data.Key, err = v.SentKey(); err != nil {
			return err
		}
		return v.Show("report", title, data)
	case "edit":
		data, err := c.again(v, view.Layout, said)
		if err != nil {
			return err
		}
		return v.Show("report", title, data)
	}
	if err = c.openOrReview(v, said); err == nil {
		return nil
	}
	data, bad := c.again(v, view.Layout, said)
	if bad != nil {
		return bad
	}
	return v.Again("report", title, data, plain(err))
}

func (c *Composer) openOrReview(v *admin.Visit, said map[string]status.Status) error {
	p, key, err := c.opening(v, said)
	if err != nil {
		return err
	}
	if v.Field("do") == "preview" || v.Field("sure") == "" && posting.Grave(lints(p.Incident, len(said) > 0)) {
		return c.review(v, p, newPath, nil)
	}
	told, err := c.send(v, key, p, nil)
	if err != nil {
		return err
	}
	if told == "pending" {
		return v.Go(admin.Prefix + "?told=pending")
	}
	return v.Go(to(p.ID, told))
}

// opening is the incident that the form speaks of.
func (c *Composer) opening(v *admin.Visit, said map[string]status.Status) (*posting.Post, string, error) {
	key, err := v.SentKey()
	if err != nil {
		return nil, "", err
	}
	title := strings.TrimSpace(v.Field("title"))
	if title == "" || len(title) > posting.MaxTitle {
		return nil, "", admin.Wrong("Write a title, of at most %d bytes.", posting.MaxTitle)
	}
	impact, err := status.ParseImpact(v.Field("impact"))
	if err != nil {
		return nil, "", admin.Wrong("Choose an impact.")
	}
	u, err := c.words(v)
	if err != nil {
		return nil, "", err
	}
	u.ID = "1"
	inc := &status.Incident{Title: title, Impact: impact, Components: said, Updates: []status.Update{u}}
	return &posting.Post{ID: admin.Slug(title) + "-" + key, Incident: inc}, key, nil
}

// words is the update that a form speaks of, without its time.
func (c *Composer) words(v *admin.Visit) (u status.Update, err error) {
	if u.State, err = status.ParseState(v.Field("state")); err != nil || u.State.OfMaintenance() {
		return u, admin.Wrong("Choose a state.")
	}
	u.Body = v.Text("body")
	if err := posting.CheckBody(u.Body, "Write what is the matter, in at most %d bytes."); err != nil {
		return u, err
	}
	u.Quiet = v.Field("tell") == ""
	u.Next, err = promised(v, c.Now(), u.State)
	return u, err
}
