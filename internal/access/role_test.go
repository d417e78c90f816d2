package access

import (
	"slices"
	"testing"
)

func TestWhatEachRoleMayDo(t *testing.T) {
	all := []Permission{Site, Contacts, Administration}
	for _, x := range []struct {
		who  Actor
		want []Action
	}{
		{Actor{}, []Action{}},
		{Actor{Kind: Person, ID: "a", Role: View}, []Action{OwnAccount}},
		{Actor{Kind: Person, ID: "a", Role: "root", Permissions: all}, []Action{OwnAccount}},
		{Actor{Kind: Person, ID: "a", Permissions: all}, []Action{OwnAccount}},
		{Actor{Kind: Person, ID: "a", Role: Manage, Permissions: []Permission{"everything"}}, []Action{OwnAccount}},
		{Actor{Kind: Person, Role: Manage, Permissions: all}, []Action{}},
		{Actor{Kind: Automation, ID: "token/1", Role: Manage, Permissions: []Permission{Site}}, []Action{SeeSubscribers, ReadSite, WriteSite, ManageSite}},
		{Actor{Kind: Person, ID: "a", Role: View, Permissions: Usual(View)}, []Action{OwnAccount, SeeSubscribers, ReadSite}},
		{Actor{Kind: Person, ID: "a", Role: Edit, Permissions: Usual(Edit)}, []Action{OwnAccount, SeeSubscribers, ReadSite, WriteSite}},
		{Actor{Kind: Person, ID: "a", Role: Manage, Permissions: Usual(Manage)}, []Action{OwnAccount, SeeSubscribers, ReadSite, WriteSite, ManageSite, ReadAccounts, WriteAccounts, ReadAudit, ReadSettings}},
		{Actor{Kind: Person, ID: "a", Role: View, Permissions: []Permission{Administration}}, []Action{OwnAccount, ReadAccounts, ReadAudit, ReadSettings}},
		{Actor{Kind: Person, ID: "a", Role: Edit, Permissions: []Permission{Contacts}}, []Action{OwnAccount, SeeSubscribers, ReadContacts, WriteContacts}},
		{Actor{Kind: Person, ID: "a", Role: Manage, Permissions: []Permission{Contacts}}, []Action{OwnAccount, SeeSubscribers, ReadContacts, WriteContacts, ManageContacts}},
	} {
		for a := range needs {
			if got, want := Can(x.who, a), slices.Contains(x.want, a); got != want {
				t.Errorf("%+v may %q: %v", x.who, a, got)
			}
		}
		if Can(x.who, "an action nobody has thought of") || Can(x.who, "") {
			t.Errorf("%+v may do what is not known", x.who)
		}
		if !Can(x.who, Anything) {
			t.Errorf("%+v may not sign in", x.who)
		}
	}
}
