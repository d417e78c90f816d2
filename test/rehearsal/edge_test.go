package rehearsal

import (
	"encoding/json"
	"errors"
	"net/http"
	"os/exec"
	"strings"
	"sync"

	"tidings/test/template"
)

// edge runs functions of CloudFront in Node, which speaks the same language.
type edge struct {
	mu  sync.Mutex
	in  *json.Encoder
	out *json.Decoder
}

const player = `require('readline').createInterface({input: process.stdin}).on('line', function (line) {
	var asked = JSON.parse(line);
	console.log(JSON.stringify(new Function(asked.code + '; return handler')()(asked.event)));
})`

// atEdge is made when it is first wanted; it ends with the test's own process, whose
// end closes what it reads.
var atEdge = sync.OnceValues(func() (*edge, error) {
	c := exec.Command("node", "-e", player)
	in, err := c.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	return &edge{in: json.NewEncoder(in), out: json.NewDecoder(out)}, err
})

type valued struct {
	Value string `json:"value"`
}

// seen is what a function at the edge makes of a request: another one, or an answer.
type seen struct {
	Method      string            `json:"method"`
	URI         string            `json:"uri"`
	Querystring map[string]valued `json:"querystring"`
	Headers     map[string]valued `json:"headers"`
	StatusCode  int               `json:"statusCode,omitempty"`
}

// passes takes a request through a function of the template.
func (e *edge) passes(code string, r *http.Request) (is seen, err error) {
	request := seen{Method: r.Method, URI: r.URL.Path, Querystring: map[string]valued{}, Headers: map[string]valued{}}
	for name, values := range r.URL.Query() {
		request.Querystring[name] = valued{values[0]}
	}
	for name, values := range r.Header {
		request.Headers[strings.ToLower(name)] = valued{strings.Join(values, ",")}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	err = e.in.Encode(map[string]any{"code": code, "event": map[string]any{"request": request, "viewer": map[string]string{"ip": "198.51.100.7"}}})
	if err == nil {
		err = e.out.Decode(&is)
	}
	return is, err
}

// function is the code that a behaviour has run before all else.
func (f *front) function(behaviour template.Resource) (code string, err error) {
	for _, a := range template.List(behaviour["FunctionAssociations"]) {
		name, _, _ := strings.Cut(strings.TrimPrefix(template.Text(a.(template.Resource)["FunctionARN"]), f.name+"-"), ".")
		if code, ok := plan.Resources[name].At("Properties", "FunctionCode").(string); ok {
			return code, nil
		}
	}
	return "", errors.New("a behaviour of the template has no function")
}
