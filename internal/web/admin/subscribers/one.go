package subscribers

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/web/admin"
)

// oneData is what the page of a subscriber is given.
type oneData struct {
	ID, Address, State        string
	Wish                      []pair
	Consent                   []pair
	Sent                      []sent
	More                      bool // there may be older ones
	MayOff, MayErase, MayData bool
}

// sent is a line of the ledger.
type sent struct {
	Title, Path, What string
	At                time.Time
}

// subscriber is whom an address of the dashboard names.
func (s *Subscribers) subscriber(v *admin.Visit) (contacts.Subscriber, error) {
	sub, err := s.Book.Get(v.Context(), v.PathValue("id"))
	if errors.Is(err, contacts.ErrNotFound) {
		err = admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such subscriber. They may have been erased."}
	}
	return sub, err
}

func (s *Subscribers) one(v *admin.Visit) error {
	sub, err := s.subscriber(v)
	if err != nil {
		return err
	}
	if err := v.Note("subscriber.read", "subscriber/"+sub.ID, nil); err != nil {
		return err
	}
	data := oneData{ID: sub.ID, Address: sub.Address.Reveal(), State: stateWord(sub.State), Wish: wishLines(sub.Wish), Consent: consentLines(&sub),
		MayOff:   sub.State == contacts.Active && access.Can(v.Who, access.WriteContacts),
		MayErase: access.Can(v.Who, access.ManageContacts), MayData: access.Can(v.Who, access.ManageContacts)}
	if data.Sent, data.More, err = s.sent(v, sub.ID); err != nil {
		return err
	}
	return v.Show("subscriber", data.Address, data)
}

func wishLines(w contacts.Wish) []pair {
	kinds := "nothing but what they follow"
	switch {
	case w.Incident && w.Maintenance:
		kinds = "incidents and maintenance"
	case w.Incident:
		kinds = "incidents"
	case w.Maintenance:
		kinds = "maintenance"
	}
	lines := []pair{{"Told of", about(w)}, {"Kinds", kinds}, {"Least impact", w.Severity.String()}}
	if len(w.Incidents) > 0 && (w.All || len(w.Groups)+len(w.Components) > 0) {
		lines = append(lines, pair{"Follows", about(contacts.Wish{Incidents: w.Incidents})})
	}
	for _, l := range []pair{{"Language", w.Language}, {"Time zone", w.Zone}} {
		if l.Counts == "" {
			l.Counts = "the site’s own"
		}
		lines = append(lines, l)
	}
	return lines
}

func consentLines(s *contacts.Subscriber) []pair {
	moment := func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
	how := s.Form
	if how == "page" {
		how = "the form of the page, confirmed by a link in a letter"
	}
	lines := []pair{{"Asked", moment(s.Asked)}, {"Confirmed", moment(s.Confirmed)}, {"How", how}}
	if s.From != "" {
		lines = append(lines, pair{"From", "an address whose digest is " + s.From})
	}
	if n := len(s.Bounces); n > 0 {
		lines = append(lines, pair{"Temporary bounces in a row", admin.Number(n) + ", since " + moment(s.Bounces[0])})
	}
	return lines
}

// looked is how many subjects are looked at for what somebody was sent.
const looked = 100

func (s *Subscribers) sent(v *admin.Visit, id string) (all []sent, more bool, err error) {
	entries, next, err := s.Desk.Ledger(v.Context(), id, "", looked)
	if err != nil {
		return nil, false, err
	}
	for _, e := range entries {
		title, err := admin.TitleOf(v.Context(), s.House, e.Subject)
		if err != nil {
			return nil, false, err
		}
		all = append(all, sent{title, admin.Prefix + "delivery/" + e.Subject, outcome(e), e.At})
	}
	return all, next != "", nil
}

// outcome is what became of the last message about a subject.
func outcome(e notify.Entry) string {
	switch {
	case e.Sending:
		return "on its way"
	case e.Fate != "" && e.Fate != notify.Sent:
		return fateWords[e.Fate]
	case e.Refused:
		return "refused by the mail server"
	}
	return "sent"
}

var fateWords = map[notify.Fate]string{
	notify.Delayed: "delayed", notify.Delivered: "delivered", notify.BouncedSoft: "bounced for now", notify.Rejected: "rejected by the mail service",
	notify.BouncedHard: "bounced: there is no such address", notify.Complained: "marked as spam",
}

// off ends a subscription in its reader's stead.
func (s *Subscribers) off(v *admin.Visit) error {
	sub, err := s.subscriber(v)
	if err != nil {
		return err
	}
	if _, err := s.Book.Leave(v.Context(), v.Who.ID, sub.ID, s.Now()); err != nil {
		return err
	}
	return v.Go(path + "/" + sub.ID + "?told=left")
}

func (s *Subscribers) erase(v *admin.Visit) error {
	sub, err := s.subscriber(v)
	if err != nil {
		return err
	}
	if err := s.Book.Erase(v.Context(), v.Who.ID, sub.ID, s.Now()); err != nil {
		return err
	}
	return v.Go(path + "?told=erased")
}

// data gives all that is kept about a person, for the person.
func (s *Subscribers) data(v *admin.Visit) error {
	sub, err := s.subscriber(v)
	if err != nil {
		return err
	}
	if err := v.Note("subscriber.export", "subscriber/"+sub.ID, nil); err != nil {
		return err
	}
	h := v.Writer().Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="subscription.json"`)
	e := json.NewEncoder(v.Writer())
	e.SetIndent("", "  ")
	_ = e.Encode(sub.Own()) // the reader went away: nobody to tell
	return nil
}

// export gives all addresses out, as a list that can be imported.
func (s *Subscribers) export(v *admin.Visit) error {
	if err := s.Book.NoteExport(v.Context(), v.Who.ID, s.Now()); err != nil {
		return err
	}
	h := v.Writer().Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="subscribers.csv"`)
	if err := s.Book.WriteList(v.Context(), v.Writer()); err != nil {
		panic(http.ErrAbortHandler) // half a list must not look like a whole one
	}
	return nil
}
