package channels

import (
	"context"
	"embed"
	"io"
	"time"

	"tidings/internal/access"
	"tidings/internal/notify/outlet"
	"tidings/internal/secret"
	"tidings/internal/throttle"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/delivery"
)

// Secrets keeps what channels are signed with. By is who does it.
type Secrets interface {
	Standing(ctx context.Context, name string, at time.Time) (secret.Standing, error)
	Set(ctx context.Context, by, name, value string, at time.Time) error
	Rotate(ctx context.Context, by, name, value string, at time.Time) error
}

// Options of New. All are needed.
type Options struct {
	House   admin.House
	Desk    *outlet.Desk
	Secrets Secrets
	Now     func() time.Time
	Random  io.Reader // cryptographic
}

// Channels answers the routes of its section.
type Channels struct {
	Options
	tries *throttle.Throttle
}

//go:embed pages
var files embed.FS

const (
	path    = admin.Prefix + "channels"
	onePath = path + "/{id}"
)

// New is the section of the dashboard.
func New(o Options) admin.Section {
	c := &Channels{o, throttle.New(20, 10)}
	return admin.Section{Pages: files, Told: told, Routes: []admin.Route{
		{Method: "GET", Path: path, Action: access.ReadSite, Name: "Channels", Menu: delivery.Menu, Serve: c.list},
		{Method: "GET", Path: onePath, Action: access.ReadSite, Serve: c.one},
		{Method: "POST", Path: onePath, Action: access.ManageSite, Serve: c.act},
		{Method: "POST", Path: onePath + "/key", Action: access.ManageSite, Fresh: true, Serve: c.rotate},
	}}
}

// told are the sentences after something was done.
var told = map[string]string{
	"channel-on":     "Switched on. It is told what it has missed, in order.",
	"channel-skip":   "Switched on. It is told what happens from now on.",
	"channel-off":    "Switched off. It is told nothing until somebody switches it on, or its file changes.",
	"channel-test":   "The test has arrived: the other side took it.",
	"channel-replay": "Sent again: the other side took it.",
}
