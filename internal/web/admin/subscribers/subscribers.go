package subscribers

import (
	"context"
	"embed"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/web/admin"
	"tidings/internal/web/admin/delivery"
)

// House is the running program.
type House interface {
	admin.House
	// Choices are the groups and components that there are to choose from.
	Choices(ctx context.Context) (Choices, error)
}

// Choices are what can be chosen on the page, as it is now.
type Choices struct {
	Groups, Components []Named
	Languages          []string // BCP 47, the site's first first
	// Check refuses a wish for what is not there.
	Check func(contacts.Wish) error
}

// Named is a group or component.
type Named struct{ ID, Name string }

// Options of New. All are needed.
type Options struct {
	House House
	Book  *contacts.Book
	Desk  *notify.Desk // whose ledger says what was sent
	Now   func() time.Time
}

// Subscribers answers the routes of its section.
type Subscribers struct {
	Options
	tally tally
}

//go:embed pages
var files embed.FS

const (
	path       = admin.Prefix + "subscribers"
	onePath    = path + "/{id}"
	newPath    = path + "/new"
	importPath = path + "/import"
)

// maxList is how large an imported file may be; the command takes any size.
const maxList = 4 << 20

// New is the section of the dashboard.
func New(o Options) admin.Section {
	s := &Subscribers{Options: o}
	return admin.Section{Pages: files, Told: told, Routes: []admin.Route{
		{Method: "GET", Path: path, Action: access.SeeSubscribers, Name: "Subscribers", Menu: delivery.Menu, Serve: s.list},
		{Method: "POST", Path: path + "/find", Action: access.ReadContacts, Serve: s.find},
		{Method: "GET", Path: path + ".csv", Action: access.ManageContacts, Fresh: true, Serve: s.export},
		{Method: "GET", Path: newPath, Action: access.WriteContacts, Serve: s.blank},
		{Method: "POST", Path: newPath, Action: access.WriteContacts, Serve: s.enter},
		{Method: "GET", Path: importPath, Action: access.WriteContacts, Serve: s.upload},
		{Method: "POST", Path: importPath, Action: access.WriteContacts, MaxBytes: maxList + 64<<10, Serve: s.bring},
		{Method: "GET", Path: onePath, Action: access.ReadContacts, Serve: s.one},
		{Method: "POST", Path: onePath + "/off", Action: access.WriteContacts, Serve: s.off},
		{Method: "POST", Path: onePath + "/erase", Action: access.ManageContacts, Fresh: true, Serve: s.erase},
		{Method: "POST", Path: onePath + "/data", Action: access.ManageContacts, Serve: s.data},
	}}
}

// told are the sentences after something was done.
var told = map[string]string{
	"entered": "Entered. They are told from now on.",
	"known":   "Somebody with this address subscribes already: this is their page, and nothing was changed.",
	"left":    "Switched off. Nothing more is sent to this address.",
	"erased":  "Erased. Nothing is left that says who it was.",
}
