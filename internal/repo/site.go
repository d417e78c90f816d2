package repo

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/message"
	"tidings/internal/status"
	"tidings/schemas"
)

// siteKeys is site.yaml.
type siteKeys struct {
	Name        string     `yaml:"name"`
	Description string     `yaml:"description"`
	URL         string     `yaml:"url"`
	TimeZone    string     `yaml:"time_zone"`
	Languages   []string   `yaml:"languages"`
	Theme       string     `yaml:"theme"`
	Logo        string     `yaml:"logo"`
	Accent      string     `yaml:"accent"`
	Links       []linkKeys `yaml:"links"`
	Uptime      *struct {
		ID               string                    `yaml:"id"`
		Weights          map[status.Status]float64 `yaml:"weights"`
		CountMaintenance bool                      `yaml:"count_maintenance"`
	} `yaml:"uptime"`
	DynamicURL string      `yaml:"dynamic_url"`
	SignOn     *signOnKeys `yaml:"single_sign_on"`
	Content    struct {
		WriteBack bool `yaml:"write_back"`
	} `yaml:"content"`
	Tell status.Tell `yaml:"tell"`
}

type linkKeys struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
}

// site reads site.yaml.
func (r *reader) site() {
	r.config.Site = config.Site{Zone: time.UTC, Languages: []string{"en"}, Theme: "default", Uptime: config.DefaultUptime}
	r.read("site.yaml", func(p *page) {
		var keys siteKeys
		if t, ok := p.document("site", &keys); ok {
			r.fillSite(p, t, &keys)
		}
	})
}

func (r *reader) fillSite(p *page, t *tree, keys *siteKeys) {
	s := &r.config.Site
	s.Name, s.Description, s.Logo, s.Accent = keys.Name, keys.Description, keys.Logo, keys.Accent
	s.URL = p.address(t, "url", keys.URL)
	s.DynamicURL = p.address(t, "dynamic_url", keys.DynamicURL)
	s.SignOn, s.Tell = keys.SignOn.read(), keys.Tell
	s.WriteBack = keys.Content.WriteBack
	s.Zone = p.zone(t, keys.TimeZone)
	if len(keys.Languages) > 0 {
		s.Languages = keys.Languages
		p.speakable(t, keys.Languages)
	}
	for _, l := range keys.Links {
		s.Links = append(s.Links, config.Link(l))
	}
	s.Uptime = uptime(keys)
	if s.Logo != "" && !r.exists("themes/"+s.Logo) {
		t.fault(p, "/logo", false, "there is no file themes/%s: put the logo there", s.Logo)
	}
}

// speakable checks that there are words for the languages of the page, and that
// each has a folder of its own, named in small letters.
func (p *page) speakable(t *tree, languages []string) {
	for i, l := range languages {
		place := schemas.Pointer("languages", strconv.Itoa(i))
		if !message.Known(l) {
			t.fault(p, place, false, "there are no words for the language %q: choose from %s", l, strings.Join(message.Languages(), ", "))
		}
		if slices.ContainsFunc(languages[:i], func(other string) bool { return other != l && strings.EqualFold(other, l) }) {
			t.fault(p, place, false, "the language %q stands here twice, in other letters: take one out", l)
		}
	}
}

func (p *page) zone(t *tree, name string) *time.Location {
	if name == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		t.fault(p, "/time_zone", false, "%q is not a time zone: write a name such as Europe/Berlin or America/New_York", name)
		return time.UTC
	}
	return zone
}

// address checks an address to build on and takes the slash off its end.
func (p *page) address(t *tree, key, value string) string {
	u, err := url.Parse(value)
	if value != "" && (err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "") {
		t.fault(p, schemas.Pointer(key), false, "%q must be a plain address such as https://status.example.com, without user, ? or #", key)
	}
	return strings.TrimRight(value, "/")
}

// uptime is the site's own rule, or the standard one. Weights that are given
// replace those of the standard.
func uptime(keys *siteKeys) config.UptimeRule {
	if keys.Uptime == nil {
		return config.DefaultUptime
	}
	rule := config.UptimeRule{ID: "own", CountMaintenance: keys.Uptime.CountMaintenance, Weights: config.DefaultUptime.Weights}
	if keys.Uptime.ID != "" {
		rule.ID = keys.Uptime.ID
	}
	for s, w := range keys.Uptime.Weights {
		rule.Weights[s] = w
	}
	return rule
}
