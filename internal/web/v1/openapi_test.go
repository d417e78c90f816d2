package v1_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v3"

	"tidings/internal/access"
	"tidings/internal/web/v1"
)

// document is schemas/openapi.yaml.
type document struct {
	all      map[string]any
	compiler *jsonschema.Compiler
}

const documentURL = "https://tidings.example/openapi.json"

// readDocument reads the description. In it, an object that names its members
// may have further ones; here it may not, so that nothing stays undescribed.
func readDocument(t *testing.T) *document {
	t.Helper()
	src, err := os.ReadFile("../../../schemas/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	d := &document{compiler: jsonschema.NewCompiler()}
	if err := yaml.Unmarshal(src, &d.all); err != nil {
		t.Fatal(err)
	}
	closeObjects(d.all)
	b, err := json.Marshal(d.all)
	if err != nil {
		t.Fatal(err)
	}
	d.compiler.Draft = jsonschema.Draft2020
	if err := d.compiler.AddResource(documentURL, strings.NewReader(string(b))); err != nil {
		t.Fatal(err)
	}
	return d
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, named := v["properties"].(map[string]any); named && v["type"] == "object" {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range v {
			closeObjects(inner)
		}
	}
}

// operations are all methods and paths that are described.
func (d *document) operations() (all []v1.Endpoint) {
	for path, item := range d.all["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			if method != "parameters" {
				all = append(all, v1.Endpoint{Method: strings.ToUpper(method), Path: path})
			}
		}
	}
	return sorted(all)
}

func sorted(all []v1.Endpoint) []v1.Endpoint {
	slices.SortFunc(all, func(a, b v1.Endpoint) int { return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method) })
	return all
}

// answer holds an answer to what is described of its operation.
func (d *document) answer(t *testing.T, e v1.Endpoint, w *httptest.ResponseRecorder) {
	t.Helper()
	pointer := fmt.Sprintf("/paths/%s/%s/responses/%d", strings.ReplaceAll(e.Path, "/", "~1"), strings.ToLower(e.Method), w.Code)
	response, ok := d.at(pointer).(map[string]any)
	switch {
	case !ok && w.Code >= 400:
		pointer = "/components/responses/Error"
	case !ok:
		t.Errorf("%v answers %d, which is not described", e, w.Code)
		return
	case response["content"] == nil:
		if w.Body.Len() > 0 {
			t.Errorf("%v answers a body, and none is described: %s", e, w.Body)
		}
		return
	}
	schema, err := d.compiler.Compile(documentURL + "#" + strings.NewReplacer("{", "%7B", "}", "%7D", "~", "~").Replace(pointer) + "/content/application~1json/schema")
	if err != nil {
		t.Fatalf("%v: %v", e, err)
	}
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %v", e, err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%v: %#v\n%s", e, err, w.Body)
	}
}

func (d *document) at(pointer string) any {
	var v any = d.all
	for _, step := range strings.Split(pointer, "/")[1:] {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[strings.ReplaceAll(step, "~1", "/")]
	}
	return v
}

func TestTheDescriptionNamesEveryRouteAndNoOther(t *testing.T) {
	d := readDocument(t)
	if diff := cmp.Diff(d.operations(), sorted(v1.Endpoints())); diff != "" {
		t.Errorf("openapi.yaml and the API differ (-described +answered):\n%s", diff)
	}
}

// Every operation is asked, and what it answers is what is described of it:
// every key, and every type.
func TestRealAnswersAreAsDescribed(t *testing.T) {
	d := readDocument(t)
	asked := map[v1.Endpoint]bool{}
	for _, kind := range []string{access.Person, access.Automation} {
		c := newLab(t, -1).as(access.Manage, kind)
		for _, x := range tour {
			path := x.path
			if strings.Contains(path, "POINT") {
				n := data(c.want(200, "POST", "/metrics/1/points", "value=1"))["id"]
				path = strings.ReplaceAll(path, "POINT", fmt.Sprint(n))
			}
			w := c.do(x.method, path, x.body)
			if w.Code != x.code {
				t.Fatalf("%s %s answers %d, want %d: %s", x.method, path, w.Code, x.code, w.Body)
			}
			e := endpointOf(x.method, path)
			asked[e] = true
			d.answer(t, e, w)
		}
	}
	for _, e := range v1.Endpoints() {
		if !asked[e] {
			t.Errorf("%v was not asked", e)
		}
	}
}

// tour goes by every route, in an order that leaves something to answer with.
var tour = []struct {
	method, path, body string
	code               int
}{
	{"GET", "/ping", "", 200}, {"GET", "/version", "", 200}, {"GET", "/status", "", 200},
	{"POST", "/components/groups", "name=Mine&visible=1", 200},
	{"PUT", "/components/groups/2", "collapsed=2", 200},
	{"POST", "/components", `{"name":"Mine","status":2,"group_id":2,"tags":"a","meta":{"a":[1]}}`, 200},
	{"PUT", "/components/4", "status=3", 200},
	{"GET", "/components", "", 200}, {"GET", "/components/1", "", 200}, {"GET", "/components/4", "", 200},
	{"GET", "/components/groups", "", 200}, {"GET", "/components/groups/2", "", 200},
	{"GET", "/incidents/templates", "", 200}, {"GET", "/incidents/templates/1", "", 200},
	{"POST", "/incidents", `{"name":"i","status":1,"message":"m","component_id":1,"component_status":3,"meta":{"seo":{"title":"x"}},"lang":{"de":"x"}}`, 200},
	{"PUT", "/incidents/1", "stickied=1", 200},
	{"POST", "/incidents/1/updates", `{"status":2,"message":"m","lang":{"de":"x"}}`, 200},
	{"PUT", "/incidents/1/updates/2", "message=n", 200},
	{"GET", "/incidents/1/updates", "", 200}, {"GET", "/incidents/1/updates/2", "", 200},
	{"GET", "/incidents", "", 200}, {"GET", "/incidents/1", "", 200},
	{"POST", "/metrics", "name=m&suffix=ms&default_value=0.5", 200},
	{"PUT", "/metrics/1", "places=3", 200}, {"GET", "/metrics", "", 200}, {"GET", "/metrics/1", "", 200},
	{"POST", "/metrics/1/points", "value=7.25", 200}, {"GET", "/metrics/1/points", "", 200},
	{"PUT", "/metrics/1/points/POINT", "value=8", 200}, {"DELETE", "/metrics/1/points/POINT", "", 204},
	{"POST", "/schedules", `{"name":"s","scheduled_at":"2026-12-01 10:00","components":[1,4]}`, 200},
	{"PUT", "/schedules/1", "message=m", 200}, {"GET", "/schedules", "", 200}, {"GET", "/schedules/1", "", 200},
	{"POST", "/subscribers", "email=ann@example.com", 200}, {"POST", "/subscribers", "email=bob@example.com&verify=1&components[]=1&components[]=2", 200},
	{"GET", "/subscribers", "", 200}, {"DELETE", "/subscriptions/200001", "", 204}, {"DELETE", "/subscription/200002", "", 204}, {"DELETE", "/subscribers/1", "", 204},
	{"POST", "/incidents", `{}`, 400}, {"GET", "/incidents/9", "", 404}, {"PUT", "/components/1", "name=x", 403},
	{"DELETE", "/incidents/1/updates/2", "", 204}, {"DELETE", "/incidents/1", "", 204}, {"DELETE", "/metrics/1", "", 204},
	{"DELETE", "/schedules/1", "", 204}, {"DELETE", "/components/4", "", 204}, {"DELETE", "/components/groups/2", "", 204},
}

// endpointOf is the described path that an address is one of.
func endpointOf(method, address string) v1.Endpoint {
	for _, e := range v1.Endpoints() {
		want, have := strings.Split(e.Path, "/"), strings.Split(address, "/")
		if e.Method != method || len(want) != len(have) {
			continue
		}
		if slices.EqualFunc(want, have, func(a, b string) bool { return a == b || strings.HasPrefix(a, "{") }) {
			return e
		}
	}
	return v1.Endpoint{}
}
