package catalog

import (
	"net/http"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// begin is what making something begins with: what there is, and the key of the
// form, by which a form that is sent twice is one.
func (c *catalog) begin(v *admin.Visit) (*house, string, error) {
	h, err := c.plan(v)
	if err != nil {
		return nil, "", err
	}
	key, err := v.SentKey()
	return h, key, err
}

// once is a change that makes a thing, unless a form that was sent twice has.
func once[T any](make func() *T) func(own *T) (*T, error) {
	return func(own *T) (*T, error) {
		if own == nil {
			own = make()
		}
		return own, nil
	}
}

// again shows all components with a form for something new that could not be
// taken, and why.
func (c *catalog) again(v *admin.Visit, h *house, why error, fill func(d *listData)) error {
	data, err := c.listData(v, h)
	if err != nil {
		return err
	}
	fill(data)
	return v.Again("components", "Components", data, admin.Plain(why))
}

// done writes, and goes on to another page.
func (c *catalog) done(v *admin.Visit, to string, write func() error) error {
	if err := c.House.Do(write); err != nil {
		return admin.Plain(err)
	}
	return v.Go(to)
}

// stale is the answer where somebody else has changed a thing since the form
// was shown.
func stale(what string) error {
	return admin.Failure{Status: http.StatusConflict, Sentence: "Somebody has changed this " + what + " meanwhile. The form still holds what you wrote; what they wrote stands above it. Send it again to put yours in its place."}
}

// edited is a change of a thing by the form, unless somebody else has changed it
// since the form was shown: theirs is then how it is by now.
func edited[T any](v *admin.Visit, what string, theirs **T, apply func(own *T)) func(own *T) (*T, error) {
	return func(own *T) (*T, error) {
		*theirs = nil
		if own == nil {
			return nil, missing(what)
		}
		if was := *own; status.Revision(own) != v.Field("seen") {
			*theirs = &was
			return nil, stale(what)
		}
		apply(own)
		return own, nil
	}
}

// touch changes a thing and notes when, unless that changed nothing.
func touch[T any](own *T, updated *time.Time, at time.Time, change func()) {
	before := status.Revision(own)
	if change(); status.Revision(own) != before {
		*updated = at.UTC()
	}
}
