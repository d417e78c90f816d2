package admin

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
	"tidings/themes"
)

//go:embed pages assets
var files embed.FS

// frame holds the templates, parsed when they are first shown, and the assets.
type frame struct {
	sections []Section
	assets   map[string]asset // by address
	style    string           // address of the style sheet
	script   string
	icon     string

	mu     sync.Mutex
	parsed map[string]*template.Template
}

type asset struct {
	kind string
	body []byte
}

func (a asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
}

func newFrame(sections []Section) *frame {
	f := &frame{sections: sections, assets: map[string]asset{}, parsed: map[string]*template.Template{}}
	base, _ := themes.Source("assets/base.css") // these are embedded: they cannot fail
	charts, _ := themes.Source("assets/chart.css")
	style, _ := files.ReadFile("assets/admin.css")
	script, _ := files.ReadFile("assets/admin.js")
	f.style = f.publish("admin", "css", "text/css; charset=utf-8", bytes.Join([][]byte{base, charts, style}, []byte{'\n'}))
	icon, _ := themes.Source("assets/marks/operational.svg")
	f.icon = f.publish("icon", "svg", "image/svg+xml",
		[]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="#0f9984">`+string(icon)+`</svg>`))
	f.script = f.publish("admin", "js", "text/javascript; charset=utf-8", script)
	return f
}

// publish gives an asset an address that changes with it.
func (f *frame) publish(name, ext, kind string, body []byte) string {
	sum := sha256.Sum256(body)
	path := Prefix + "assets/" + name + "." + hex.EncodeToString(sum[:6]) + "." + ext
	f.assets[path] = asset{kind, body}
	return path
}

// page is a parsed page in the layout.
func (f *frame) page(name string) (*template.Template, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if t, ok := f.parsed[name]; ok {
		return t, nil
	}
	t, err := template.New("layout.html").Funcs(words).ParseFS(files, "pages/layout.html", "pages/partials.html")
	if err != nil {
		return nil, fmt.Errorf("the layout of the dashboard: %w", err)
	}
	for _, s := range f.sections {
		if s.Pages == nil {
			continue
		}
		file := "pages/" + name + ".html"
		if _, err := fs.Stat(s.Pages, file); err == nil {
			if t, err = t.ParseFS(s.Pages, append(shared(s.Pages), file)...); err != nil {
				return nil, fmt.Errorf("the page %s of the dashboard: %w", name, err)
			}
			f.parsed[name] = t
			return t, nil
		}
	}
	return nil, fmt.Errorf("the dashboard has no page %s", name)
}

const sharedPage = "pages/shared.html"

// shared is the file with the templates that several pages of a section use.
func shared(pages fs.FS) []string {
	if _, err := fs.Stat(pages, sharedPage); err != nil {
		return nil
	}
	return []string{sharedPage}
}

// words are what templates may call.
var words = template.FuncMap{
	"day":    func(t time.Time) string { return t.UTC().Format("2 January 2006") },
	"moment": func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
	"second": func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04:05 UTC") },
	"stamp":  func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"kinds":  func() []string { return []string{"person", "automation", "content"} },
	"status": func(s status.Status) string { return Word("status", s.String()) },
	"long":   Ago,
	"join":   func(list []access.Permission) string { return joined(list) },
}

// shown is what the layout is given.
type shown struct {
	Title, Site         string
	Style, Script, Icon string
	Nav                 []menu
	Me                  string // name of whoever is signed in
	Told, Problem       string
	Data                any
}

type link struct {
	Href, Name string
	Here       bool
}

// menu is a part of the navigation: without a name its links stand open.
type menu struct {
	Name  string
	Links []link
	Here  bool // one of them is the page that is shown
}

// Show answers with a page of a section. Problem is for a form that has to be
// filled in again.
func (v *Visit) Show(page, title string, data any) error {
	return v.show(http.StatusOK, page, title, v.admin.frame.told(v.URL.Query().Get("told")), "", data)
}

// Again answers with the page of a form that could not be taken, and why.
func (v *Visit) Again(page, title string, data any, err error) error {
	f := v.failure(err)
	v.retryAfter(f)
	return v.show(f.Status, page, title, "", f.Sentence, data)
}

func (v *Visit) show(status int, page, title, told, problem string, data any) error {
	t, err := v.admin.frame.page(page)
	if err != nil {
		return err
	}
	s := shown{Title: title, Site: v.admin.Site(), Style: v.admin.frame.style, Script: v.admin.frame.script, Icon: v.admin.frame.icon, Told: told, Problem: problem, Data: data}
	if v.SignedIn() {
		s.Me, s.Nav = v.Account.Shown(), v.nav()
	}
	var out bytes.Buffer
	if err := t.Execute(&out, s); err != nil {
		return fmt.Errorf("showing the page %s of the dashboard: %w", page, err)
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = out.WriteTo(v.w) // the reader went away: nobody to tell
	return nil
}

// nav are the pages that whoever is signed in may see, those beside the menus
// first.
func (v *Visit) nav() []menu {
	menus := []menu{{}}
	for _, r := range v.admin.nav {
		if !access.Can(v.Who, r.Action) {
			continue
		}
		n := slices.IndexFunc(menus, func(m menu) bool { return m.Name == r.Menu })
		if n < 0 {
			n = len(menus)
			menus = append(menus, menu{Name: r.Menu})
		}
		href := strings.TrimSuffix(r.Path, "{$}")
		here := href == v.URL.Path || href != Prefix && strings.HasPrefix(v.URL.Path, href+"/")
		menus[n].Links = append(menus[n].Links, link{href, r.Name, here})
		menus[n].Here = menus[n].Here || here
	}
	return menus
}

// told is the sentence for a word, of the frame or of a section.
func (f *frame) told(word string) string {
	if said, ok := toldWords[word]; ok {
		return said
	}
	for _, s := range f.sections {
		if said, ok := s.Told[word]; ok {
			return said
		}
	}
	return ""
}

// toldWords are what a page says after something was done, by the word in its
// address: nothing that somebody else wrote gets onto a page by a link.
var toldWords = map[string]string{
	"again":    "To change this, show that it is you: sign in again.",
	"out":      "You are signed out.",
	"saved":    "Saved.",
	"password": "Your password is changed, and all other sessions are ended.",
	"ended":    "The session is ended.",
	"welcome":  "Welcome. Add a passkey or an authenticator now: a password alone can be stolen.",
	"passkey":  "The passkey is added. All other sessions are ended.",
	"removed":  "Removed.",
	"totp-off": "Codes are no longer asked for.",
	"revoked":  "The token is worthless from now on.",
}

func joined(list []access.Permission) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = string(p)
	}
	return strings.Join(parts, ", ")
}
