package access

import "slices"

// The roles, each with the rights of those before it.
const (
	View   = "view"   // read what is not public
	Edit   = "edit"   // write incidents, maintenance, component statuses
	Manage = "manage" // everything else
)

// Roles are all roles, the least first.
var Roles = [...]string{View, Edit, Manage}

// Permission opens one side of the house. A role counts only where there is a
// permission too, so that nobody who edits the page reads contacts by the way.
type Permission string

// The permissions. None is given by a role alone.
const (
	Site           Permission = "site"           // the page: incidents, maintenance, components
	Contacts       Permission = "contacts"       // the private contact book
	Administration Permission = "administration" // accounts, tokens, settings, the audit log
)

// Permissions are all permissions.
var Permissions = [...]Permission{Site, Contacts, Administration}

// Usual are the permissions that come with a role unless others are asked for.
func Usual(role string) []Permission {
	if role == Manage {
		return []Permission{Site, Administration}
	}
	return []Permission{Site}
}

// Action is something that not everybody may do.
type Action string

// The actions. What is not in the table below, nobody may do.
const (
	Anything Action = "be there" // what needs no account at all, such as signing in

	OwnAccount Action = "change one's own account"

	ReadSite   Action = "read what is not public of the page"
	WriteSite  Action = "write incidents, maintenance and statuses"
	ManageSite Action = "delete, and change components, templates, sources and settings"

	SeeSubscribers Action = "see how many subscribe, their addresses shortened"
	ReadContacts   Action = "read contacts"
	WriteContacts  Action = "write contacts"
	ManageContacts Action = "export and erase contacts"

	ReadAccounts  Action = "see accounts and tokens"
	WriteAccounts Action = "invite people, and change accounts and tokens"
	ReadAudit     Action = "read the audit log"
	ReadSettings  Action = "see what the program runs with"
)

// need is what an action takes. An empty role asks only for somebody known.
type need struct {
	permission Permission
	role       string
	or         Permission // does as well as the first; empty for none
}

var needs = map[Action]need{
	OwnAccount:     {},
	ReadSite:       {permission: Site, role: View},
	WriteSite:      {permission: Site, role: Edit},
	ManageSite:     {permission: Site, role: Manage},
	SeeSubscribers: {permission: Site, role: View, or: Contacts},
	ReadContacts:   {permission: Contacts, role: View},
	WriteContacts:  {permission: Contacts, role: Edit},
	ManageContacts: {permission: Contacts, role: Manage},
	ReadAccounts:   {permission: Administration, role: View},
	ReadAudit:      {permission: Administration, role: View},
	ReadSettings:   {permission: Administration, role: View},
	WriteAccounts:  {permission: Administration, role: Manage},
}

// Actor is who asks for something: an account, a token, or nobody (the zero value).
type Actor struct {
	Kind        string // Person or Automation; empty for nobody
	ID          string // of the account, or "token/ID"
	Name        string // for people; it may hold anything that was typed
	Role        string
	Permissions []Permission
	From        string // network address that it speaks from; empty if unknown
}

// Can reports whether somebody may do something. It is the only place that
// decides, and what it does not know it denies.
func Can(who Actor, a Action) bool {
	if a == Anything {
		return true
	}
	n, known := needs[a]
	if !known || who.ID == "" {
		return false
	}
	if n == (need{}) {
		return who.Kind == Person
	}
	may := slices.Contains(who.Permissions, n.permission) || n.or != "" && slices.Contains(who.Permissions, n.or)
	return may && rank(who.Role) >= rank(n.role)
}

// rank is 0 for what is no role.
func rank(role string) int { return slices.Index(Roles[:], role) + 1 }
