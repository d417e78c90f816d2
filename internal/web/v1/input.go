package v1

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"tidings/internal/intake/strict"
)

// What a request may hold at most.
const (
	MaxBody   = 1 << 20
	maxDepth  = 16
	maxValues = 20_000
	maxFields = 2_000 // of a form or a query
)

// input is all that a request says: query, form and JSON body together, by
// names whose case counts. What the body says holds before the query.
type input object

// object is a JSON object, or what a form says with brackets, in order.
type object []member

// member is one of it. Its value is nil, string, bool, number, list or object.
type member struct {
	key   string
	value any
}

type (
	number string // as it was written
	list   []any
)

func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// with is the object with a member put in, in place of one of the same key.
func (o object) with(key string, value any) object {
	for i := range o {
		if o[i].key == key {
			o[i].value = value
			return o
		}
	}
	return append(o, member{key, value})
}

// read takes in what the request says.
func (c *call) read() error {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return invalid("The query of the address cannot be read: encode % as %25 and ; as %3B.")
	}
	all, err := fromForm(nil, c.r.URL.RawQuery, query)
	if err != nil {
		return err
	}
	if c.reading() || c.r.Method == http.MethodDelete {
		c.in = input(all)
		return nil
	}
	body, err := c.body()
	if err != nil {
		return err
	}
	all, err = c.readBody(all, body)
	c.in = input(all)
	return err
}

// body reads the whole body.
func (c *call) body() ([]byte, error) {
	tooLarge := &failure{status: http.StatusRequestEntityTooLarge, detail: "The body is longer than 1 MiB: send less."}
	if c.r.ContentLength > MaxBody {
		return nil, tooLarge
	}
	if e := c.r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		return nil, &failure{status: http.StatusUnsupportedMediaType, detail: "Send the body as it is, without Content-Encoding."}
	}
	body, err := io.ReadAll(io.LimitReader(c.r.Body, MaxBody+1))
	switch {
	case len(body) > MaxBody:
		return nil, tooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &failure{status: http.StatusRequestTimeout, detail: "The body took too long to come."}
	case err != nil:
		return nil, invalid("The body ended early.")
	}
	return body, nil
}

func (c *call) readBody(all object, body []byte) (object, error) {
	trimmed := strings.TrimSpace(string(body))
	if trimmed == "" {
		return all, nil
	}
	kind, params, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json" || strings.HasSuffix(kind, "+json") || trimmed[0] == '{':
		return fromJSON(all, []byte(trimmed))
	case kind == "multipart/form-data":
		return fromMultipart(all, body, params["boundary"])
	case kind == "application/x-www-form-urlencoded" || kind == "" || kind == "text/plain":
		form, err := url.ParseQuery(trimmed)
		if err != nil {
			return nil, invalid("The form in the body cannot be read: encode its values.")
		}
		return fromForm(all, trimmed, form)
	}
	return nil, &failure{status: http.StatusUnsupportedMediaType, detail: "Send the body as application/json, application/x-www-form-urlencoded or multipart/form-data."}
}

func fromJSON(all object, body []byte) (object, error) {
	v, err := strict.Parse(body, strict.Limits{Bytes: MaxBody, Depth: maxDepth, Values: maxValues, Cased: true})
	if err != nil {
		return nil, invalid("The body is not JSON that can be read: " + err.Error() + ".")
	}
	if v.Kind() != strict.Object {
		return nil, invalid("The body has to be a JSON object such as {\"name\": \"API\"}.")
	}
	for key, member := range v.Members() {
		all = all.with(key, plain(member))
	}
	return all, nil
}

// plain is a JSON value as a member's value.
func plain(v strict.Value) any {
	text, _ := v.Scalar()
	switch v.Kind() {
	case strict.Bool:
		return text == "true"
	case strict.Number:
		return number(text)
	case strict.String:
		return text
	case strict.Array:
		all := list{}
		for e := range v.Elements() {
			all = append(all, plain(e))
		}
		return all
	case strict.Object:
		all := object{}
		for k, m := range v.Members() {
			all = append(all, member{k, plain(m)})
		}
		return all
	}
	return nil
}

// fromForm puts in what a form or a query says, in its order.
func fromForm(all object, raw string, form url.Values) (object, error) {
	var names []string
	for part := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		if len(names) > maxFields {
			return nil, invalid("There are too many parameters.")
		}
	}
	for _, name := range names {
		for _, value := range form[name] {
			var err error
			if all, err = all.nest(name, value); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func fromMultipart(all object, body []byte, boundary string) (object, error) {
	r := multipart.NewReader(strings.NewReader(string(body)), boundary)
	for n := 0; ; n++ {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil || n > maxFields {
			return nil, invalid("The multipart form in the body cannot be read.")
		}
		if part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, invalid("The multipart form in the body cannot be read.")
		}
		if all, err = all.nest(part.FormName(), string(value)); err != nil {
			return nil, err
		}
	}
}

// nest puts in a value under a name such as tags[] or components[0][id].
func (o object) nest(name, value string) (object, error) {
	base, rest, nested := strings.Cut(name, "[")
	if !nested || base == "" || !strings.HasSuffix(rest, "]") {
		return o.with(name, value), nil
	}
	steps := strings.Split(strings.TrimSuffix(rest, "]"), "][")
	if len(steps) > maxDepth {
		return nil, invalid("A parameter is nested too deeply.")
	}
	inner, _ := o.get(base).(object)
	return o.with(base, inner.put(steps, value)), nil
}

func (o object) put(steps []string, value any) object {
	key := steps[0]
	if key == "" {
		key = "\x00" + string(rune('0'+len(o))) // the next place of a list
	}
	if len(steps) == 1 {
		return o.with(key, value)
	}
	inner, _ := o.get(key).(object)
	return o.with(key, inner.put(steps[1:], value))
}
