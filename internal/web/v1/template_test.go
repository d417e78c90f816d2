package v1_test

import (
	"strings"
	"testing"

	"tidings/internal/status"
)

// Templates that were made in the dashboard are listed beside those of files,
// with numbers of their own, and word incidents with the values of a request.
func TestMadeTemplates(t *testing.T) {
	l := newLab(t, 0)
	ann := status.Actor{Kind: status.OriginPerson, ID: "ann"}
	for id, text := range map[string]string{
		"slow":   "{% if incident.status == 1 %}Looking{% else %}Known{% endif %}: {{ what|default('something') }} of {{ incident.name }} ({{ hosts|join(', ') }}).",
		"broken": "{{ 1 / none_given }}",
	} {
		_, err := l.board.ChangeTemplate(t.Context(), ann, id, noon, func(*status.MadeTemplate) (*status.MadeTemplate, error) {
			return &status.MadeTemplate{ID: id, Title: id, Bodies: map[status.State]string{status.Investigating: text}, Created: noon, Updated: noon}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	editor := l.as("edit", "person")
	list := editor.do("GET", "/incidents/templates", "").Body.String()
	for _, want := range []string{`"slug":"outage"`, `"slug":"slow"`, `"created_at":"2026-`, `"total":3`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s:\n%s", want, list)
		}
	}
	if guest := l.guest().do("GET", "/incidents/templates", "").Body.String(); strings.Contains(guest, "slow") {
		t.Errorf("a guest reads %s", guest)
	}
	made := editor.want(200, "POST", "/incidents", `{"name":"Logins","status":1,"template":"slow","vars":{"what":"a page","hosts":["a","b"]}}`)
	is(t, "the message", data(made)["message"], `"Looking: a page of Logins (a, b)."`)
	bad := editor.want(400, "POST", "/incidents", `{"name":"Logins","status":1,"template":"broken"}`)
	if !strings.Contains(details(bad), "line 1, column 6: something is divided by 0") {
		t.Errorf("refused with %s", details(bad))
	}
	byHand := editor.want(200, "POST", "/incidents", `{"name":"Logins","status":1,"template":"nowhere","message":"By hand."}`)
	is(t, "the message", data(byHand)["message"], `"By hand."`)
}
