package admin

import (
	"context"
	"encoding/json"
	"errors"

	"tidings/internal/access"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/world"
)

// door answers requests of people, and the one of the operator.
type door struct {
	*httpapi.Door
	accounts *world.Later[*access.Accounts]
	home     string
}

// Invoke implements lambda.Handler. No request of HTTP can look like the
// operator's: the API wraps what it is sent.
func (d *door) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var asked struct {
		First   bool   `json:"first_administrator"`
		Version string `json:"version"` // of an event of HTTP
	}
	if err := json.Unmarshal(payload, &asked); err == nil && asked.First && asked.Version == "" {
		return d.first(ctx)
	}
	return d.Door.Invoke(ctx, payload)
}

// first is a link, good once and for a day.
func (d *door) first(ctx context.Context) ([]byte, error) {
	accounts, err := d.accounts.Get(ctx)
	if err != nil {
		return nil, err
	}
	text, err := accounts.FirstLink(ctx)
	if errors.Is(err, access.ErrTaken) {
		return nil, errors.New("there is an administrator already, who can ask others in")
	}
	if err == nil {
		err = accounts.SetHome(ctx, d.home)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"link": d.home + access.LinkPath + text})
}
