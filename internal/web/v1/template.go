package v1

import (
	"errors"
	"strings"

	"tidings/internal/order"
	"tidings/internal/status"
	"tidings/internal/twig"
	"tidings/internal/wording"
)

// templateItem is an incident template as Cachet has it. Nobody notes when those
// of content files were made.
type templateItem struct {
	ID       int     `json:"id"`
	Name     string  `json:"name"`
	Slug     string  `json:"slug"`
	Template string  `json:"template"`
	Created  *string `json:"created_at"`
	Updated  *string `json:"updated_at"`
	Deleted  *string `json:"deleted_at"`
}

// templates are those of the site, for who may see what is not public.
func (c *call) templates() ([]templateItem, error) {
	if !c.insider() {
		return []templateItem{}, nil
	}
	known, err := wording.With(c.ctx, c.site.Templates, c.site.Board)
	if err != nil {
		return nil, err
	}
	numbers, err := c.site.Board.AllNumbers(c.ctx, status.AboutTemplate)
	if err != nil {
		return nil, err
	}
	all := []templateItem{}
	for i := range known {
		t := &known[i]
		if n := numbers[t.ID]; n > 0 {
			all = append(all, c.templateItem(t, n))
		}
	}
	order.By(all, func(a, b templateItem) int { return a.ID - b.ID })
	return all, nil
}

func (c *call) templateItem(t *wording.Template, number int) templateItem {
	item := templateItem{ID: number, Name: t.Title, Slug: t.ID, Template: t.Body(status.Investigating)}
	if m := t.Made; m != nil {
		item.Created, item.Updated = c.datedOr(m.Created), c.datedOr(m.Updated)
	}
	return item
}

func (c *call) listTemplates() (*answer, error) {
	all, err := c.templates()
	if err != nil {
		return nil, err
	}
	p := c.paging(columns{})
	page := pick(all, p)
	return c.paged(p, len(all), len(page), page), nil
}

func (c *call) showTemplate() (*answer, error) {
	all, err := c.templates()
	if err != nil {
		return nil, err
	}
	n := naming(c.path["id"])
	for _, t := range all {
		if n.means(t.ID, t.Slug) {
			return done(t), nil
		}
	}
	return nil, notFound("There is no such template.")
}

// fromTemplate is the text of the template that a request names, with its
// values in. An unknown template is none.
func (c *call) fromTemplate(f *fields, name *string) (string, bool, error) {
	slug, there := f.scalar("template", "a string")
	if !there || slug == "" {
		return "", false, nil
	}
	known, err := wording.With(c.ctx, c.site.Templates, c.site.Board)
	if err != nil {
		return "", false, err
	}
	t := wording.Find(known, slug)
	if t == nil {
		return "", false, nil
	}
	text, err := t.Fill(t.Body(templateState(f)), f.vars(name), false)
	var wrong *twig.Error
	if errors.As(err, &wrong) {
		f.wrong("The template %q cannot be filled in: %s.", slug, wrong)
		return "", true, nil
	}
	return text, true, err
}

func templateState(f *fields) status.State {
	text, _ := scalarText(object(f.in).get("status"))
	if n, err := wholeNumber(text); err == nil && n >= 1 && n <= 4 {
		return numberStates[n]
	}
	return status.Investigating
}

// vars are the values of a template's variables: those of the request, and the
// incident's own.
func (f *fields) vars(name *string) map[string]any {
	values := map[string]any{}
	if o, ok := object(f.in).get("vars").(object); ok {
		for _, m := range o {
			values[m.key] = plainValue(m.value)
		}
	}
	incident := map[string]any{}
	if name != nil {
		incident["name"] = *name
	}
	for _, field := range [...]string{"status", "message", "visible", "notify", "stickied", "occurred_at", "component_status"} {
		if text, ok := scalarText(object(f.in).get(field)); ok {
			incident[field] = text
		}
	}
	values["incident"] = incident
	return values
}

// plainValue is a value of a request as templates know values.
func plainValue(v any) any {
	switch v := v.(type) {
	case bool:
		return v
	case object:
		values := map[string]any{}
		for _, m := range v {
			values[m.key] = plainValue(m.value)
		}
		return values
	}
	if all, ok := elements(v); ok {
		values := make([]any, len(all))
		for i, e := range all {
			values[i] = plainValue(e)
		}
		return values
	}
	text, _ := scalarText(v)
	return strings.ReplaceAll(text, "\x00", "")
}
