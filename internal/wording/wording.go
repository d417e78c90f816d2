// Package wording is the incident templates that there are, of content files
// and made in the dashboard, and how they are filled in. The package must never
// know who asks for words, or what becomes of them.
package wording

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/twig"
)

// Template is an incident template.
type Template struct {
	config.Template
	File string // the content file that it stands in; empty for one that was made
	Made *status.MadeTemplate
}

// All are the templates of the content files and, behind them, those that were
// made. Where both have an id, the file's holds.
func All(ctx context.Context, c *config.Config, board *status.Board) (all []Template, err error) {
	return With(ctx, c.Templates, board)
}

// With is All for the templates of content files alone.
func With(ctx context.Context, files []config.Template, board *status.Board) (all []Template, err error) {
	for _, t := range files {
		all = append(all, Template{Template: t, File: "templates/" + t.ID + ".md"})
	}
	made, err := board.Templates(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading incident templates: %w", err)
	}
	for i := range made {
		if m := &made[i]; Find(all, m.ID) == nil {
			all = append(all, Of(m))
		}
	}
	return all, nil
}

// Of is a template that was made.
func Of(m *status.MadeTemplate) Template {
	return Template{Template: config.Template{ID: m.ID, Title: m.Title, Impact: m.Impact, Bodies: m.Bodies}, Made: m}
}

// Find is the template of an id, nil for none.
func Find(all []Template, id string) *Template {
	i := slices.IndexFunc(all, func(t Template) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// Body is the text for a state, or else the first that there is.
func (t *Template) Body(s status.State) string {
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

// component is the only variable of a content file.
const component = "{{component}}"

// Fill puts values into a text of the template; see twig.Template.Render for
// what they can be. With keep, what is not given stays as it is written.
func (t *Template) Fill(text string, values map[string]any, keep bool) (string, error) {
	if t.File != "" {
		name, given := values["component"].(string)
		if !given && keep {
			return text, nil
		}
		return strings.ReplaceAll(text, component, name), nil
	}
	parsed, err := twig.Parse(text)
	if err != nil {
		return "", err
	}
	return parsed.Render(values, keep)
}

// Mistake says which text of a template cannot be filled in, where and why.
type Mistake struct {
	In    string // title, or the state of the text
	Cause *twig.Error
}

func (m *Mistake) Error() string { return m.In + ", " + m.Cause.Error() }

// Check finds the first mistake in the texts of a template, also one that shows
// only when it is filled in with some values. It is nil or a *Mistake.
func (t *Template) Check(values map[string]any) error {
	if err := t.check("title", t.Title, values); err != nil {
		return err
	}
	for s := status.Investigating; s <= status.Postmortem; s++ {
		if err := t.check(s.String(), t.Bodies[s], values); err != nil {
			return err
		}
	}
	return nil
}

func (t *Template) check(in, text string, values map[string]any) error {
	_, err := t.Fill(text, values, true)
	var wrong *twig.Error
	if errors.As(err, &wrong) {
		return &Mistake{in, wrong}
	}
	return err
}
