package blackbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// reader is a subscriber as the API tells.
type reader struct {
	ID            int
	Email         string
	Verified      *string `json:"verified_at"`
	Global        bool
	Subscriptions []subscription
}

type subscription struct {
	ID          int
	ComponentID int `json:"component_id"`
}

// keeper is somebody who may do what a token lets them.
type keeper struct {
	*visitor
	token string
}

func (k keeper) does(want int, method, path, body string, header ...string) (said string) {
	k.Helper()
	return k.asks(want, method, "/api/v1/"+path, body, append(header, "X-Cachet-Token", k.token, "Content-Type", "application/json")...)
}

// enters subscribes somebody.
func (k keeper) enters(body string, header ...string) (one reader) {
	k.Helper()
	var is struct{ Data *reader }
	is.Data = &one
	if err := json.Unmarshal([]byte(k.does(http.StatusOK, http.MethodPost, "subscribers", body, header...)), &is); err != nil {
		k.Fatal(err)
	}
	return one
}

// list is all who subscribe.
func (k keeper) list() (all []reader) {
	k.Helper()
	var is struct{ Data []reader }
	if err := json.Unmarshal([]byte(k.does(http.StatusOK, http.MethodGet, "subscribers", "")), &is); err != nil {
		k.Fatal(err)
	}
	return is.Data
}

// A program enters Ann by Cachet's API. She confirms by the mail that follows, is told,
// and is erased. Cid has agreed elsewhere. Who may not see people sees none.
func subscribersByAPI(v *visitor) {
	bob := v.another()
	bob.signsUp()
	token := func(name, role string) keeper {
		return keeper{v, v.find(madeToken, bob.fills(http.StatusOK, "/admin/tokens", "name", name, "role", role, "kind", "automation"))}
	}
	crm, robot, guest := token("crm", "manage"), token("robot", "edit"), keeper{visitor: v}
	chance := time.Now().Format("150405.000000")
	ann, cid := "ann-"+chance+"@example.com", "cid-"+chance+"@example.com"
	body := `{"email":"` + ann + `","components":[1]}`

	guest.does(http.StatusUnauthorized, http.MethodGet, "subscribers", "")
	guest.does(http.StatusUnauthorized, http.MethodPost, "subscribers", body)
	robot.does(cmp.Or(v.Forbidden, http.StatusForbidden), http.MethodPost, "subscribers", body)
	robot.does(cmp.Or(v.Hidden, http.StatusForbidden), http.MethodGet, "subscribers", "")
	crm.does(http.StatusBadRequest, http.MethodPost, "subscribers", `{"email":"nobody"}`)

	one := crm.enters(body, "Idempotency-Key", "k"+chance)
	if again := crm.enters(body, "Idempotency-Key", "k"+chance); one.Email != ann || one.Verified != nil || again.ID != one.ID {
		v.Errorf("ann is %+v, and then %+v", one, again)
	}
	crm.does(http.StatusConflict, http.MethodPost, "subscribers", body)
	own := v.link(v.post(ann, 1)[0].Text)
	v.fills(http.StatusOK, own, "do", "confirm")
	other := crm.enters(`{"email":"` + cid + `","verify":true}`)
	if all := crm.list(); len(all) != 2 || all[0].Email != ann || all[0].Verified == nil || all[0].Global || len(all[0].Subscriptions) != 1 || len(all[1].Subscriptions) != 2 {
		v.Fatalf("subscribers are %+v", all)
	}

	began := time.Now().UTC().Truncate(time.Second)
	v.hears(alert("api", "firing", began))
	if got := v.post(ann, 2)[1]; !strings.Contains(got.Subject, "API is down") {
		v.Errorf("ann is told %+v", got)
	}
	v.post(cid, 1)
	robot.does(cmp.Or(v.Forbidden, http.StatusForbidden), http.MethodDelete, "subscribers/1", "")
	crm.does(http.StatusNoContent, http.MethodDelete, fmt.Sprint("subscribers/", one.ID), "")
	crm.does(http.StatusNotFound, http.MethodDelete, fmt.Sprint("subscribers/", one.ID), "")
	for _, s := range other.Subscriptions {
		if s.ComponentID == 2 {
			crm.does(http.StatusNoContent, http.MethodDelete, fmt.Sprint("subscriptions/", s.ID), "")
		}
	}
	if all := crm.list(); len(all) != 1 || all[0].Email != cid || all[0].Global || len(all[0].Subscriptions) != 1 {
		v.Errorf("left are %+v", all)
	}
	v.hears(alert("api", "resolved", began))
	v.post(cid, 2)
	v.post(ann, 2)
}
