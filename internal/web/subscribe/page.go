package subscribe

import "tidings/internal/contacts"

// Page is what partials/subscription.html is given, beside the words. Headings
// and notes are keys of words.
type Page struct {
	Heading string
	Notes   []string
	Wrong   string // why something was refused, in a sentence without a full stop
	Confirm bool   // shows the button that confirms
	Feeds   bool   // shows the ways to hear of news that need no address
	// Subscriber shows what is theirs, to be changed or ended.
	Subscriber *contacts.Subscriber
	// Follow is the id of an incident: shows the form that asks to be told of it
	// alone.
	Follow string
	// Offer is the id of an incident that the subscriber may choose to follow.
	Offer string
}

// The headings of the pages.
const (
	headAsk     = "nav.subscribe"
	headConfirm = "subscription.confirm"
	headManage  = "mail.manage"
)
