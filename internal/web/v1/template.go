package v1

import (
	"regexp"
	"slices"
	"strings"

	"tidings/internal/config"
	"tidings/internal/status"
)

// templateItem is an incident template as Cachet has it. Templates are content
// files: their number is their place, and nobody notes when they were made.
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
	numbers, err := c.site.Board.AllNumbers(c.ctx, AboutTemplate)
	if err != nil {
		return nil, err
	}
	all := []templateItem{}
	for i := range c.site.Templates {
		t := &c.site.Templates[i]
		if n := numbers[t.ID]; n > 0 {
			all = append(all, templateItem{ID: n, Name: t.Title, Slug: t.ID, Template: body(t, status.Investigating)})
		}
	}
	slices.SortFunc(all, func(a, b templateItem) int { return a.ID - b.ID })
	return all, nil
}

// AboutTemplate is what numbers of templates are of.
const AboutTemplate = "template"

// body is a template's text for a state, or the first that it has.
func body(t *config.Template, s status.State) string {
	if text := t.Bodies[s]; text != "" {
		return text
	}
	for s := status.Investigating; s <= status.Postmortem; s++ {
		if text := t.Bodies[s]; text != "" {
			return text
		}
	}
	return ""
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

// variable is a place in a template that a value comes in for.
var variable = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_.]*)\s*(?:\|\s*(?:e|escape|raw)\s*)?\}\}`)

// fromTemplate is the text of the template that a request names, with its
// values in. An unknown template is none.
func (c *call) fromTemplate(f *fields, name *string) (string, bool) {
	slug, there := f.scalar("template", "a string")
	if !there || slug == "" {
		return "", false
	}
	n := slices.IndexFunc(c.site.Templates, func(t config.Template) bool { return t.ID == slug })
	if n < 0 {
		return "", false
	}
	values := f.vars(name)
	text := body(&c.site.Templates[n], templateState(f))
	return variable.ReplaceAllStringFunc(text, func(place string) string {
		return values[variable.FindStringSubmatch(place)[1]]
	}), true
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
func (f *fields) vars(name *string) map[string]string {
	values := map[string]string{}
	if o, ok := object(f.in).get("vars").(object); ok {
		for _, m := range o {
			if text, ok := scalarText(m.value); ok {
				values[m.key] = strings.ReplaceAll(text, "\x00", "")
			}
		}
	}
	if name != nil {
		values["incident.name"] = *name
	}
	for _, field := range [...]string{"status", "message", "visible", "notify", "stickied", "occurred_at", "component_status"} {
		if text, ok := scalarText(object(f.in).get(field)); ok {
			values["incident."+field] = text
		}
	}
	return values
}
