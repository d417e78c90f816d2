package status

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/store"
)

// AboutTemplate is the kind of subject that an incident template is.
const AboutTemplate = "template"

const partTemplate = "template" // by id: JSON

// MadeTemplate is an incident template that somebody has made with a program,
// beside those of the content files. What its texts mean is for whoever fills
// them in.
type MadeTemplate struct {
	ID      string           `json:"id"`
	Title   string           `json:"title"`
	Impact  Impact           `json:"impact"`
	Bodies  map[State]string `json:"bodies"` // by state of an incident; at least one
	Created time.Time        `json:"created"`
	Updated time.Time        `json:"updated"`
	Origin  Origin           `json:"origin"`
}

// MaxTemplateText is how many bytes a text of a template may have.
const MaxTemplateText = 20_000

func (t *MadeTemplate) check() error {
	if err := checkID("template", t.ID); err != nil {
		return err
	}
	if err := checkName("title", t.Title); err != nil {
		return err
	}
	if len(t.Bodies) == 0 {
		return fmt.Errorf("%w: the template has no text: write at least one", ErrInvalid)
	}
	for state, text := range t.Bodies {
		switch {
		case state.OfMaintenance():
			return fmt.Errorf("%w: an incident cannot be %s", ErrInvalid, state)
		case text == "" || len(text) > MaxTemplateText:
			return fmt.Errorf("%w: the text for %s may have at most %d bytes, and not none", ErrInvalid, state, MaxTemplateText)
		}
	}
	return nil
}

// ChangeTemplate is ChangeComponent for an incident template. No page shows any.
func (b *Board) ChangeTemplate(ctx context.Context, by Actor, id string, at time.Time, change func(own *MadeTemplate) (*MadeTemplate, error)) (*MadeTemplate, error) {
	return changeMade(ctx, b, by, store.Key{Part: partTemplate, Sort: id}, at, change)
}

// DeleteTemplate deletes a made template, or returns ErrNotFound.
func (b *Board) DeleteTemplate(ctx context.Context, by Actor, id string, at time.Time) error {
	_, err := b.ChangeTemplate(ctx, by, id, at, gone[MadeTemplate])
	return err
}

// Templates reads all made templates, by id.
func (b *Board) Templates(ctx context.Context) (all []MadeTemplate, err error) {
	for it, err := range b.each(ctx, store.Query{Part: partTemplate}) {
		if err != nil {
			return nil, err
		}
		var t MadeTemplate
		if err := decode("template "+it.Sort, it.Value, &t); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}
