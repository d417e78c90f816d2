package v1

import (
	"context"
	"errors"
	"fmt"

	"tidings/internal/access"
	"tidings/internal/status"
)

func (c *call) makeComponent() (*answer, error) {
	if err := c.may(access.ManageSite); err != nil {
		return nil, err
	}
	form, err := c.componentForm(true)
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	if len(h.components) >= status.MaxMade {
		return nil, invalid(fmt.Sprintf("There are %d components, more than which cannot be made: delete one.", len(h.components)))
	}
	id, err := c.newID(*form.name)
	if err != nil {
		return nil, err
	}
	_, err = c.site.Board.ChangeComponent(c.ctx, c.actor(), id, c.at, func(own *status.MadeComponent) (*status.MadeComponent, error) {
		if own == nil {
			own = &status.MadeComponent{Created: c.at.UTC(), Origin: c.origin()}
		}
		own.ID = id
		form.apply(own, h)
		own.Updated = c.at.UTC()
		return own, nil
	})
	if err != nil {
		return nil, err
	}
	c.house = nil
	if err := c.say(id, numberStatuses[*form.status]); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return c.reshowComponent(id)
}

func (c *call) origin() status.Origin {
	a := c.actor()
	return status.Origin{Kind: a.Kind, Ref: a.ID}
}

func (c *call) changeComponent() (*answer, error) {
	form, err := c.componentForm(false)
	if err != nil {
		return nil, err
	}
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	x, err := h.findComponent(c.path["id"], true)
	if err != nil {
		return nil, err
	}
	if err := c.redefine(x, form, h); err != nil {
		return nil, err
	}
	if form.status != nil {
		if err := c.say(x.ID, numberStatuses[*form.status]); err != nil {
			return nil, err
		}
	}
	c.api.House.Wrote()
	return c.reshowComponent(x.ID)
}

// redefine changes what a component is, if the form says anything new of that.
// A client that sends back all that it has read changes nothing.
func (c *call) redefine(x *component, form componentForm, h *house) error {
	next := x.MadeComponent
	form.apply(&next, h)
	if x.filed && form.group != nil && *form.group == x.groupID() {
		next.Group, next.Wanted = x.Group, x.Wanted
	}
	if status.Revision(&next) == status.Revision(&x.MadeComponent) {
		return c.fresh(&x.MadeComponent)
	}
	if x.filed {
		return forbidden(fmt.Sprintf("The component %q is defined in components.yaml: change it there. Only its status can be set here.", x.Name))
	}
	if err := c.may(access.ManageSite); err != nil {
		return err
	}
	_, err := c.site.Board.ChangeComponent(c.ctx, c.actor(), x.ID, c.at, seen(c, func(own *status.MadeComponent) (*status.MadeComponent, error) {
		form.apply(own, h)
		own.Updated = c.at.UTC()
		return own, nil
	}))
	return err
}

func (c *call) dropComponent() (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	x, err := h.findComponent(c.path["id"], true)
	if err != nil {
		return nil, err
	}
	if x.filed {
		return nil, forbidden(fmt.Sprintf("The component %q is defined in components.yaml: delete it there.", x.Name))
	}
	if err := c.fresh(&x.MadeComponent); err != nil {
		return nil, err
	}
	if err := c.unsay(c.ctx, x.ID); err != nil {
		return nil, err
	}
	if err := c.site.Board.DeleteComponent(c.ctx, c.actor(), x.ID, c.at); err != nil {
		return nil, err
	}
	c.api.House.Wrote()
	return deleted(), nil
}

// unsay takes back what was said of a component that goes.
func (c *call) unsay(ctx context.Context, id string) error {
	if c.robot() {
		return c.signal(id, status.Operational)
	}
	_, err := c.site.Board.ClearOverride(ctx, c.actor(), id, c.at)
	if errors.Is(err, status.ErrNotFound) {
		return nil
	}
	return err
}
