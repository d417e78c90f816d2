package admin

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tidings/internal/access"
)

// Section is a part of the dashboard: its routes, and its pages as templates,
// each a file pages/NAME.html that defines "main"; what several of them use stands
// in pages/shared.html. Names are unique among all sections.
type Section struct {
	Routes []Route
	Pages  fs.FS // may be nil
	// Told are the sentences of its pages after something was done, by the word
	// that an address carries as told.
	Told map[string]string
}

// Route is one address and what it takes to get there.
type Route struct {
	Method string        // GET, which changes nothing, or POST
	Path   string        // of http.ServeMux, below Prefix
	Action access.Action // what somebody must be allowed to do; never empty
	// Fresh asks for a sign-in of the last minutes.
	Fresh bool
	// Scope of a token that opens the route too, as Authorization: Bearer; empty:
	// none does.
	Scope string
	// Name in the navigation; empty for none.
	Name string
	// Menu of the navigation that the name stands in; empty: it stands beside the menus.
	Menu string
	// MaxBytes of a body; 64 KiB unless given.
	MaxBytes int64
	Serve    func(*Visit) error
}

// AdministrationMenu is the menu of what belongs to whoever runs the program.
const AdministrationMenu = "Administration"

const usualBytes = 64 << 10

func (a *Admin) add(r Route) error {
	switch {
	case r.Action == "":
		return fmt.Errorf("the route %s %s names no right", r.Method, r.Path)
	case r.Method != http.MethodGet && r.Method != http.MethodPost:
		return fmt.Errorf("the route %s %s is neither GET nor POST", r.Method, r.Path)
	case !strings.HasPrefix(r.Path, Prefix):
		return fmt.Errorf("the route %s %s is not below %s", r.Method, r.Path, Prefix)
	}
	if a.has(r.Method, r.Path) {
		return fmt.Errorf("the route %s %s is there twice", r.Method, r.Path)
	}
	a.routes = append(a.routes, r)
	if r.Name != "" {
		a.nav = append(a.nav, r)
	}
	a.mux.Handle(r.Method+" "+r.Path, a.guard(r))
	return nil
}

func (a *Admin) has(method, path string) bool {
	return slices.ContainsFunc(a.routes, func(r Route) bool { return r.Method == method && r.Path == path })
}

// guard lets a request through to a route only if it comes from our own pages
// and from somebody who may do what the route does.
func (a *Admin) guard(r Route) http.Handler {
	most := r.MaxBytes
	if most == 0 {
		most = usualBytes
	}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := &Visit{Request: req, admin: a, w: w, route: r}
		req.Body = http.MaxBytesReader(w, req.Body, most)
		err := v.identify()
		if err == nil && r.Scope != "" && !v.SignedIn() {
			err = v.identifyToken()
		}
		if err == nil {
			err = a.admit(v)
		}
		if err == nil {
			err = r.Serve(v)
		}
		if err != nil {
			v.fail(err)
		}
	})
}

// admit is the whole check. It says no unless everything says yes.
func (a *Admin) admit(v *Visit) error {
	if err := a.origins.Check(v.Request); err != nil {
		return Failure{http.StatusForbidden, "This form was sent from another site and has changed nothing. Open the page here and send it again."}
	}
	switch {
	case v.route.Action == access.Anything:
	case !v.SignedIn():
		return v.toSignIn(false)
	case !access.Can(v.Who, v.route.Action):
		return Failure{http.StatusForbidden, "Your account may not do this. An administrator can change what it may do."}
	case v.route.Fresh && !v.Session.Fresh(a.Now()):
		return v.toSignIn(true)
	}
	return v.readForm()
}

// toSignIn sends somebody to sign in, and back to the page afterwards.
func (v *Visit) toSignIn(again bool) error {
	q := url.Values{}
	if v.Method == http.MethodGet || v.Method == http.MethodHead {
		q.Set("next", v.URL.RequestURI())
	} else if again {
		q.Set("next", Prefix+"account")
	}
	if again {
		q.Set("told", "again")
	}
	return elsewhere(signInPath + "?" + q.Encode())
}

// elsewhere is an error whose answer is another page. It is an error so that
// nothing behind the guard runs.
type elsewhere string

func (e elsewhere) Error() string { return "to " + string(e) }

// readForm reads a form of the usual size.
func (v *Visit) readForm() error {
	if v.Method != http.MethodPost {
		return nil
	}
	err := v.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return Failure{http.StatusRequestEntityTooLarge, "This was too much at once. Send less of it."}
	case err != nil:
		return Failure{http.StatusBadRequest, "The form could not be read. Open the page again and fill it in anew."}
	}
	return nil
}

// local is an address on our own pages to go on to, or the beginning.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(u.Path, Prefix) || strings.HasPrefix(u.Path, signInPath) || strings.Contains(u.Path, "//") ||
		strings.Contains(u.Path, "..") || strings.ContainsFunc(u.Path, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return Prefix
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}

// distinct refuses sections that have a page of one name, or say different
// things by one word: one of them would never be seen.
func distinct(sections []Section) error {
	pages, said := map[string]bool{}, maps.Clone(toldWords)
	for _, s := range sections {
		for word, sentence := range s.Told {
			if other, known := said[word]; known && other != sentence {
				return fmt.Errorf("the word %q of the dashboard says two things", word)
			}
			said[word] = sentence
		}
		if s.Pages == nil {
			continue
		}
		names, err := fs.Glob(s.Pages, "pages/*.html")
		if err != nil {
			return err
		}
		for _, name := range names {
			if name != sharedPage && pages[name] {
				return fmt.Errorf("the dashboard has two sections with %s", name)
			}
			pages[name] = true
		}
	}
	return nil
}
