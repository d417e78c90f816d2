package monitors

import (
	"embed"
	"io"
	"log/slog"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/web"
	"tidings/internal/web/admin"
)

// Options of New. All are needed.
type Options struct {
	House      House
	Deliveries Deliveries
	Secrets    Secrets
	Now        func() time.Time
	Random     io.Reader // cryptographic
	Log        *slog.Logger
	Metrics    *web.Metrics
}

// monitors answers the routes of its section.
type monitors struct{ Options }

//go:embed pages
var files embed.FS

// New is the section of the dashboard.
func New(o Options) admin.Section {
	m := &monitors{o}
	return admin.Section{Routes: m.routes(), Pages: files, Told: told}
}

const (
	sourcesPath    = admin.Prefix + "sources"
	sourcePath     = sourcesPath + "/{id}"
	deliveriesPath = admin.Prefix + "deliveries"
	deliveryPath   = deliveriesPath + "/{id}"
	signalsPath    = admin.Prefix + "signals"
	whyPath        = admin.Prefix + "components/{id}/why"
)

// menu is where the pages stand in the navigation.
const menu = "Monitors"

func (m *monitors) routes() []admin.Route {
	return []admin.Route{
		{Method: "GET", Path: signalsPath, Action: access.ReadSite, Name: "Signals", Menu: menu, Serve: m.signals},
		{Method: "POST", Path: signalsPath + "/clear", Action: access.WriteSite, Serve: m.clear},
		{Method: "GET", Path: sourcesPath, Action: access.ReadSite, Name: "Sources", Menu: menu, Serve: m.sources},
		{Method: "GET", Path: sourcePath, Action: access.ReadSite, Serve: m.source},
		{Method: "POST", Path: sourcePath + "/test", Action: access.WriteSite, Serve: m.test},
		{Method: "POST", Path: sourcePath + "/secret", Action: access.ManageSite, Fresh: true, MaxBytes: 256 << 10, Serve: m.setSecret},
		{Method: "GET", Path: sourcePath + "/backtest", Action: access.ManageSite, Serve: m.backtestPage},
		{Method: "POST", Path: sourcePath + "/backtest", Action: access.ManageSite, MaxBytes: 256 << 10, Serve: m.backtest},
		{Method: "GET", Path: deliveriesPath, Action: access.ReadSite, Name: "Deliveries", Menu: menu, Serve: m.deliveries},
		{Method: "GET", Path: deliveryPath, Action: access.ManageSite, Serve: m.delivery},
		{Method: "POST", Path: deliveryPath + "/try", Action: access.ManageSite, Serve: m.try},
		{Method: "POST", Path: deliveryPath + "/replay", Action: access.ManageSite, Serve: m.replay},
		{Method: "GET", Path: whyPath, Action: access.ReadSite, Serve: m.why},
	}
}

// told are the sentences after something was done.
var told = map[string]string{
	"sent":         "The sample is sent and taken in. It is worked out within seconds, like any other.",
	"replayed":     "The delivery was worked out again by the rules as they are now.",
	"signal-ended": "The signal is ended. What is repeated of it changes nothing; its next episode counts.",
	"secret":       "The secret is kept, and the value before it is worthless.",
	"rotated":      "The secret is kept. The value before it is good for 24 more hours.",
}

func missing(what string) error {
	return admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such " + what + ", or no longer."}
}
