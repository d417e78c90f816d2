package repo

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/schemas"
)

// sourceKeys is sources/ID.yaml.
type sourceKeys struct {
	Kind  string     `yaml:"kind"`
	Auth  authKeys   `yaml:"auth"`
	Stale string     `yaml:"stale"`
	Zone  string     `yaml:"time_zone"`
	Rules []ruleKeys `yaml:"rules"`
}

type authKeys struct {
	Type      string   `yaml:"type"`
	Secret    string   `yaml:"secret"`
	User      string   `yaml:"user"`
	Header    string   `yaml:"header"`
	Prefix    string   `yaml:"prefix"`
	Encoding  string   `yaml:"encoding"`
	Timestamp string   `yaml:"timestamp"`
	Tolerance string   `yaml:"tolerance"`
	Topics    []string `yaml:"topics"`
	Alarms    []string `yaml:"alarms"`
	Events    []string `yaml:"events"`
}

type ruleKeys struct {
	Match     map[string]string `yaml:"match"`
	Component string            `yaml:"component"`
	Status    *status.Status    `yaml:"status"`
	HoldDown  string            `yaml:"hold_down"`
	HoldUp    string            `yaml:"hold_up"`
	Incident  *struct {
		Template string `yaml:"template"`
	} `yaml:"incident"`
}

// source reads one file of sources/. Components and templates must have been
// read before.
func (r *reader) source(p *page) {
	var keys sourceKeys
	t, ok := p.document("source", &keys)
	if !ok {
		return
	}
	id := stem(p.path)
	if id == "content" {
		p.whole("the id \"content\" is the address of the content repository's own hook: rename the file")
	}
	s := config.Source{ID: id, Kind: keys.Kind, Auth: p.auth(t, keys.Auth), Stale: p.duration(t, keys.Stale, "stale"), TimeZone: keys.Zone}
	p.zone(t, keys.Zone)
	for i, k := range keys.Rules {
		s.Rules = append(s.Rules, r.rule(p, t, i, k))
	}
	p.checkReached(t, s.Rules)
	p.feedbackSource(t, s)
	r.config.Sources = append(r.config.Sources, s)
}

// feedbackSource checks what is particular to a source that says what became of
// mail: it is about people, and no component.
func (p *page) feedbackSource(t *tree, s config.Source) {
	switch {
	case s.Kind == config.KindSES && len(s.Rules) > 0:
		t.fault(p, schemas.Pointer("rules"), true, "a source of kind ses says what became of mail, and has no use for rules: take them out")
	case s.Kind == config.KindSES && s.Auth.Type == config.AuthIAM:
		t.fault(p, schemas.Pointer("auth", "type"), false, "what SES says of mail comes by a door of its own, which needs no source: take the file out, or give it auth of type sns")
	}
}

// auth checks that a kind of proof has what it needs and nothing that would
// not be looked at.
func (p *page) auth(t *tree, k authKeys) config.Auth {
	needs := map[string][]string{"bearer": {"secret"}, "basic": {"secret", "user"}, "header": {"header", "secret"}, "hmac": {"header", "secret"},
		"standard-webhooks": {"secret"}, "sns": {"topics"}}[k.Type]
	uses := map[string]string{
		"secret": "bearer basic header hmac standard-webhooks", "topics": "sns iam", "alarms": "iam", "events": "iam",
		"user": "basic", "header": "header hmac", "prefix": "hmac", "encoding": "hmac", "timestamp": "hmac", "tolerance": "hmac standard-webhooks",
	}
	given := map[string]string{
		"user": k.User, "header": k.Header, "prefix": k.Prefix, "encoding": k.Encoding, "timestamp": k.Timestamp, "tolerance": k.Tolerance,
		"secret": k.Secret, "topics": strings.Join(k.Topics, " "), "alarms": strings.Join(k.Alarms, " "), "events": strings.Join(k.Events, " "),
	}
	if k.Type == config.AuthIAM && len(k.Alarms)+len(k.Topics)+len(k.Events) == 0 {
		t.fault(p, "/auth", false, "auth of type iam needs to know whom it is about: name %q, %q or %q", "alarms", "topics", "events")
	}
	for _, key := range slices.Sorted(maps.Keys(uses)) {
		switch {
		case given[key] == "" && slices.Contains(needs, key):
			t.fault(p, "/auth", false, "auth of type %s needs the key %q", k.Type, key)
		case given[key] != "" && !slices.Contains(strings.Fields(uses[key]), k.Type):
			t.fault(p, schemas.Pointer("auth", key), true, "auth of type %s has no use for %q: take it out", k.Type, key)
		}
	}
	a := config.Auth{Type: k.Type, Secret: k.Secret, User: k.User, Header: k.Header, Prefix: k.Prefix, Encoding: k.Encoding, Timestamp: k.Timestamp,
		Topics: k.Topics, Alarms: k.Alarms, Events: k.Events}
	a.Tolerance = p.duration(t, k.Tolerance, "auth", "tolerance")
	if a.Type == "hmac" && a.Encoding == "" {
		a.Encoding = "hex"
	}
	if a.Tolerance == 0 {
		a.Tolerance = 5 * time.Minute
	}
	return a
}

func (r *reader) rule(p *page, t *tree, i int, k ruleKeys) config.Rule {
	at := func(key ...string) []string { return append([]string{"rules", itoa(i)}, key...) }
	rule := config.Rule{Match: k.Match, Component: k.Component, Status: k.Status}
	rule.HoldDown = p.duration(t, k.HoldDown, at("hold_down")...)
	rule.HoldUp = p.duration(t, k.HoldUp, at("hold_up")...)
	if why := r.unlisted(k.Component); why != "" {
		t.fault(p, schemas.Pointer(at("component")...), false, "%s", why)
	}
	if k.Incident != nil {
		rule.Template = k.Incident.Template
		if why := r.refuseTemplate(rule.Template); why != "" {
			t.fault(p, schemas.Pointer(at("incident", "template")...), false, "%s", why)
		}
	}
	return rule
}

// refuseTemplate says why a rule cannot open incidents from a template.
func (r *reader) refuseTemplate(id string) string {
	template, ok := r.config.Template(id)
	if ok && template.Bodies[status.Investigating] != "" {
		return ""
	}
	if !ok && r.exists("templates/"+id+".md") {
		return "" // the template's own problem has been said
	}
	if ok {
		return fmt.Sprintf("the template %q has no \"## investigating\", with which an incident opens", id)
	}
	var ids []string
	for _, t := range r.config.Templates {
		ids = append(ids, t.ID)
	}
	if near := schemas.Nearest(id, ids); near != "" {
		return fmt.Sprintf("unknown template %q: did you mean %q?", id, near)
	}
	return fmt.Sprintf("unknown template %q: there is no templates/%s.md", id, id)
}

// duration reads a key's duration; zero where the key is not there.
func (p *page) duration(t *tree, value string, at ...string) time.Duration {
	d, err := time.ParseDuration(value)
	if value != "" && err != nil {
		t.fault(p, schemas.Pointer(at...), false, "%q is not a duration: write one such as 90s, 5m or 1h30m", value)
	}
	return d
}

func itoa(i int) string { return strconv.Itoa(i) }
