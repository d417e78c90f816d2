package v1_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/internal/web/v1"
)

// What is wrong is answered with its code and a sentence that says what to
// mend, and nothing of it is done.
func TestBadInputIsRefusedWithASentence(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	c.want(200, "POST", "/components", "name=Mine&status=1")
	c.want(200, "POST", "/components/groups", "name=Mine")
	c.want(200, "POST", "/incidents", "name=i&status=1&message=m")
	c.want(200, "POST", "/incidents/1/updates", "status=2&message=m")
	c.want(200, "POST", "/metrics", "name=m&suffix=ms&default_value=1")
	c.want(200, "POST", "/schedules", "name=s&scheduled_at=2026-12-01 10:00")
	long := strings.Repeat("ä", 201)
	for _, x := range []struct {
		method, path, body string
		code               int
		says               string
	}{
		{"POST", "/components", `{}`, 400, "The name field is required."},
		{"POST", "/components", `{"name":"x"}`, 400, "The status field is required."},
		{"POST", "/components", `{"name":"x","status":5}`, 400, "The status must be between 0 and 4."},
		{"POST", "/components", `{"name":"x","status":-1}`, 400, "The status must be between 0 and 4."},
		{"POST", "/components", `{"name":"x","status":"bad"}`, 400, "The status must be an integer."},
		{"POST", "/components", `{"name":"x","status":1.5}`, 400, "The status must be an integer."},
		{"POST", "/components", `{"name":"x","status":[1]}`, 400, "The status must be an integer."},
		{"POST", "/components", `{"name":["x"],"status":1}`, 400, "The name must be a string."},
		{"POST", "/components", `{"name":"` + long + `","status":1}`, 400, "The name may not be greater than 200 characters."},
		{"POST", "/components", `{"name":"a\r\nBcc: b","status":1}`, 400, "The name must be one line"},
		{"POST", "/components", `{"name":"x","status":1,"description":"` + strings.Repeat("x", 501) + `"}`, 400, "The description may not be greater than 500 characters."},
		{"POST", "/components", `{"name":"x","status":1,"link":"javascript:alert(1)"}`, 400, "The link must be an address"},
		{"POST", "/components", `{"name":"x","status":1,"link":"https://` + strings.Repeat("x", 2000) + `"}`, 400, "The link may not be greater than 2000 characters."},
		{"POST", "/components", `{"name":"x","status":1,"enabled":"perhaps"}`, 400, "The enabled field must be true or false."},
		{"POST", "/components", `{"name":"x","status":1,"order":"first"}`, 400, "The order must be an integer."},
		{"POST", "/components", `{"name":"x","status":1,"meta":"text"}`, 400, "The meta must be an object."},
		{"POST", "/components", `{"name":"x","status":1,"meta":{"a":"` + strings.Repeat("x", 17<<10) + `"}}`, 400, "The meta may not be greater"},
		{"POST", "/components", `{"name":"x","status":1,"tags":7}`, 400, "The tags must be"},
		{"PUT", "/components/4", `{"name":""}`, 400, "The name may not be empty."},
		{"PUT", "/components/99", `{"name":"x"}`, 404, "no such component"},
		{"PUT", "/components/nothing", `{"name":"x"}`, 404, "no such component"},
		{"PUT", "/components/1", `{"name":"renamed"}`, 403, "defined in components.yaml"},
		{"DELETE", "/components/1", ``, 403, "defined in components.yaml"},
		{"DELETE", "/components/99", ``, 404, "no such component"},
		{"POST", "/components/groups", `{"name":"x","collapsed":9}`, 400, "The collapsed must be between 0 and 4."},
		{"POST", "/components/groups", `{"name":"` + long + `"}`, 400, "The name may not be greater"},
		{"PUT", "/components/groups/1", `{"name":"renamed"}`, 403, "defined in components.yaml"},
		{"DELETE", "/components/groups/99", ``, 404, "no such group"},
		{"POST", "/incidents", `{"name":"x","status":1}`, 400, "The message field is required."},
		{"POST", "/incidents", `{"name":"x","status":9,"message":"m"}`, 400, "The status must be between 0 and 4."},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"` + strings.Repeat("x", 65<<10) + `"}`, 400, "The message may not be greater than 65536 bytes."},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"` + strings.Repeat("![x](", 12_000) + `"}`, 400, "The message would take too long to read: line 1 of the text: too many signs ["},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","lang":{"de":"` + strings.Repeat("> ", 200) + `"}}`, 400, "The lang would take too long to read"},
		{"POST", "/incidents/1/updates", `{"status":2,"message":"` + strings.Repeat("a|", 300) + `\n` + strings.Repeat("-|", 300) + strings.Repeat(`\na`, 300) + `"}`, 400, "more than 20000 cells"},
		{"POST", "/schedules", `{"name":"x","scheduled_at":"2026-12-01 10:00","message":"` + strings.Repeat("1. ", 500) + `"}`, 400, "quotes and lists stand more than 100 deep"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"a\u0000b"}`, 400, "The message must be UTF-8 without NUL."},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","component_id":1}`, 400, "The component status field is required."},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","component_status":1}`, 400, "The component id field is required when component status is present."},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","component_id":99,"component_status":1}`, 400, "names no component that there is"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","components":[{"id":1,"status":"red"}]}`, 400, "The components must each have a status"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","components":[{"id":1,"status":"under_maintenance"}]}`, 400, "The components must each have a status"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","occurred_at":"yesterday"}`, 400, "not a date that can be read"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","occurred_at":"2027-01-01 10:00"}`, 400, "lies in the future"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","occurred_at":"99999-01-01 10:00"}`, 400, "not a date that can be read"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","impact":"huge"}`, 400, "none, minor, major or critical"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","lang":{"tlh":"nuq"}}`, 400, "not a language of this site"},
		{"POST", "/incidents", `{"name":"x","status":1,"message":"m","meta":[1]}`, 400, "The meta must be an object."},
		{"PUT", "/incidents/1", `{"occurred_at":"2026-11-22 12:59:59"}`, 200, ""},
		{"PUT", "/incidents/1", `{"status":0}`, 400, "use /schedules"},
		{"PUT", "/incidents/77", `{"name":"x"}`, 404, "no such incident"},
		{"POST", "/incidents/1/updates", `{"status":0,"message":"m"}`, 400, "The status must be between 1 and 4."},
		{"POST", "/incidents/1/updates", `{"status":2}`, 400, "The message field is required."},
		{"POST", "/incidents/77/updates", `{"status":2,"message":"m"}`, 404, "no such incident"},
		{"PUT", "/incidents/1/updates/77", `{"message":"m"}`, 404, "no such update"},
		{"GET", "/incidents/77/updates/1", ``, 404, "no such incident"},
		{"POST", "/metrics", `{"name":"x","suffix":"ms"}`, 400, "The default value field is required."},
		{"POST", "/metrics", `{"name":"x","suffix":"ms","default_value":"much"}`, 400, "The default value must be a number."},
		{"POST", "/metrics", `{"name":"x","suffix":"ms","default_value":1,"places":9}`, 400, "The places must be between 0 and 4."},
		{"POST", "/metrics", `{"name":"x","suffix":"ms","default_value":1,"visible":7}`, 400, "The visible must be between 0 and 2."},
		{"POST", "/metrics/1/points", `{"value":"NaN"}`, 400, "The value must be a number."},
		{"POST", "/metrics/1/points", `{"value":1e300}`, 400, "not a number between"},
		{"POST", "/metrics/1/points", `{}`, 400, "The value field is required."},
		{"POST", "/metrics/9/points", `{"value":1}`, 404, "no such metric"},
		{"DELETE", "/metrics/1/points/123456789", ``, 404, "no such point"},
		{"POST", "/schedules", `{"name":"x"}`, 400, "The scheduled at field is required."},
		{"POST", "/schedules", `{"name":"x","scheduled_at":"2026-12-01 10:00","completed_at":"2026-11-30 10:00"}`, 400, "lies before the scheduled at"},
		{"POST", "/schedules", `{"name":"x","scheduled_at":"2026-12-01 10:00","components":[99]}`, 400, "names no component that there is"},
		{"POST", "/schedules", `{"name":"x","scheduled_at":"2026-12-01 10:00","status":7}`, 400, "The status must be between 0 and 2."},
		{"PUT", "/schedules/9", `{"name":"x"}`, 404, "no such schedule"},
		{"POST", "/components", `{"name":"x","name":"y","status":1}`, 400, "stands twice"},
		{"POST", "/components", `{"name":`, 400, "not JSON that can be read"},
		{"POST", "/components", `{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`, 400, "nested deeper"},
		{"POST", "/components", `{"a":[` + strings.Repeat("0,", 30_000) + `0]}`, 400, "more than 20000 values"},
		{"POST", "/components", `{"a":"` + strings.Repeat("x", 1<<20) + `"}`, 413, "longer than 1 MiB"},
		{"GET", "/nothing", ``, 404, "no such address"},
		{"DELETE", "/ping", ``, 405, "use GET"},
		{"PATCH", "/components/1", ``, 405, "use GET, PUT, DELETE"},
	} {
		t.Run(fmt.Sprintf("%s %s %.60s", x.method, x.path, x.body), func(t *testing.T) {
			one := &client{&lab{t: t, api: c.api, log: c.log}, c.token, c.header}
			if got := details(one.want(x.code, x.method, x.path, x.body)); !strings.Contains(got, x.says) {
				t.Errorf("the answer does not say %q:\n%s", x.says, got)
			}
		})
	}
	if n := len(items(c.want(200, "GET", "/components", ""))); n != 4 {
		t.Errorf("%d components are there, want 4: something refused was done", n)
	}
	if n := len(items(c.want(200, "GET", "/incidents", ""))); n != 1 {
		t.Errorf("%d incidents are there, want 1: something refused was done", n)
	}
}

func TestOneAnswerNamesEveryMistake(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	got := details(c.want(400, "POST", "/incidents", `{"status":"x","visible":"y"}`))
	for _, want := range []string{"The name field is required.", "The status must be an integer.", "The message field is required.", "The visible field must be true or false."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestStaleWritesAreRefused(t *testing.T) {
	c := newLab(t, -1).as(access.Manage, access.Person)
	c.want(200, "POST", "/components", "name=Mine&status=1")
	c.want(200, "POST", "/components/groups", "name=Mine")
	c.want(200, "POST", "/incidents", "name=i&status=1&message=m")
	c.want(200, "POST", "/metrics", "name=m&suffix=ms&default_value=1")
	c.want(200, "POST", "/schedules", "name=s&scheduled_at=2026-12-01 10:00")
	for _, path := range []string{"/components/4", "/components/groups/2", "/incidents/1", "/metrics/1", "/schedules/1"} {
		tag := c.do("GET", path, "").Header().Get("ETag")
		if tag == "" {
			t.Fatalf("%s has no ETag", path)
		}
		if w := c.with("If-None-Match", tag).do("GET", path, ""); w.Code != 304 || w.Body.Len() > 0 {
			t.Errorf("%s: the same again answers %d", path, w.Code)
		}
		c.with("If-Match", tag).want(200, "PUT", path, "name=First")
		c.with("If-Match", tag).want(412, "PUT", path, "name=Second")
		c.with("If-Match", tag).want(412, "DELETE", path, "")
		is(t, path, data(c.want(200, "GET", path, ""))["name"], `"First"`)
	}
}

func TestRolesAndScopesAreHeld(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Person)
	c.want(200, "POST", "/components", "name=Mine&status=1")
	c.want(200, "POST", "/incidents", "name=i&status=1&message=m")
	c.want(200, "POST", "/metrics", "name=m&suffix=ms&default_value=1")
	viewer, editor, nobody := l.as(access.View, access.Person), l.as(access.Edit, access.Person), l.guest()
	for _, x := range []struct{ method, path, body, least string }{
		{"PUT", "/components/1", "status=2", access.Edit},
		{"PUT", "/components/4", "name=x", access.Manage},
		{"POST", "/components", "name=x&status=1", access.Manage},
		{"POST", "/components/groups", "name=x", access.Manage},
		{"POST", "/incidents", "name=x&status=1&message=m", access.Edit},
		{"PUT", "/incidents/1", "name=x", access.Edit},
		{"POST", "/incidents/1/updates", "status=2&message=m", access.Edit},
		{"POST", "/metrics/1/points", "value=1", access.Edit},
		{"POST", "/metrics", "name=m&suffix=ms&default_value=1", access.Manage},
		{"PUT", "/metrics/1", "name=x", access.Manage},
		{"POST", "/schedules", "name=s&scheduled_at=2026-12-01 10:00", access.Edit},
		{"DELETE", "/metrics/1", "", access.Manage},
		{"DELETE", "/incidents/1", "", access.Manage},
		{"DELETE", "/components/4", "", access.Manage},
	} {
		nobody.want(401, x.method, x.path, x.body)
		nobody.with("X-Cachet-Token", "tdg_0000000000000000000000000000000000000000000").want(401, x.method, x.path, x.body)
		viewer.want(403, x.method, x.path, x.body)
		if x.least == access.Manage {
			editor.want(403, x.method, x.path, x.body)
		} else {
			editor.want(200, x.method, x.path, x.body)
		}
	}
	scoped := l.as(access.Manage, access.Person, "metrics")
	scoped.want(200, "POST", "/metrics/1/points", "value=1")
	got := details(scoped.want(403, "POST", "/incidents", "name=x&status=1&message=m"))
	if !strings.Contains(got, "its scopes are metrics") {
		t.Errorf("a token out of its scope is told %s", got)
	}
}

func TestRevokedAndExpiredTokensAreRefusedAtOnce(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Edit, access.Person)
	c.want(200, "PUT", "/components/1", "status=2")
	list, err := l.tokens.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Used.IsZero() {
		t.Fatalf("tokens are %+v, %v", list, err)
	}
	if _, err := l.tokens.Revoke(t.Context(), access.Actor{Kind: access.Person, ID: "ann"}, list[0].ID, noon); err != nil {
		t.Fatal(err)
	}
	c.want(401, "PUT", "/components/1", "status=3")
	c.want(200, "GET", "/components/1", "") // as a guest, like in Cachet
}

func TestATokenInTheAddressIsRefused(t *testing.T) {
	l := newLab(t, -1)
	text := l.token(access.Manage, access.Person)
	for _, path := range []string{"/components?token=" + text, "/components?api_key=x", "/components?name=" + text, "/components/" + text, "/components?X-Cachet-Token=x"} {
		got := details(l.guest().want(400, "GET", path, ""))
		if !strings.Contains(got, "may not stand in an address") || strings.Contains(got, text) {
			t.Errorf("%s is told %s", path, got)
		}
	}
	l.guest().want(400, "POST", "/components?name=x&status=1&token="+text, "")
	if strings.Contains(l.log.String(), text) {
		t.Error("the token is in the log")
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	c := newLab(t, -1).guest()
	evil := "x%0d%0aSet-Cookie:%20a=b"
	w := c.do("GET", "/components?per_page=1&name="+evil, "")
	if w.Header().Get("Set-Cookie") != "" || strings.Contains(w.Body.String(), "\r") {
		t.Errorf("the answer is %v %s", w.Header(), w.Body)
	}
	r := httptest.NewRequest("GET", "/api/v1/components?per_page=1", nil)
	r.Host = "evil.example"
	got := httptest.NewRecorder()
	c.api.ServeHTTP(got, r)
	if strings.Contains(got.Body.String(), "evil.example") || !strings.Contains(got.Body.String(), "https://status.example/api/v1/components?per_page=1") {
		t.Errorf("a Host header reaches the answer: %s", got.Body)
	}
}

func TestErrorsHoldNothingOfOurInside(t *testing.T) {
	l := newLab(t, -1)
	l.site.Board = status.NewBoard(broken{l.store}, time.UTC)
	got := details(l.guest().want(503, "GET", "/components", ""))
	if strings.Contains(got, "/secret/path") {
		t.Errorf("the answer is %s", got)
	}
	if !strings.Contains(l.log.String(), "/secret/path") {
		t.Errorf("the log does not say why: %s", l.log)
	}
}

func TestTooManyRequestsAreHeldBack(t *testing.T) {
	l := newLab(t, 60) // one a second, ten at once
	c, other := l.as(access.Edit, access.Person), l.as(access.Edit, access.Person)
	codes := map[int]int{}
	for range 15 {
		w := c.do("GET", "/ping", "")
		codes[w.Code]++
		if w.Code == 429 && w.Header().Get("Retry-After") != "1" {
			t.Errorf("Retry-After is %q", w.Header().Get("Retry-After"))
		}
	}
	if codes[200] != 10 || codes[429] != 5 {
		t.Errorf("answers are %v, want ten good ones", codes)
	}
	other.want(200, "GET", "/ping", "")
	l.guest().want(200, "GET", "/ping", "")
	l.pass(3 * time.Second)
	c.want(200, "GET", "/ping", "")
}

func TestGuessingTokensIsHeldBack(t *testing.T) {
	l := newLab(t, -1)
	for i := range 100 {
		c := &client{l, fmt.Sprintf("tdg_%040d", i), l.guest().header}
		if w := c.do("GET", "/ping", ""); w.Code == 429 {
			if i < 4 {
				t.Errorf("already the guess %d is held back", i)
			}
			return
		}
	}
	t.Error("a hundred guesses were answered")
}

func TestOwnsItsAddressesOnly(t *testing.T) {
	for path, want := range map[string]bool{"/api/v1": true, "/api/v1/x": true, "//api/v1/x": true, "/api//v1/x": true, "/api/v10": false, "/api/v2/status.json": false, "/": false, "/x/../api/v1": false, "/hooks//x": false} {
		if v1.Owns(path) != want {
			t.Errorf("Owns(%q) is %v", path, !want)
		}
	}
}

// Who goes on speaking of a component that is no more is told so, by its number too,
// and no list has it.
func TestARetiredComponentIsAnsweredSo(t *testing.T) {
	l := newLab(t, -1)
	c := l.as(access.Manage, access.Automation)
	n := len(items(c.want(200, "GET", "/components", "")))
	files := l.site.Layout
	old := files.Components[0]
	old.Retired = "2026-11-01"
	files.Components, files.Retired = files.Components[1:], []status.Component{old}
	l.site.Layout = files
	for _, path := range []string{"/components/1", "/components/" + old.ID} {
		for _, method := range []string{"GET", "PUT"} {
			got := details(c.want(404, method, path, "status=4"))
			if !strings.Contains(got, old.Name+" was retired on 2026-11-01.") {
				t.Errorf("%s %s: %s", method, path, got)
			}
		}
	}
	if left := len(items(c.want(200, "GET", "/components", ""))); left != n-1 {
		t.Errorf("%d components are listed, want %d", left, n-1)
	}
}
