package importer

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"tidings/internal/message"
	"tidings/internal/order"
	"tidings/internal/status"
)

// hugoConfig is what of a cState site's config.yml ours can hold.
type hugoConfig struct {
	Title      string                  `yaml:"title"`
	BaseURL    string                  `yaml:"baseURL"`
	Code       string                  `yaml:"languageCode"`
	Default    string                  `yaml:"defaultContentLanguage"`
	ContentDir string                  `yaml:"contentDir"`
	TimeZone   string                  `yaml:"timeZone"`
	Languages  map[string]hugoLanguage `yaml:"languages"`
	Params     hugoParams              `yaml:"params"`
}

type hugoLanguage struct {
	Title      string     `yaml:"title"`
	ContentDir string     `yaml:"contentDir"`
	Params     hugoParams `yaml:"params"`
}

type hugoParams struct {
	Description string `yaml:"description"`
	Logo        string `yaml:"logo"`
	UseLogo     bool   `yaml:"useLogo"`
	Categories  []struct {
		Name        string `yaml:"name"`
		Description string `yaml:"description"`
		Closed      bool   `yaml:"closed"`
		Untitled    bool   `yaml:"untitled"`
	} `yaml:"categories"`
	Systems []hugoSystem `yaml:"systems"`
	Tabs    []struct {
		Name string `yaml:"name"`
		Link string `yaml:"link"`
	} `yaml:"customTabs"`
}

type hugoSystem struct {
	Name        string `yaml:"name"`
	Category    string `yaml:"category"`
	Description string `yaml:"description"`
	Link        string `yaml:"link"`
}

// cstate reads one site.
type cstate struct {
	*Page
	fsys   fs.FS
	config hugoConfig
	known  *directory
}

// CState reads the source folder of a cState site: its configuration and the
// posts in content/issues.
func CState(fsys fs.FS) (*Page, error) {
	s := &cstate{Page: &Page{Site: standard()}, fsys: fsys, known: newDirectory()}
	if err := s.readConfig(); err != nil {
		return nil, err
	}
	s.site()
	s.systems()
	if err := s.issues(); err != nil {
		return nil, err
	}
	return s.Page, nil
}

func (s *cstate) readConfig() error {
	for _, name := range []string{"config.yml", "config.yaml", "hugo.yaml", "hugo.yml"} {
		src, err := fs.ReadFile(s.fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", name, err)
		}
		if err := yaml.Unmarshal(src, &s.config); err != nil {
			return fmt.Errorf("%s is not the configuration of a cState site: %w", name, err)
		}
		return nil
	}
	return errors.New("there is no config.yml in it: give the folder of a cState site")
}

// site settles the site of the default language.
func (s *cstate) site() {
	c := &s.config
	standard := strings.ToLower(cmp.Or(c.Default, "en"))
	own := c.Languages[standard]
	for _, other := range sortedKeys(c.Languages) {
		if other != standard {
			s.note("config", "the language %s is not imported: texts in it go into the \"lang\" of updates", other)
		}
	}
	c.Params.Description = cmp.Or(own.Params.Description, c.Params.Description)
	if len(own.Params.Systems) > 0 {
		c.Params.Systems, c.Params.Categories = own.Params.Systems, own.Params.Categories
	}
	g := gathering{Page: s.Page, api2: v2Page{Name: cmp.Or(own.Title, c.Title), URL: c.BaseURL, TimeZone: c.TimeZone}}
	g.site()
	s.Site.Description = s.description("site", c.Params.Description)
	if languageName().MatchString(standard) && message.Known(standard) {
		s.Site.Languages = []string{standard}
	} else {
		s.note("config", "there are no words for the language %q: the page speaks English", standard)
	}
	s.links()
	if c.Params.UseLogo && c.Params.Logo != "" {
		s.note("site", "the logo %q is not copied: put it under themes/ and name it in site.yaml", c.Params.Logo)
	}
}

// issues reads the posts of the default language.
func (s *cstate) issues() error {
	own := s.config.Languages[strings.ToLower(cmp.Or(s.config.Default, "en"))].ContentDir
	folder := path.Join(cmp.Or(own, s.config.ContentDir, "content"), "issues")
	err := fs.WalkDir(s.fsys, folder, func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			s.note(folder, "there is no such folder: no posts")
			return nil
		case err != nil:
			return err
		case e.IsDir() || strings.HasPrefix(path.Base(name), "_index."):
			return nil
		case path.Ext(name) != ".md":
			s.note(name, "not read: it is no Markdown file")
			return nil
		}
		src, err := readDocument(s.fsys, name)
		if err == nil {
			s.issue(name, string(src.Body))
		}
		return err
	})
	order.StablyBy(s.Incidents, func(a, b *status.Incident) int {
		return cmp.Or(a.Started().Compare(b.Started()), strings.Compare(a.ID, b.ID))
	})
	return err
}

// localTime reads a date of a post, which is in the site's zone unless it says
// otherwise.
func (s *cstate) localTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if t := firstTime(text); !t.IsZero() {
		return t, true
	}
	for _, form := range []string{
		"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly,
		"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05-0700",
	} {
		t, err := time.ParseInLocation(form, text, s.Site.Zone)
		if t = t.UTC(); err == nil && t.Year() >= 1970 && t.Year() <= 9999 {
			return t, true
		}
	}
	return time.Time{}, false
}
