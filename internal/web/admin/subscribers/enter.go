package subscribers

import (
	"strings"

	"tidings/internal/contacts"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// enterData is what the page for entering one person by hand is given.
type enterData struct {
	Email, Consent, Zone             string
	Scopes, Severities, Languages    []admin.Choice
	Groups, Components               []box
	Incidents, Maintenance, Anything bool
}

// box is one of several of which any number can be chosen.
type box struct {
	ID, Name string
	On       bool
}

// maxConsent is how long the words about a consent may be.
const maxConsent = 500

func (s *Subscribers) blank(v *admin.Visit) error {
	data, err := s.enterData(v, contacts.Wish{All: true, Incident: true, Maintenance: true})
	if err != nil {
		return err
	}
	return v.Show("subscriber-new", "Enter a subscriber", data)
}

func (s *Subscribers) enterData(v *admin.Visit, w contacts.Wish) (*enterData, error) {
	choices, err := s.House.Choices(v.Context())
	if err != nil {
		return nil, err
	}
	d := &enterData{Email: v.Field("email"), Consent: v.Field("consent"), Zone: w.Zone, Incidents: w.Incident, Maintenance: w.Maintenance,
		Groups: boxes(choices.Groups, w.Groups), Components: boxes(choices.Components, w.Components)}
	d.Anything = len(d.Groups)+len(d.Components) > 0
	d.Scopes = []admin.Choice{{Field: "scope", Value: "all", Name: "everything", On: w.All}, {Field: "scope", Value: "some", Name: "some of it", On: !w.All}}
	for i := status.ImpactNone; i <= status.ImpactCritical; i++ {
		d.Severities = append(d.Severities, admin.Choice{Field: "severity", Value: i.String(), Name: admin.Word("impact", i.String()), On: i == w.Severity})
	}
	for i, tag := range choices.Languages {
		d.Languages = append(d.Languages, admin.Choice{Field: "language", Value: tag, Name: tag, On: tag == w.Language || i == 0 && w.Language == ""})
	}
	return d, nil
}

func boxes(all []Named, chosen []string) (list []box) {
	on := map[string]bool{}
	for _, id := range chosen {
		on[id] = true
	}
	for _, n := range all {
		list = append(list, box{n.ID, n.Name, on[n.ID]})
	}
	return list
}

// enter takes somebody in whose consent was given elsewhere.
func (s *Subscribers) enter(v *admin.Visit) error {
	wish := wishOf(v)
	r, err := s.request(v, wish)
	if err != nil {
		return s.again(v, wish, err)
	}
	now := s.Now()
	end, err := s.Book.Enrol(v.Context(), v.Who.ID, r, now, now)
	switch {
	case err != nil:
		return s.again(v, wish, err)
	case end == contacts.Barred:
		return s.again(v, wish, admin.Wrong("This address has bounced or complained: nothing is sent there. Its owner can subscribe on the page from another one."))
	}
	sub, err := s.Book.Find(v.Context(), r.Address)
	if err != nil {
		return err
	}
	return v.Go(path + "/" + sub.ID + "?told=" + string(end))
}

func (s *Subscribers) again(v *admin.Visit, w contacts.Wish, why error) error {
	data, err := s.enterData(v, w)
	if err != nil {
		return err
	}
	return v.Again("subscriber-new", "Enter a subscriber", data, plain(why))
}

// wishOf are the choices of a form.
func wishOf(v *admin.Visit) contacts.Wish {
	w := contacts.Wish{All: v.Field("scope") != "some", Incident: v.Field("incidents") != "", Maintenance: v.Field("maintenance") != "",
		Language: v.Field("language"), Zone: strings.TrimSpace(v.Field("zone"))}
	if !w.All {
		w.Groups, w.Components = v.PostForm["group"], v.PostForm["component"]
	}
	w.Severity, _ = status.ParseImpact(v.Field("severity")) // what is none is the least
	return w
}

// request is a form as the book takes it, or what is wrong with it.
func (s *Subscribers) request(v *admin.Visit, w contacts.Wish) (r contacts.Request, err error) {
	if r.Address, err = contacts.ParseAddress(v.Field("email")); err != nil {
		return r, err
	}
	if r.Form, err = consentOf(v); err != nil {
		return r, err
	}
	choices, err := s.House.Choices(v.Context())
	if err != nil {
		return r, err
	}
	r.Wish = w
	return r, choices.Check(w)
}

// consentOf are the words of how somebody agreed to be told.
func consentOf(v *admin.Visit) (string, error) {
	said := strings.TrimSpace(v.Field("consent"))
	if said == "" || len(said) > maxConsent {
		return "", admin.Wrong("Say in at most %d letters where, when and how they agreed to be told: it is kept as the proof.", maxConsent)
	}
	return said, nil
}
