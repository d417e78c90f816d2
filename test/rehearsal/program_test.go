package rehearsal

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// program is one that uses the API with a token.
type program struct {
	*stack
	token string
}

// calls asks the API, and gives the number of what it answers about.
func (p *program) calls(method, path, body string) (id int, answer string) {
	p.t.Helper()
	status, answer := p.request("api", httpEvent(method, "/api/v1"+path, map[string]string{"x-cachet-token": p.token, "content-type": "application/json"}, body))
	if status != http.StatusOK && status != http.StatusNoContent {
		p.t.Fatalf("%s %s is answered %d %.600s", method, path, status, answer)
	}
	var of struct{ Data struct{ ID int } }
	_ = json.Unmarshal([]byte(answer), &of) // lists have none
	return of.Data.ID, answer
}

// What a program makes of components, metrics, planned work and the past is on the
// page, and gone from it once the program takes it away.
func TestWhatAProgramMakes(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	p := &program{s, bob.token("ops", "manage", "person")}
	group, _ := p.calls("POST", "/components/groups", `{"name":"Shops","visible":1}`)
	shop, _ := p.calls("POST", "/components", fmt.Sprintf(`{"name":"Checkout","status":1,"group_id":%d}`, group))
	p.calls("PUT", fmt.Sprint("/components/", shop), `{"status":3}`)
	metric, _ := p.calls("POST", "/metrics", `{"name":"Orders","suffix":"a minute","default_value":0,"display_chart":1}`)
	points := fmt.Sprintf("/metrics/%d/points", metric)
	point, _ := p.calls("POST", points, `{"value":3}`)
	p.calls("PUT", fmt.Sprint(points, "/", point), `{"value":4}`)
	p.calls("GET", points, "")
	p.calls("DELETE", fmt.Sprint(points, "/", point), "")
	p.calls("POST", points, `{"value":5}`)
	tomorrow := time.Now().Add(24 * time.Hour).UTC().Format(time.DateTime)
	move, _ := p.calls("POST", "/schedules", `{"name":"We move","message":"To another house.","status":0,"scheduled_at":"`+tomorrow+`"}`)
	work, _ := p.calls("POST", "/incidents", `{"name":"We paint","message":"All walls.","status":0,"visible":1,"scheduled_at":"`+tomorrow+`"}`)
	if _, is := p.calls("GET", fmt.Sprint("/incidents/", work), ""); !strings.Contains(is, "We paint") {
		t.Errorf("planned work is answered as %.300s", is)
	}
	p.calls("GET", "/incidents/templates", "")
	long, _ := p.calls("POST", "/incidents", fmt.Sprintf(`{"name":"Slow for long","message":"It takes a while.","status":1,"visible":1,"component_id":%d,"component_status":2,"occurred_at":"%s"}`,
		shop, time.Now().AddDate(0, 0, -100).UTC().Format(time.DateTime)))
	s.clock()
	for _, want := range []string{"Shops", "Checkout", "Orders", "We move", "We paint", "Slow for long"} {
		if !strings.Contains(s.read("/"), want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	s.whole()

	p.calls("PUT", fmt.Sprint("/incidents/", long), fmt.Sprintf(`{"status":4,"component_id":%d,"component_status":1}`, shop))
	p.calls("DELETE", fmt.Sprint("/incidents/", long), "")
	p.calls("DELETE", fmt.Sprint("/schedules/", move), "")
	p.calls("DELETE", fmt.Sprint("/metrics/", metric), "")
	p.calls("DELETE", fmt.Sprint("/components/", shop), "")
	p.calls("DELETE", fmt.Sprint("/components/groups/", group), "")
	s.clock()
	s.clock()
	for _, gone := range []string{"Shops", "Checkout", "Orders", "We move", "Slow for long"} {
		if strings.Contains(s.read("/"), gone) {
			t.Errorf("%s is still on the page", gone)
		}
	}
	if held := s.kept("api", "TIDINGS_PAGE_TABLE"); strings.Contains(held, "points/") {
		t.Error("the points of a metric that is gone are still in the table")
	}
	s.whole()
}
