package rehearsal

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"unicode/utf8"

	"tidings/test/template"
)

// front is what people reach: CloudFront, with the behaviours and origins of the
// template before the doors and the bucket.
func (s *stack) front() *httptest.Server {
	headers, err := plan.Headers("SiteHeaders")
	s.must(err)
	f := &front{s, s.properties("Distribution").At("DistributionConfig").(template.Resource), headers}
	server := httptest.NewServer(f)
	s.t.Cleanup(server.Close)
	return server
}

type front struct {
	*stack
	config  template.Resource
	headers map[string]string // of pages and files
}

// ServeHTTP implements http.Handler.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	behaviour := f.behaviour(r.URL.Path)
	if !slices.Contains(template.List(behaviour["AllowedMethods"]), any(r.Method)) {
		http.Error(w, "CloudFront allows no "+r.Method, http.StatusForbidden)
		return
	}
	is, err := f.atEdge(behaviour, r)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadGateway)
	case is.StatusCode != 0:
		w.Header().Set("Location", is.Headers["location"].Value)
		w.WriteHeader(is.StatusCode)
	case f.origin(behaviour) == "site":
		f.page(w, is.URI)
	default:
		r.URL.Path = is.URI
		f.enterBy(w, r)
	}
}

// origin is what a behaviour asks first, which may be one of a group.
func (f *front) origin(behaviour template.Resource) string {
	id := template.Text(behaviour["TargetOriginId"])
	for _, g := range template.List(f.config.At("OriginGroups", "Items")) {
		group := g.(template.Resource)
		if first := template.List(group.At("Members", "Items"))[0].(template.Resource); group["Id"] == id {
			return template.Text(first["OriginId"])
		}
	}
	return id
}

func (f *front) atEdge(behaviour template.Resource, r *http.Request) (seen, error) {
	code, err := f.function(behaviour)
	if err != nil {
		return seen{}, err
	}
	e, err := atEdge()
	if err != nil {
		return seen{}, err
	}
	return e.passes(code, r)
}

// behaviour is the first of the template that fits a path.
func (f *front) behaviour(of string) template.Resource {
	for _, b := range template.List(f.config["CacheBehaviors"]) {
		pattern := template.Text(b.(template.Resource)["PathPattern"])
		before, anything := strings.CutSuffix(pattern, "*")
		if anything && strings.HasPrefix(of, before) || of == pattern {
			return b.(template.Resource)
		}
	}
	return f.config["DefaultCacheBehavior"].(template.Resource)
}

// page reads the bucket.
func (f *front) page(w http.ResponseWriter, file string) {
	answer, err := gateway.Website(f.t.Context(), f.site, file)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	for _, name := range []string{"Content-Type", "Cache-Control"} {
		w.Header().Set(name, answer.Header.Get(name))
	}
	for name, is := range f.headers {
		w.Header().Set(name, is)
	}
	w.WriteHeader(answer.StatusCode)
	io.Copy(w, answer.Body)
}

// enterBy takes a request to its door through the HTTP API.
func (f *front) enterBy(w http.ResponseWriter, r *http.Request) {
	event, err := f.event(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out, err := f.enter(event)
	var answer struct {
		StatusCode      int
		Headers         map[string]string
		Cookies         []string
		Body            string
		IsBase64Encoded bool
	}
	if err == nil {
		err = json.Unmarshal(out, &answer)
	}
	if err != nil {
		http.Error(w, "the door failed: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	for name, is := range answer.Headers {
		w.Header().Set(name, is)
	}
	for _, c := range answer.Cookies {
		w.Header().Add("Set-Cookie", c)
	}
	body := []byte(answer.Body)
	if answer.IsBase64Encoded {
		body, _ = base64.StdEncoding.DecodeString(answer.Body)
	}
	w.WriteHeader(answer.StatusCode)
	w.Write(body)
}

// event is a request as the HTTP API tells it.
func (f *front) event(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	header := map[string]string{"content-type": ""}
	for name, is := range r.Header {
		header[strings.ToLower(name)] = strings.Join(is, ",")
	}
	delete(header, "cookie")
	text, packed := string(body), !utf8.Valid(body)
	if packed {
		text = base64.StdEncoding.EncodeToString(body)
	}
	var event map[string]any
	if err := json.Unmarshal(httpEvent(r.Method, r.URL.Path, header, text), &event); err != nil {
		return nil, err
	}
	var cookies []string
	for _, c := range r.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	event["cookies"], event["rawQueryString"], event["isBase64Encoded"] = cookies, r.URL.RawQuery, packed
	return json.Marshal(event)
}
