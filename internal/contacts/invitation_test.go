package contacts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tidings/internal/store"
)

// inviteTo takes a wish whose letter somebody else sends.
func (d *desk) inviteTo(who string) Answer {
	d.Helper()
	got, err := d.Ask(d.Context(), Request{Address: address(d.T, who), Wish: Wish{All: true, Incident: true, Language: "de"}, Invite: true}, d.now)
	if err != nil {
		d.Fatal(err)
	}
	return got
}

func (d *desk) next() (Invitation, bool) {
	d.Helper()
	inv, err := d.NextInvitation(d.Context(), d.now)
	if err != nil && !errors.Is(err, ErrNotFound) {
		d.Fatal(err)
	}
	return inv, err == nil
}

func TestAnInvitationIsOneSendersAtATime(t *testing.T) {
	d := newDesk(t)
	d.ask("cid@example.com", everything) // whoever asked sends it
	asked := d.inviteTo("ann@example.com")
	inv, ok := d.next()
	if !ok || inv.Address.Reveal() != "ann@example.com" || inv.Token != asked.Confirm || inv.Language != "de" || inv.Tries != 1 {
		t.Fatalf("the invitation is %+v, %v", inv, ok)
	}
	for minutes, free := range []bool{false, false, true, false, false, false, true} {
		if inv, ok := d.next(); ok != free {
			t.Errorf("after %d minutes it is given out: %v %+v", minutes, ok, inv)
		}
		d.now = d.now.Add(time.Minute)
	}
	d.inviteTo("bob@example.com")
	if n, since, err := d.Uninvited(t.Context()); n != 2 || !since.Equal(noon) || err != nil {
		t.Errorf("%d wait since %v, %v", n, since, err)
	}
	other, ok := d.next()
	if !ok || other.Address.Reveal() != "bob@example.com" {
		t.Fatalf("the next is %+v, %v", other, ok)
	}
	for _, sent := range []Invitation{inv, other, other} {
		if err := d.Invited(t.Context(), sent); err != nil {
			t.Fatal(err)
		}
	}
	if n, _, err := d.Uninvited(t.Context()); n != 0 || err != nil {
		t.Errorf("%d wait after all were sent, %v", n, err)
	}
	d.now = d.now.Add(24 * time.Hour)
	if inv, ok := d.next(); ok {
		t.Errorf("what was sent is given out again: %+v", inv)
	}
	if _, err := d.Confirm(t.Context(), inv.Token, d.now); err != nil {
		t.Errorf("its link does not work: %v", err)
	}
}

func TestNobodyIsInvitedToWhatIsGone(t *testing.T) {
	d := newDesk(t)
	gone := d.inviteTo("ann@example.com")
	if err := d.Forget(t.Context(), "test", gone.Number, d.now); err != nil {
		t.Fatal(err)
	}
	if inv, ok := d.next(); ok {
		t.Errorf("a wish that was dropped is asked about: %+v", inv)
	}
	page, err := d.store.List(t.Context(), store.Query{Part: "invited"})
	if err != nil || len(page.Items) > 0 {
		t.Errorf("its letter stays: %v, %v", page.Items, err)
	}
	d.inviteTo("bob@example.com")
	d.now = d.now.Add(AskedFor + time.Minute)
	if inv, ok := d.next(); ok {
		t.Errorf("a wish that has expired is asked about: %+v", inv)
	}
}

// Whoever has a copy of the store can neither read whom it is for nor open the link.
func TestAnInvitationSaysNothingInTheStore(t *testing.T) {
	d := newDesk(t)
	token := d.inviteTo("ann@example.com").Confirm
	page, err := d.store.List(t.Context(), store.Query{Part: "invited"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("invitations are %v, %v", page.Items, err)
	}
	is := page.Items[0].Sort + string(page.Items[0].Value)
	if strings.Contains(is, token) || strings.Contains(is, "ann") || strings.Contains(is, "example") {
		t.Errorf("the store says %s", is)
	}
}
