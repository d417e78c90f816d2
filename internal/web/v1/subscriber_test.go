package v1_test

import (
	"fmt"
	"strings"
	"testing"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/store"
)

func TestSubscribersAreAskedBeforeTheyAreTold(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	made := data(c.want(200, "POST", "/subscribers", "email=Ann@Example.com&components[]=1&components[]=2"))
	is(t, "verified_at", made["verified_at"], `null`)
	is(t, "global", made["global"], `false`)
	is(t, "verify_code", made["verify_code"], `null`)
	is(t, "subscriptions", len(made["subscriptions"].([]any)), `2`)
	if len(l.sent) != 1 || !strings.HasPrefix(l.sent[0], "Ann@example.com ") {
		t.Fatalf("letters are %v", l.sent)
	}
	_, token, _ := strings.Cut(l.sent[0], " ")
	if _, err := l.book.Confirm(t.Context(), token, l.clock()); err != nil {
		t.Fatal(err)
	}
	list := items(c.want(200, "GET", "/subscribers", ""))
	if len(list) != 1 || list[0]["verified_at"] == nil {
		t.Fatalf("subscribers are %v", list)
	}
	is(t, "its number once confirmed", list[0]["id"], `1`)
	again := data(c.want(200, "POST", "/subscribers", "email=ann@example.com"))
	is(t, "a known address", again["id"], `1`)
	is(t, "a known address's wish", again["global"], `false`)
}

// Who is entered where no mail goes out would wait for ever: nobody is, with a word or
// without, and who is told already stays known.
func TestNobodySubscribesWhereNoMailGoesOut(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	c.want(200, "POST", "/subscribers", "email=ann@example.com&verify=1")
	l.noMail = true
	for _, form := range []string{"email=bob@example.com", "email=bob@example.com&verify=1"} {
		if said := fmt.Sprint(c.want(409, "POST", "/subscribers", form)); !strings.Contains(said, "Mail is not enabled on this page") {
			t.Errorf("%s: %s", form, said)
		}
	}
	c.want(400, "POST", "/subscribers", "email=bob")
	c.want(200, "POST", "/subscribers", "email=ann@example.com")
	is(t, "subscribers", len(items(c.want(200, "GET", "/subscribers", ""))), `1`)
	l.noMail = false
	c.want(200, "POST", "/subscribers", "email=bob@example.com") // at once: it was not asked before
	if len(l.sent) != 1 {
		t.Errorf("letters are %v", l.sent)
	}
}

func TestASubscriptionEndsByComponent(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	made := data(c.want(200, "POST", "/subscribers", "email=ann@example.com&verify=true"))
	is(t, "global", made["global"], `true`)
	if len(l.sent) != 0 {
		t.Errorf("an address that has agreed was sent %v", l.sent)
	}
	c.want(204, "DELETE", "/subscriptions/100002", "")
	c.want(404, "DELETE", "/subscriptions/100002", "")
	c.want(404, "DELETE", "/subscriptions/7", "")
	left := items(c.want(200, "GET", "/subscribers", ""))[0]
	is(t, "global", left["global"], `false`)
	is(t, "subscriptions", len(left["subscriptions"].([]any)), `2`)
	c.want(204, "DELETE", "/subscription/100001", "")
	c.want(204, "DELETE", "/subscription/100003", "")
	is(t, "subscribers", len(items(c.want(200, "GET", "/subscribers", ""))), `0`)
}

func TestContactsAreForTheirTokensOnly(t *testing.T) {
	l := newLab(t, -1)
	l.as(access.Manage, access.Person).want(200, "POST", "/subscribers", "email=ann@example.com&verify=1")
	l.guest().want(401, "GET", "/subscribers", "")
	for _, c := range []*client{l.as(access.View, access.Person), l.as(access.Edit, access.Person), l.as(access.Manage, access.Person, "metrics")} {
		for _, x := range [][3]string{{"GET", "/subscribers", ""}, {"POST", "/subscribers", "email=bob@example.com"}, {"DELETE", "/subscribers/1", ""}, {"DELETE", "/subscriptions/100001", ""}} {
			if got := details(c.want(403, x[0], x[1], x[2])); strings.Contains(got, "example.com") {
				t.Errorf("a refusal tells %s", got)
			}
		}
	}
	editor := l.as(access.Edit, access.Person, "subscribers")
	editor.want(200, "POST", "/subscribers", "email=bob@example.com")
	editor.want(403, "POST", "/subscribers", "email=eve@example.com&verify=1")
	editor.want(403, "DELETE", "/subscribers/1", "")
	editor.want(200, "GET", "/subscribers", "")
	changes, _, err := l.people.Changes(t.Context(), "", 100)
	if err != nil || !strings.Contains(string(changes[len(changes)-1]), `"verb":"subscriber.list"`) || strings.Contains(string(changes[len(changes)-1]), "example.com") {
		t.Errorf("the log of contacts ends with %s, %v", changes[len(changes)-1], err)
	}
	page, err := l.store.List(t.Context(), store.Query{Part: "roll/subscriber"})
	if err != nil || len(page.Items) > 0 {
		t.Errorf("the page's store knows subscribers: %v, %v", page.Items, err)
	}
}

func TestBadSubscribersAreRefused(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	for body, says := range map[string]string{
		"":                                     "The email field is required.",
		"email=nobody":                         "must be a valid email address",
		"email=a%0d%0aBcc:b@example.com":       "one line",
		"email=ann@example.com&components[]=9": "names no component",
		"email=ann@example.com&verify=perhaps": "true or false",
	} {
		if got := details(c.want(400, "POST", "/subscribers", body)); !strings.Contains(got, says) {
			t.Errorf("%q is told %s", body, got)
		}
	}
	c.want(404, "DELETE", "/subscribers/9", "")
	c.want(404, "DELETE", "/subscribers/nobody", "")
}

// Whom operators have entered is a subscriber like any other.
func TestWhoWasEnteredIsListed(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	to, err := contacts.ParseAddress("cid@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.book.Enrol(t.Context(), "test", contacts.Request{Address: to, Wish: contacts.Wish{All: true, Incident: true}}, noon, noon); err != nil {
		t.Fatal(err)
	}
	c.want(200, "POST", "/subscribers", "email=ann@example.com")
	list := items(c.want(200, "GET", "/subscribers", ""))
	if len(list) != 2 || list[0]["email"] != "cid@example.com" {
		t.Fatalf("subscribers are %v", list)
	}
	is(t, "who is known", data(c.want(200, "POST", "/subscribers", "email=cid@example.com"))["id"], `1`)
	c.want(204, "DELETE", "/subscribers/1", "")
	is(t, "left", items(c.want(200, "GET", "/subscribers", ""))[0]["id"], `2`)
}
