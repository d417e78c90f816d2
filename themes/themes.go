// Package themes holds the templates and assets that pages are made with: the
// built-in theme, embedded, and a user's theme laid over it file by file.
//
// A theme has layouts/NAME.html, one a kind of page; partials/NAME.html, which
// any layout may use by {{template "partials/NAME.html" .}}; mail/NAME.html and
// mail/NAME.txt, the two forms of a message; and assets/NAME.
// What the templates are given is described in README.md beside it. The package must
// never know of incidents or of where pages go.
package themes

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	text "text/template"
	"unicode/utf8"
)

//go:generate go run tidings/infra/dev/pictures default/assets
//go:embed default
var builtIn embed.FS

// Theme is a parsed theme. It may be used by many goroutines.
type Theme struct {
	layouts  map[string]executor
	files    map[string]string   // every file by path, as it is used
	replaced map[string]struct{} // files that are not the built-in ones
	turns    atomic.Int64        // of loops in the user's templates, see turn
}

// executor is a parsed template, of HTML or of text.
type executor interface {
	Execute(w io.Writer, data any) error
}

// Load parses the built-in theme with the files of overlay in place of its own;
// overlay is rooted at the theme's folder and may be nil. An error names the
// file and, where there is one, the line.
func Load(overlay fs.FS) (*Theme, error) {
	t := &Theme{layouts: map[string]executor{}, files: map[string]string{}, replaced: map[string]struct{}{}}
	base, err := fs.Sub(builtIn, "default")
	if err != nil {
		return nil, fmt.Errorf("built-in theme: %w", err)
	}
	if err := t.read(base); err != nil {
		return nil, fmt.Errorf("built-in theme: %w", err)
	}
	known := append(t.names("layouts/"), t.names("mail/")...)
	if overlay != nil {
		if err := t.lay(overlay, known); err != nil {
			return nil, err
		}
	}
	return t, t.parse()
}

// read takes the files of a theme's folders.
func (t *Theme) read(fsys fs.FS) error {
	for _, folder := range [...]string{"layouts", "partials", "mail", "assets"} {
		err := fs.WalkDir(fsys, folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return t.take(fsys, name)
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (t *Theme) take(fsys fs.FS, name string) error {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	text := string(src)
	if path.Ext(name) == ".css" {
		text = squeeze(text)
	}
	t.files[name] = text
	return nil
}

// lay puts the overlay's files over the built-in ones.
func (t *Theme) lay(overlay fs.FS, known []string) error {
	over := &Theme{files: map[string]string{}}
	if err := over.read(overlay); err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	for name, text := range over.files {
		if why := unfit(name, text, known); why != "" {
			return &fileError{name, why}
		}
		if !strings.HasPrefix(name, "assets/") {
			text = counted(name, text)
		}
		t.files[name] = text
		t.replaced[name] = struct{}{}
	}
	return nil
}

// unfit says what is wrong with an overlay's file that can be seen without
// making anything of it. An asset may hold any bytes.
func unfit(name, text string, known []string) string {
	switch {
	case !free(name) && !slices.Contains(known, name):
		return "it replaces nothing: there are " + strings.Join(known, ", ")
	case strings.HasPrefix(name, "assets/"):
	case !utf8.ValidString(text):
		return "it is not UTF-8: save the file as UTF-8"
	case !free(name) && strings.TrimSpace(text) == "":
		return "it is empty, and so would be what is made with it: fill it, or take it away for the built-in one"
	}
	return ""
}

// free reports whether an overlay may have a file that replaces none.
func free(name string) bool {
	return strings.HasPrefix(name, "partials/") || strings.HasPrefix(name, "assets/")
}

func (t *Theme) names(prefix string) (names []string) {
	for name := range t.files {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// parse makes the templates. The built-in ones define nothing beside themselves
// and share one set; in a theme with others each layout has a set of its own, so
// that what one defines is no other's.
func (t *Theme) parse() error {
	partials := template.New("").Funcs(template.FuncMap{"turn": t.turn})
	for _, name := range t.names("partials/") {
		if _, err := partials.New(name).Parse(t.files[name]); err != nil {
			return fmt.Errorf("theme: %w", err)
		}
	}
	if !t.OwnTemplates() {
		if err := t.share(partials); err != nil {
			return err
		}
		return t.parseMail()
	}
	for _, name := range t.names("partials/") {
		alone, err := partials.Clone()
		if err != nil {
			return fmt.Errorf("theme: %s: %w", name, err)
		}
		t.layouts[name] = alone.Lookup(name)
	}
	for _, name := range t.names("layouts/") {
		set, err := partials.Clone()
		if err != nil {
			return fmt.Errorf("theme: %s: %w", name, err)
		}
		if t.layouts[name], err = set.New(name).Parse(t.files[name]); err != nil {
			return fmt.Errorf("theme: %w", err)
		}
	}
	return t.parseMail()
}

func (t *Theme) parseMail() (err error) {
	for _, name := range t.names("mail/") {
		if path.Ext(name) == ".txt" {
			t.layouts[name], err = text.New(name).Funcs(text.FuncMap{"turn": t.turn}).Parse(t.files[name])
		} else {
			t.layouts[name], err = template.New(name).Funcs(template.FuncMap{"turn": t.turn}).Parse(t.files[name])
		}
		if err != nil {
			return fmt.Errorf("theme: %w", err)
		}
	}
	return nil
}

func (t *Theme) share(set *template.Template) error {
	for _, name := range t.names("layouts/") {
		if _, err := set.New(name).Parse(t.files[name]); err != nil {
			return fmt.Errorf("built-in theme: %w", err)
		}
	}
	for _, made := range set.Templates() {
		t.layouts[made.Name()] = made
	}
	return t.parseMail()
}

// Execute writes what a layout or a partial, named by its file, makes of data.
func (t *Theme) Execute(w io.Writer, name string, data any) error {
	layout, ok := t.layouts[name]
	if !ok {
		return fmt.Errorf("theme: there is no %s", name)
	}
	if t.OwnTemplates() {
		t.turns.Store(0)
		w = &bounded{w, maxBytes}
	}
	err := layout.Execute(w, data)
	if errors.Is(err, errTooLong) {
		return fmt.Errorf("template: %s:1: %w", name, err)
	}
	if err != nil {
		return fmt.Errorf("theme: %w", err)
	}
	return nil
}

// Asset returns a file under assets/.
func (t *Theme) Asset(name string) (string, bool) {
	text, ok := t.files["assets/"+name]
	return text, ok
}

// BuiltIn reports whether all files named are those of the built-in theme.
func (t *Theme) BuiltIn(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		_, yes := t.replaced[name]
		return yes
	})
}

// OwnTemplates reports whether any layout or partial is not the built-in one.
func (t *Theme) OwnTemplates() bool {
	for name := range t.replaced {
		if !strings.HasPrefix(name, "assets/") {
			return true
		}
	}
	return false
}

// Style is the style sheet of pages of plain text.
func (t *Theme) Style() string { return t.files["assets/base.css"] }

// TextStyle is the style sheet of pages whose text has code, tables or headings.
func (t *Theme) TextStyle() string { return t.Style() + t.files["assets/text.css"] }

// BoardStyle is the style sheet of pages that show components and their bars.
func (t *Theme) BoardStyle() string { return t.TextStyle() + t.files["assets/board.css"] }

// ChartStyle is the style sheet of pages that show charts beside them.
func (t *Theme) ChartStyle() string { return t.BoardStyle() + t.files["assets/chart.css"] }

// CSP is the content security policy that all pages of the theme keep to:
// nothing but the site's own pictures, scripts, forms, and the style sheets of the
// theme as the site's pages hold them, named by their hashes.
func (t *Theme) CSP(as func(style string) string) string {
	styles := []string{t.Style(), t.TextStyle(), t.BoardStyle(), t.ChartStyle()}
	for i := range styles {
		styles[i] = as(styles[i])
	}
	return PageCSP(styles...) + ScriptCSP + ";form-action 'self';frame-ancestors 'self'"
}

// ScriptCSP is added to the policy of a page that runs scripts of the site.
const ScriptCSP = ";script-src 'self';connect-src 'self'"

// PageCSP is the policy of one page that holds these style sheets, for a meta
// element. What a page without forms and scripts does not need is left to the
// server's policy, which holds as well.
func PageCSP(styles ...string) string {
	var b strings.Builder
	b.WriteString("default-src 'none';base-uri 'none';img-src 'self';style-src")
	for _, s := range styles {
		sum := sha256.Sum256([]byte(s))
		b.WriteString(" 'sha256-")
		b.WriteString(base64.StdEncoding.EncodeToString(sum[:]))
		b.WriteString("'")
	}
	return b.String()
}

// Source is a file of the built-in theme as it is written, to begin one's own from.
func Source(name string) ([]byte, error) { return fs.ReadFile(builtIn, path.Join("default", name)) }
