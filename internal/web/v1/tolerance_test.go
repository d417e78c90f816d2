package v1_test

import (
	"net/http"
	"strings"
	"testing"

	"tidings/internal/access"
)

// What real clients send, and what they cannot read otherwise, point by point.

func TestQueryFormAndJSONAreOne(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	for name, do := range map[string]func() map[string]any{
		"query": func() map[string]any {
			return c.want(200, "POST", "/components"+query("name", "Mail", "status", "2"), "")
		},
		"form":    func() map[string]any { return c.want(200, "POST", "/components", "name=Mail&status=2") },
		"json":    func() map[string]any { return c.want(200, "POST", "/components", `{"name":"Mail","status":2}`) },
		"strings": func() map[string]any { return c.want(200, "POST", "/components", `{"name":"Mail","status":"2"}`) },
		"together": func() map[string]any {
			return c.want(200, "POST", "/components"+query("name", "no", "status", "2"), `{"name":"Mail"}`)
		},
		"multipart": func() map[string]any {
			body := "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nMail\r\n--x\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\n2\r\n--x--\r\n"
			return c.with("Content-Type", "multipart/form-data; boundary=x").want(200, "POST", "/components", body)
		},
	} {
		item := data(do())
		is(t, name+": name", item["name"], `"Mail"`)
		is(t, name+": status", item["status"], `2`)
	}
}

func TestKeysAreCaseSensitive(t *testing.T) {
	c := newLab(t, -1).as(access.Edit, access.Person)
	made := data(c.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m","visible":1,"Visible":0,"MESSAGE":"no"}`))
	is(t, "visible", made["visible"], `1`)
	is(t, "message", made["message"], `"m"`)
}

func TestWritesAnswer200AndDeleting204WithoutABody(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	made := data(c.want(200, "POST", "/components", "name=x&status=1"))
	path := "/components/" + made["id"].(interface{ String() string }).String()
	c.want(200, "PUT", path, "status=3")
	w := c.do("DELETE", path, "")
	if w.Code != 204 || w.Body.Len() != 0 {
		t.Errorf("deleting answers %d %q", w.Code, w.Body)
	}
	c.want(404, "GET", path, "")
}

func TestFlagsInEverySpelling(t *testing.T) {
	c := newLab(t, -1).as(access.Edit, access.Person)
	for text, want := range map[string]string{"true": "1", "True": "1", "1": "1", "on": "1", "false": "0", "False": "0", "0": "0", "off": "0"} {
		form := data(c.want(200, "POST", "/incidents", "name=x&status=1&message=m&visible="+text))
		is(t, "visible="+text, form["visible"], want)
	}
	for text, want := range map[string]string{`true`: "1", `1`: "1", `"1"`: "1", `"TRUE"`: "1", `false`: "0", `0`: "0", `"0"`: "0", `"false"`: "0"} {
		made := data(c.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m","visible":`+text+`}`))
		is(t, "visible: "+text, made["visible"], want)
	}
	c.want(400, "POST", "/incidents", "name=x&status=1&message=m&visible=maybe")
}

func TestNullIsAbsent(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	made := data(c.want(200, "POST", "/components", `{"name":"x","status":1,"description":"d","link":null,"group_id":null,"tags":null,"enabled":null,"meta":null}`))
	is(t, "enabled", made["enabled"], `true`)
	changed := data(c.want(200, "PUT", "/components/4", `{"name":null,"description":null,"status":null,"link":""}`))
	is(t, "name", changed["name"], `"x"`)
	is(t, "description", changed["description"], `"d"`)
	refused := c.want(400, "POST", "/components", `{"name":null,"status":1}`)
	if !strings.Contains(details(refused), "The name field is required.") {
		t.Errorf("the refusal is %v", refused)
	}
}

// A client that sends back all it has read changes nothing, on what it made and
// on what a file defines.
func TestWholeEchoedObjectsAreAccepted(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	c.want(200, "POST", "/components", `{"name":"Mail","status":1,"tags":"a, b","link":"https://x.example/","order":3,"group_id":1}`)
	c.want(200, "POST", "/components/groups", `{"name":"More","visible":true}`)
	c.want(200, "POST", "/incidents", `{"name":"i","status":1,"message":"m","component_id":1,"component_status":2,"occurred_at":"2026-11-22 10:00"}`)
	c.want(200, "POST", "/schedules", `{"name":"s","scheduled_at":"2026-11-23 10:00","components":[1,{"id":2}]}`)
	c.want(200, "POST", "/metrics", `{"name":"m","suffix":"ms","default_value":0}`)
	for _, path := range []string{"/components/1", "/components/4", "/components/groups/1", "/components/groups/2", "/schedules/1", "/metrics/1", "/incidents/1"} {
		before := c.do("GET", path, "").Body.String()
		echo := strings.TrimSuffix(strings.TrimPrefix(before, `{"data":`), "}")
		if w := c.do("PUT", path, echo); w.Code != 200 || w.Body.String() != before {
			t.Errorf("%s: the echo answers %d\n%s\nwant\n%s", path, w.Code, w.Body, before)
		}
	}
}

func TestNumbersThatWereIntegersAreIntegers(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	group := data(c.want(200, "POST", "/components/groups", `{"name":"g"}`))
	is(t, "collapsed", group["collapsed"], `0`)
	is(t, "visible", group["visible"], `0`)
	metric := data(c.want(200, "POST", "/metrics", `{"name":"m","suffix":"ms","default_value":5,"visible":0}`))
	is(t, "default_value", metric["default_value"], `5`)
	is(t, "visible of a metric", metric["visible"], `0`)
	point := data(c.want(200, "POST", "/metrics/1/points", `{"value":7.0}`))
	is(t, "value", point["value"], `7`)
	is(t, "calculated_value", point["calculated_value"], `7`)
	is(t, "a fraction", data(c.want(200, "POST", "/metrics/1/points", `{"value":7.5}`))["value"], `7.5`)
}

func TestTenThousandAPage(t *testing.T) {
	c := newLab(t, -1).guest()
	for _, n := range []string{"10000", "1000000000", "-5", "x"} {
		v := c.want(200, "GET", "/components?per_page="+n, "")
		is(t, "per_page="+n, v["meta"].(map[string]any)["pagination"].(map[string]any)["per_page"], map[string]string{"10000": "10000", "1000000000": "10000"}[n]+map[string]string{"-5": "20", "x": "20"}[n])
	}
}

func TestSortingByIDIsNewestFirst(t *testing.T) {
	c := newLab(t, -1).as(access.Edit, access.Person)
	for _, name := range []string{"a", "b", "c"} {
		c.want(200, "POST", "/incidents", "status=1&message=m&name="+name)
	}
	for path, want := range map[string]string{
		"/incidents": "a", "/incidents?sort=id&per_page=1": "c", "/incidents?sort=id&order=asc": "a", "/incidents?sort=name": "c",
		"/incidents?sort=name&order=asc": "a", "/incidents?sort=secret": "a", "/components?sort=id": "Documentation",
		"/components?sort=id&order=desc": "Documentation", "/components?sort=id&order=ASC": "API", "/components?order=asc": "API",
	} {
		is(t, "the first of "+path, items(c.want(200, "GET", path, ""))[0]["name"], `"`+want+`"`)
	}
}

func TestNameFiltersExactly(t *testing.T) {
	c := newLab(t, -1).guest()
	if all := items(c.want(200, "GET", "/components?name=API", "")); len(all) != 1 || all[0]["name"] != "API" {
		t.Errorf("name=API gives %v", all)
	}
	if all := items(c.want(200, "GET", "/components?name=AP", "")); len(all) != 0 {
		t.Errorf("name=AP gives %v", all)
	}
	if all := items(c.want(200, "GET", "/components?name=API&secret_column=1&page=1", "")); len(all) != 1 {
		t.Errorf("an unknown column filters: %v", all)
	}
}

func TestTagsInEveryForm(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	for body, want := range map[string]string{
		`{"name":"x","status":1,"tags":"Big One, b"}`:         `{"big-one":"Big One","b":"b"}`,
		`{"name":"x","status":1,"tags":["Big One","b"]}`:      `{"big-one":"Big One","b":"b"}`,
		`{"name":"x","status":1,"tags":{"s":"Big One"}}`:      `{"s":"Big One"}`,
		`{"name":"x","status":1,"tags":[]}`:                   `[]`,
		`{"name":"x","status":1,"tags":""}`:                   `[]`,
		`{"name":"x","status":1,"tags":[{"name":"Big One"}]}`: `{"big-one":"Big One"}`,
		`name=x&status=1&tags[]=Big%20One&tags[]=b`:           `{"big-one":"Big One","b":"b"}`,
	} {
		w := c.do("POST", "/components", body)
		if !strings.Contains(w.Body.String(), `"tags":`+want) {
			t.Errorf("%s: want %s in %s", body, want, w.Body)
		}
	}
	if all := items(c.want(200, "GET", "/components?tags[]=big-one", "")); len(all) != 4 {
		t.Errorf("%d components have a tag, want 4", len(all))
	}
	if all := items(c.want(200, "GET", "/components?tags=s,nothing", "")); len(all) != 1 {
		t.Errorf("%d components have one of two tags, want 1", len(all))
	}
}

func TestTimestampIsAStringOrANumber(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	c.want(200, "POST", "/metrics", `{"name":"m","suffix":"ms","default_value":0}`)
	for _, body := range []string{`{"value":1,"timestamp":"1795345200"}`, `{"value":2,"timestamp":1795345200}`, `value=3&timestamp=1795345200`} {
		is(t, body, data(c.want(200, "POST", "/metrics/1/points", body))["created_at"], `"2026-11-22 12:00:00"`)
	}
	c.want(400, "POST", "/metrics/1/points", `{"value":1,"timestamp":1795345200000}`)
}

func TestBasicAndBearerCarryATokenToo(t *testing.T) {
	l := newLab(t, -1)
	text := l.token(access.Edit, access.Person)
	l.guest().with("Authorization", "Bearer "+text).want(200, "PUT", "/components/1", "status=2")
	r, _ := http.NewRequest("GET", "/", nil)
	r.SetBasicAuth("ann@example.com", text)
	l.guest().with("Authorization", r.Header.Get("Authorization")).want(200, "PUT", "/components/1", "status=2")
	l.guest().want(401, "PUT", "/components/1", "status=2")
}

func TestScheduleWithoutAStatusIsUpcoming(t *testing.T) {
	c := newLab(t, -1).as(access.Edit, access.Person)
	made := data(c.want(200, "POST", "/schedules", `{"name":"s","message":"m","scheduled_at":"2026-11-23 10:00"}`))
	is(t, "status", made["status"], `0`)
	is(t, "human_status", made["human_status"], `"Upcoming"`)
	is(t, "completed_at", made["completed_at"], `null`)
}

func TestDatesWithSecondsWithoutAndWithAnOffset(t *testing.T) {
	c := newLab(t, -1).as(access.Edit, access.Person)
	for text, want := range map[string]string{
		"2026-11-22 10:30": "2026-11-22 10:30:00", "2026-11-22 10:30:15": "2026-11-22 10:30:15", "2026-11-22T10:30:15Z": "2026-11-22 11:30:15",
		"2026-11-22T10:30:15+02:00": "2026-11-22 09:30:15",
	} {
		made := data(c.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m","occurred_at":"`+text+`"}`))
		is(t, text, made["occurred_at"], `"`+want+`"`)
	}
	tokyo := c.with("Time-Zone", "Asia/Tokyo")
	made := data(tokyo.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m","occurred_at":"2026-11-22 18:30"}`))
	is(t, "in Tokyo", made["occurred_at"], `"2026-11-22 18:30:00"`)
	is(t, "with its offset", made["times"].(map[string]any)["occurred_at"], `"2026-11-22T09:30:00Z"`)
	c.with("Time-Zone", "Mars/Olympus").want(400, "GET", "/incidents", "")
}

func TestSlashesInTheAddress(t *testing.T) {
	c := newLab(t, -1).guest()
	for _, path := range []string{"/components", "/components/", "//components", "/components//1"} {
		c.want(200, "GET", path, "")
	}
}

func TestAcceptWithParameters(t *testing.T) {
	c := newLab(t, -1).guest()
	for accept, code := range map[string]int{"application/json; indent=4": 200, "*/*": 200, "text/html, application/json;q=0.9": 200, "text/html": 406, "application/xml": 406} {
		c.with("Accept", accept).want(code, "GET", "/ping", "")
	}
}

// Every write can be read back at once, by a guest too.
func TestReadYourWrites(t *testing.T) {
	l := newLab(t, -1)
	for _, kind := range []string{access.Person, access.Automation} {
		c, guest := l.as(access.Manage, kind), l.guest()
		for _, s := range []string{"4", "2", "0", "3", "1"} {
			c.want(200, "PUT", "/components/1", "status="+s)
			is(t, kind+" component", data(guest.want(200, "GET", "/components/1", ""))["status"], s)
		}
		made := data(c.want(200, "POST", "/incidents", `{"name":"x","status":1,"message":"m","component_id":2,"component_status":4}`))
		path := "/incidents/" + made["public_id"].(string)
		is(t, kind+" incident", data(guest.want(200, "GET", path, ""))["status"], `1`)
		is(t, kind+" its component", data(guest.want(200, "GET", "/components/2", ""))["status"], `4`)
		c.want(200, "PUT", "/components/2", "status=2")
		is(t, kind+" its component, bettered", data(guest.want(200, "GET", "/components/2", ""))["status"], `2`)
		c.want(200, "POST", path+"/updates", `{"status":4,"message":"Over."}`)
		is(t, kind+" incident", data(guest.want(200, "GET", path, ""))["is_resolved"], `true`)
		is(t, kind+" its component, in the end", data(guest.want(200, "GET", "/components/2", ""))["status"], `1`)
	}
}
