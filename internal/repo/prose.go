package repo

import (
	"tidings/internal/config"
	"tidings/internal/status"
)

// titleKeys is the front matter of templates/ID.md and pages/ID.md.
type titleKeys struct {
	Title  string        `yaml:"title"`
	Impact status.Impact `yaml:"impact"`
}

// freePage reads one file of pages/.
func (r *reader) freePage(p *page) {
	front, rest, ok := p.front()
	if !ok {
		return
	}
	if id := stem(p.path); isReserved(id) {
		p.whole("the id %q, from the file's name, is an address of the site: choose another", id)
	}
	var keys titleKeys
	if _, ok := p.decode("page", front, &keys); !ok {
		return
	}
	body := p.body(region{rest, len(p.text)})
	if body == "" {
		p.add(rest, "the page has no text below its front matter")
	}
	r.config.Pages = append(r.config.Pages, config.Page{ID: stem(p.path), Title: keys.Title, Body: body})
}

// channelKeys is channels/ID.yaml.
type channelKeys struct {
	Kind   string `yaml:"kind"`
	URL    string `yaml:"url"`
	Secret string `yaml:"secret"`
	Sign   string `yaml:"sign"`
	Chat   string `yaml:"chat"`

	Components  []string      `yaml:"components"`
	Groups      []string      `yaml:"groups"`
	Severity    status.Impact `yaml:"severity"`
	Incidents   *bool         `yaml:"incidents"`
	Maintenance *bool         `yaml:"maintenance"`
	Language    string        `yaml:"language"`
}

// channel reads one file of channels/.
func (r *reader) channel(p *page) {
	var keys channelKeys
	t, ok := p.document("channel", &keys)
	if !ok {
		return
	}
	if keys.URL == "" && keys.Secret == "" {
		t.fault(p, "", false, "the channel needs an address: \"url\", or \"secret\" for the name of a secret that holds it")
	}
	if keys.Kind == "telegram" && keys.Chat == "" {
		t.fault(p, "", false, "a telegram channel needs \"chat\": the id of the chat, or @name of a channel")
	}
	no := func(said *bool) bool { return said != nil && !*said }
	r.config.Channels = append(r.config.Channels, config.Channel{ID: stem(p.path), Kind: keys.Kind, URL: keys.URL, Secret: keys.Secret,
		Sign: keys.Sign, Chat: keys.Chat, Components: keys.Components, Groups: keys.Groups, Severity: keys.Severity,
		NoIncidents: no(keys.Incidents), NoMaintenance: no(keys.Maintenance), Language: keys.Language})
}
