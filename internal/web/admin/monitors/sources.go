package monitors

import (
	"slices"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/secret"
	"tidings/internal/web/admin"
)

// lookedAt is how many of the newest deliveries the page of sources looks at.
const lookedAt = 500

// sourceRow is a source in the list.
type sourceRow struct {
	ID, Kind string
	Last     *deliveryRow // nil: none among those that were looked at
	Secret   bool         // it has one
	Ago      string       // since its last word
}

type sourcesData struct {
	Rows   []sourceRow
	Looked int
}

func (m *monitors) sources(v *admin.Visit) error {
	s, err := admin.Enter(m.House)
	if err != nil {
		return err
	}
	newest, _, err := m.Deliveries.List(v.Context(), "", lookedAt, "")
	if err != nil {
		return err
	}
	data := sourcesData{Looked: len(newest)}
	for _, src := range s.Config.Sources {
		row := sourceRow{ID: src.ID, Kind: src.Kind}
		found, err := m.Secrets.Standing(v.Context(), src.Auth.Secret, m.Now())
		if err != nil {
			return err
		}
		row.Secret = found.IsSet() || !src.Auth.TakesSecret()
		if i := slices.IndexFunc(newest, func(d inbox.Delivery) bool { return d.Source == src.ID }); i >= 0 {
			last := m.rowOf(v, s, &newest[i])
			row.Last, row.Ago = &last, admin.Ago(m.Now().Sub(newest[i].Received))
		}
		data.Rows = append(data.Rows, row)
	}
	return v.Show("sources", "Sources", data)
}

// sourceData is what the page of one source is given.
type sourceData struct {
	ID, Kind, File      string
	Address             string // where its webhooks go; empty where it has none
	Proof               string // how it shows who it is
	Stale               string
	Secret              secretData
	Rules               []ruleRow
	Deliveries          []deliveryRow
	Alarms              []alarmRow
	More                bool // there are more signals
	Form                testForm
	Test                *testResult
	MayWrite, MayManage bool
}

// secretData is what may be known of a secret.
type secretData struct {
	secret.Standing
	SetAt, Until string // when, and until when the one before is good
}

// ruleRow is a rule as people read it.
type ruleRow struct {
	Number      int
	Match, Does string
}

// found is the source of the address.
func (m *monitors) found(v *admin.Visit) (admin.Site, *config.Source, error) {
	s, err := admin.Enter(m.House)
	if err != nil {
		return s, nil, err
	}
	src, ok := s.Config.Source(v.PathValue("id"))
	if !ok {
		return s, nil, missing("source")
	}
	return s, src, nil
}

func (m *monitors) source(v *admin.Visit) error {
	s, src, err := m.found(v)
	if err != nil {
		return err
	}
	data, err := m.sourceData(v, s, src)
	if err != nil {
		return err
	}
	return v.Show("source", src.ID, data)
}

func (m *monitors) sourceData(v *admin.Visit, s admin.Site, src *config.Source) (*sourceData, error) {
	d := &sourceData{
		ID: src.ID, Kind: src.Kind, File: "sources/" + src.ID + ".yaml", Address: addressOf(s.Config, src), Proof: proofOf(src.Auth),
		MayWrite: access.Can(v.Who, access.WriteSite), MayManage: access.Can(v.Who, access.ManageSite),
	}
	if src.Stale > 0 {
		d.Stale = span(src.Stale)
	}
	for i, r := range src.Rules {
		d.Rules = append(d.Rules, ruleRow{i + 1, matchText(r.Match), does(s.Config, &r)})
	}
	var err error
	if src.Auth.TakesSecret() {
		d.Secret, err = m.secretOf(v, s, src.Auth.Secret)
	}
	if err != nil {
		return nil, err
	}
	found, _, err := m.look(v, src.ID, "", "", 10)
	if err != nil {
		return nil, err
	}
	for i := range found {
		d.Deliveries = append(d.Deliveries, m.rowOf(v, s, &found[i]))
	}
	if d.Alarms, d.More, err = m.alarms(v, s, src.ID); err != nil {
		return nil, err
	}
	_, sampled := intake.Sample(src.Kind, intake.Alert{})
	d.Form = testForm{Has: sampled, Rules: d.Rules}
	return d, nil
}

func (m *monitors) secretOf(v *admin.Visit, s admin.Site, name string) (secretData, error) {
	found, err := m.Secrets.Standing(v.Context(), name, m.Now())
	d := secretData{Standing: found}
	if !found.Set.IsZero() {
		d.SetAt = local(s, found.Set)
	}
	if !found.OldUntil.IsZero() {
		d.Until = local(s, found.OldUntil)
	}
	return d, err
}

// addressOf is where a source's webhooks go: nowhere where AWS brings them.
func addressOf(c *config.Config, src *config.Source) string {
	if src.Auth.Type == config.AuthIAM {
		return ""
	}
	return c.Site.Dynamic() + "/hooks/" + src.ID
}

// proofOf says how a sender shows who it is.
func proofOf(a config.Auth) string {
	switch a.Type {
	case "bearer":
		return "the secret in the header Authorization, as Bearer"
	case "basic":
		return "the user " + a.User + " with the secret as password"
	case "header":
		return "the secret in the header " + a.Header
	case "hmac":
		return "a signature by HMAC-SHA256 in the header " + a.Header
	case "standard-webhooks":
		return "a signature as standardwebhooks.com describes it"
	case config.AuthSNS:
		return "the signature of Amazon SNS, for the topics that the file names"
	case config.AuthIAM:
		return "being brought by AWS itself, for the alarms, topics and events that the file names"
	}
	return a.Type
}

// matchText are the labels of a rule in order of their names.
func matchText(match map[string]string) string {
	if len(match) == 0 {
		return "anything"
	}
	parts := make([]string, 0, len(match))
	for name, value := range match {
		parts = append(parts, name+"="+value)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// does says what a rule makes of a signal.
func does(c *config.Config, r *config.Rule) string {
	said := componentName(c, r.Component) + " becomes what the severity says"
	if r.Status != nil {
		said = componentName(c, r.Component) + ": " + strings.ToLower(admin.Word("status", r.Status.String()))
	}
	if r.HoldDown > 0 {
		said += ", after " + span(r.HoldDown)
	}
	if r.HoldUp > 0 {
		said += ", for " + span(r.HoldUp) + " more when it ends"
	}
	if r.Template != "" {
		said += ", with an incident by the template " + r.Template
	}
	return said
}

func componentName(c *config.Config, id string) string {
	for _, comp := range c.Layout.Components {
		if comp.ID == id {
			return comp.Name
		}
	}
	return id
}

// span is a duration as people write it in files: 12h, 1h30m, 90s.
func span(d time.Duration) string {
	text := d.String()
	for _, rest := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, rest) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// local is a time in the site's zone.
func local(s admin.Site, at time.Time) string {
	return at.In(s.Config.Site.Zone).Format("2 Jan 2006, 15:04:05 MST")
}
