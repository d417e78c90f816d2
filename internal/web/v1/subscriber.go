package v1

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"tidings/internal/access"
	"tidings/internal/contacts"
)

// People is what the API needs of those who subscribe. A nil Book is a program
// without any.
type People struct {
	Book func(ctx context.Context) (*contacts.Book, error)
	// Off reports whether no mail goes out; an error says that nobody knows.
	Off func(ctx context.Context) (bool, error)
	// Invited says that a letter waits in the book: the API sends none itself.
	Invited func(ctx context.Context)
}

// subscriberItem is a subscriber as Cachet has it.
type subscriberItem struct {
	ID            int                `json:"id"`
	Email         string             `json:"email"`
	Phone         *string            `json:"phone_number"`
	Slack         *string            `json:"slack_webhook_url"`
	VerifyCode    *string            `json:"verify_code"` // a secret of the subscriber: never told
	Verified      *string            `json:"verified_at"`
	Global        bool               `json:"global"`
	Created       string             `json:"created_at"`
	Updated       string             `json:"updated_at"`
	Subscriptions []subscriptionItem `json:"subscriptions"`

	Language string    `json:"language"`
	Times    itemTimes `json:"times"`
}

type subscriptionItem struct {
	ID           int    `json:"id"`
	SubscriberID int    `json:"subscriber_id"`
	ComponentID  int    `json:"component_id"`
	Created      string `json:"created_at"`
	Updated      string `json:"updated_at"`
}

// perSubscriber is how many subscriptions the numbers of one subscriber's leave
// room for: one's number is that of the subscriber and of the component.
const perSubscriber = 100_000

func (c *call) subscriberItem(s contacts.Listed, h *house) subscriberItem {
	item := subscriberItem{
		ID: s.Number, Email: s.Address.Reveal(), Verified: c.datedOr(s.Confirmed), Global: s.Wish.All, Language: s.Wish.Language,
		Created: c.dated(s.Asked), Updated: c.dated(s.Asked), Subscriptions: []subscriptionItem{},
		Times: itemTimes{Created: exact(s.Asked), Updated: exact(s.Asked)},
	}
	if s.Confirmed.After(s.Asked) {
		item.Updated, item.Times.Updated = c.dated(s.Confirmed), exact(s.Confirmed)
	}
	for _, x := range h.wished(s.Wish) {
		item.Subscriptions = append(item.Subscriptions, subscriptionItem{
			ID: s.Number*perSubscriber + x.number, SubscriberID: s.Number, ComponentID: x.number, Created: item.Created, Updated: item.Updated,
		})
	}
	return item
}

// subscriber answers with one.
func (c *call) subscriber(s contacts.Listed) (*answer, error) {
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	a := done(c.subscriberItem(s, h))
	a.person = cmp.Or(s.Number, nobody)
	return a, nil
}

// nobody is the number of no subscriber.
const nobody = -1

// wished are the components that a wish is for.
func (h *house) wished(w contacts.Wish) (all []*component) {
	for _, x := range h.components {
		inGroup := x.group != nil && slices.Contains(w.Groups, x.group.ID)
		if w.All && x.public || inGroup || slices.Contains(w.Components, x.ID) {
			all = append(all, x)
		}
	}
	return all
}

// book is that of the subscribers, for who may do something with it.
func (c *call) book(a access.Action) (*contacts.Book, error) {
	if err := c.may(a); err != nil {
		return nil, err
	}
	if c.api.People.Book == nil {
		return nil, notFound("This program has no subscribers.")
	}
	return c.api.People.Book(c.ctx)
}

func (c *call) listSubscribers() (*answer, error) {
	book, err := c.book(access.ReadContacts)
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	if err := book.Looked(c.ctx, c.actor().ID, c.at); err != nil {
		return nil, err
	}
	p := c.paging(columns{})
	all, total, err := book.Numbered(c.ctx, p.offset(), p.perPage)
	if err != nil {
		return nil, err
	}
	items := []subscriberItem{}
	for _, s := range all {
		items = append(items, c.subscriberItem(s, h))
	}
	return c.paged(p, total, len(items), items), nil
}

func (c *call) makeSubscriber() (*answer, error) {
	book, err := c.book(access.WriteContacts)
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	f := c.fields()
	to := f.email("email")
	verified := f.flagOr("verify", false)
	wish := contacts.Wish{Incident: true, Maintenance: true}
	wish.Components, _ = f.componentList("components", h)
	wish.All = len(wish.Components) == 0
	wish.Language, _ = f.line("language", 35)
	if err := f.err(); err != nil {
		return nil, err
	}
	if verified {
		if err := c.may(access.ManageContacts); err != nil {
			return nil, err
		}
	}
	known, err := book.Find(c.ctx, to)
	if err == nil && known.State == contacts.Active {
		return c.subscriber(contacts.Listed{Subscriber: known})
	}
	if err != nil && !errors.Is(err, contacts.ErrNotFound) {
		return nil, err
	}
	return c.subscribe(book, to, wish, verified)
}

// email is an address of mail.
func (f *fields) email(name string) contacts.Address {
	text, there := f.line(name, 320)
	f.required(name, there && text != "")
	if !there || text == "" {
		return contacts.Address{}
	}
	to, err := contacts.ParseAddress(text)
	if err != nil {
		f.wrong("The %s must be a valid email address.", words(name))
	}
	return to
}

// subscribe asks an address whether it wants to be told, or takes the word of
// who says that it has been asked.
func (c *call) subscribe(book *contacts.Book, to contacts.Address, wish contacts.Wish, verified bool) (*answer, error) {
	if off, _ := c.api.People.Off(c.ctx); off {
		return nil, &failure{status: http.StatusConflict, detail: "Mail is not enabled on this page, so that nobody can be told by it: nothing was kept. Subscribe them again once it is."}
	}
	asked, err := book.Ask(c.ctx, contacts.Request{Address: to, Wish: wish, Form: "api", From: c.actor().ID, Invite: !verified}, c.at)
	switch {
	case errors.Is(err, contacts.ErrWish):
		return nil, invalid(err.Error())
	case err != nil:
		return nil, err
	case asked.Confirm == "":
		return nil, &failure{status: http.StatusConflict, detail: "This address has been asked within the last hour, or wants no mail from here: nothing was sent."}
	}
	if verified {
		sub, err := book.Confirm(c.ctx, asked.Confirm, c.at)
		if err != nil {
			return nil, err
		}
		return c.subscriber(contacts.Listed{Subscriber: sub})
	}
	c.api.People.Invited(c.ctx)
	waiting := contacts.Subscriber{Number: asked.Number, Address: to, Wish: wish, Asked: c.at}
	return c.subscriber(contacts.Listed{Subscriber: waiting, Pending: true})
}

func (c *call) findSubscriber(book *contacts.Book, name string) (contacts.Listed, error) {
	n, err := strconv.Atoi(name)
	if err != nil {
		return contacts.Listed{}, notFound("There is no such subscriber.")
	}
	s, err := book.ByNumber(c.ctx, n)
	if errors.Is(err, contacts.ErrNotFound) {
		err = notFound("There is no such subscriber.")
	}
	return s, err
}

// dropSubscriber erases all that is known of a subscriber.
func (c *call) dropSubscriber() (*answer, error) {
	book, err := c.book(access.ManageContacts)
	if err != nil {
		return nil, err
	}
	s, err := c.findSubscriber(book, c.path["id"])
	if err != nil {
		return nil, err
	}
	if s.Pending {
		err = book.Forget(c.ctx, c.actor().ID, s.Number, c.at)
	} else {
		err = book.Erase(c.ctx, c.actor().ID, s.ID, c.at)
	}
	return deleted(), err
}

// dropSubscription takes one component out of what a subscriber is told of. One
// who is left with none is told nothing more.
func (c *call) dropSubscription() (*answer, error) {
	book, err := c.book(access.ManageContacts)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(c.path["id"])
	if err != nil {
		return nil, notFound("There is no such subscription.")
	}
	s, err := c.findSubscriber(book, strconv.Itoa(n/perSubscriber))
	if err != nil {
		return nil, err
	}
	h, err := c.plan()
	if err != nil {
		return nil, err
	}
	left, found := []string{}, false
	for _, x := range h.wished(s.Wish) {
		if x.number == n%perSubscriber {
			found = true
			continue
		}
		left = append(left, x.ID)
	}
	switch {
	case !found:
		return nil, notFound("There is no such subscription.")
	case s.Pending:
		return deleted(), book.Forget(c.ctx, c.actor().ID, s.Number, c.at)
	case len(left) == 0:
		_, err = book.Leave(c.ctx, c.actor().ID, s.ID, c.at)
	default:
		wish := s.Wish
		wish.All, wish.Groups, wish.Components = false, nil, left
		_, err = book.Change(c.ctx, c.actor().ID, s.ID, wish, c.at)
	}
	return deleted(), err
}
