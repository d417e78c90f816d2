package delivery

import (
	"context"
	"embed"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/throttle"
	"tidings/internal/web/admin"
)

// House is the running program.
type House interface {
	admin.House
	// TestMail sends a letter to somebody now, and returns what came of it.
	TestMail(ctx context.Context, to contacts.Address) error
	// MailTrouble is why mail cannot be sent now, or nil.
	MailTrouble() error
}

// Letters are those that are kept in place of being sent.
type Letters interface {
	// List is a page of at most limit letters without their text, the newest first, that
	// were kept before the one named; empty for the newest of all. Next is empty when
	// there is no more.
	List(before string, limit int) (list []letter.Kept, next string, err error)
	// Open is one whole, or letter.ErrNotFound.
	Open(name string) (letter.Kept, error)
}

// Options of New. All are needed but Letters.
type Options struct {
	House House
	Desk  *notify.Desk
	Now   func() time.Time
	// Letters are those of a machine without a mail service; nil where there is one.
	Letters Letters
}

// Delivery answers the routes of its section.
type Delivery struct {
	Options
	tests *throttle.Throttle
}

//go:embed pages
var files embed.FS

const (
	path        = admin.Prefix + "delivery"
	newsPath    = path + "/{about}/{id}"
	lettersPath = admin.Prefix + "letters"
)

// Menu is the part of the navigation for all that has to do with telling people.
const Menu = "News"

// New is the section of the dashboard.
func New(o Options) admin.Section {
	d := &Delivery{o, throttle.New(6, 3)}
	routes := []admin.Route{
		{Method: "GET", Path: path, Action: access.ReadSite, Name: "Delivery", Menu: Menu, Serve: d.list},
		{Method: "POST", Path: path + "/stop", Action: access.WriteSite, Serve: d.stop},
		{Method: "POST", Path: path + "/resume", Action: access.WriteSite, Serve: d.resume},
		{Method: "POST", Path: path + "/test", Action: access.WriteSite, Serve: d.test},
		{Method: "GET", Path: newsPath, Action: access.ReadSite, Serve: d.news},
		{Method: "POST", Path: newsPath, Action: access.WriteSite, Serve: d.decide},
	}
	if o.Letters != nil {
		routes = append(routes,
			admin.Route{Method: "GET", Path: lettersPath, Action: access.ReadContacts, Name: "Letters", Menu: Menu, Serve: d.letters},
			admin.Route{Method: "GET", Path: lettersPath + "/{name}", Action: access.ReadContacts, Serve: d.letter},
			admin.Route{Method: "GET", Path: lettersPath + "/{name}/html", Action: access.ReadContacts, Serve: d.html})
	}
	return admin.Section{Routes: routes, Pages: files, Told: map[string]string{
		"stopped":  "Stopped. Nobody is told anything until you let it go on.",
		"resumed":  "It goes on.",
		"approved": "Approved. It is being sent.",
		"dropped":  "Dropped. Nobody is told of this any more; what happens later is told.",
		"retried":  "Those whose letter was refused are tried again.",
		"tested":   "The mail server has taken a letter for you. If it does not arrive in a minute or two, look where your mail program puts spam: then it is your domain's records (SPF, DKIM, DMARC) that are missing.",
		"kept":     "No mail service is set up, so that the letter to you is a file: see Letters.",
	}}
}
