package subscribers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/store"
	"tidings/internal/web/admin"
)

const perPage = 50

// listData is what the page is given.
type listData struct {
	Tally                        []pair
	Filters                      []filter
	Rows                         []row
	Older                        string // address of the next page
	MayRead, MayWrite, MayManage bool
	Email                        string // that was looked for
}

type filter struct {
	Href, Name string
	Here       bool
}

// row is one subscriber; Path is empty for those who may not open it.
type row struct {
	Path, Address, State, About, Language string
	Since                                 time.Time
}

func (s *Subscribers) list(v *admin.Visit) error {
	data, err := s.page(v)
	if err != nil {
		return err
	}
	if data.MayRead && len(data.Rows) > 0 {
		if err := v.Note("subscribers.read", "subscribers", map[string]any{"shown": len(data.Rows)}); err != nil {
			return err
		}
	}
	return v.Show("subscribers", "Subscribers", data)
}

// states are those of subscribers, with their words.
var states = []struct {
	state contacts.State
	word  string
}{{contacts.Active, "active"}, {contacts.Bounced, "bounced"}, {contacts.Complained, "complained"}, {contacts.Left, "left"}}

func stateWord(is contacts.State) string {
	for _, s := range states {
		if s.state == is {
			return s.word
		}
	}
	return string(is)
}

func (s *Subscribers) page(v *admin.Visit) (*listData, error) {
	q := v.URL.Query()
	wanted := contacts.State(q.Get("state"))
	data := &listData{MayRead: access.Can(v.Who, access.ReadContacts), MayWrite: access.Can(v.Who, access.WriteContacts), MayManage: access.Can(v.Who, access.ManageContacts)}
	var err error
	if data.Tally, err = s.tally.of(v.Context(), s.Book); err != nil {
		return nil, err
	}
	people, next, err := s.some(v.Context(), wanted, q.Get("after"))
	if errors.Is(err, store.ErrCursor) {
		return nil, admin.Failure{Status: http.StatusNotFound, Sentence: "There is no such page. Begin with the first."}
	}
	if err != nil {
		return nil, err
	}
	for i := range people {
		data.Rows = append(data.Rows, rowOf(&people[i], data.MayRead))
	}
	if next != "" {
		data.Older = path + "?state=" + string(wanted) + "&after=" + next
	}
	data.Filters = append(data.Filters, filter{path, "all", wanted == ""})
	for _, f := range states {
		data.Filters = append(data.Filters, filter{path + "?state=" + string(f.state), f.word, wanted == f.state})
	}
	return data, nil
}

// some is a page of those in a state; of everybody for none.
func (s *Subscribers) some(ctx context.Context, wanted contacts.State, after string) (people []contacts.Subscriber, next string, err error) {
	for next = after; len(people) < perPage; {
		var page []contacts.Subscriber
		if page, next, err = s.Book.List(ctx, next, perPage-len(people)); err != nil {
			return nil, "", err
		}
		people = append(people, slices.DeleteFunc(page, func(p contacts.Subscriber) bool { return wanted != "" && p.State != wanted })...)
		if next == "" {
			break
		}
	}
	return people, next, nil
}

func rowOf(p *contacts.Subscriber, whole bool) row {
	r := row{Address: p.Address.String(), State: stateWord(p.State), About: about(p.Wish), Language: p.Wish.Language, Since: p.Confirmed}
	if whole {
		r.Path, r.Address = path+"/"+p.ID, p.Address.Reveal()
	}
	return r
}

// about is a wish in a few words.
func about(w contacts.Wish) string {
	if w.All {
		return "everything"
	}
	if len(w.Groups)+len(w.Components) > 0 {
		return strings.Join(slices.Concat(w.Groups, w.Components), ", ")
	}
	return "incident " + strings.Join(w.Incidents, ", ")
}

// find opens the page of whoever has exactly an address.
func (s *Subscribers) find(v *admin.Visit) error {
	a, err := contacts.ParseAddress(v.Field("email"))
	if err != nil {
		return s.notFound(v, http.StatusUnprocessableEntity, admin.Capital(err.Error())+".")
	}
	sub, err := s.Book.Find(v.Context(), a)
	if err == nil {
		return v.Go(path + "/" + sub.ID)
	}
	if !errors.Is(err, contacts.ErrNotFound) {
		return err
	}
	if err := v.Note("subscribers.read", "subscribers", nil); err != nil {
		return err
	}
	said := "Nobody subscribes with this address."
	if bar, err := s.Book.Barred(v.Context(), a); err == nil {
		said += " No mail goes there since " + bar.At.UTC().Format("2 January 2006") + ": it " + map[contacts.Feedback]string{contacts.Complaint: "complained"}[bar.Why]
		if bar.Why != contacts.Complaint {
			said += "does not exist"
		}
		said += "."
	}
	return s.notFound(v, http.StatusNotFound, said)
}

func (s *Subscribers) notFound(v *admin.Visit, status int, sentence string) error {
	data, err := s.page(v)
	if err != nil {
		return err
	}
	data.Email = v.Field("email")
	return v.Again("subscribers", "Subscribers", data, admin.Failure{Status: status, Sentence: sentence})
}

// tally is a count of everybody. It is made anew when somebody has changed, for
// it looks at every record.
type tally struct {
	mu     sync.Mutex
	last   contacts.Tally
	cursor string // up to which changes are known
}

// pair is something with its name.
type pair struct{ Name, Counts string }

func (t *tally) of(ctx context.Context, book *contacts.Book) ([]pair, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	cursor, changed, err := book.Changed(ctx, t.cursor)
	if err == nil && (changed || t.last.States == nil) {
		t.last, err = book.Tally(ctx)
	}
	if err != nil {
		return nil, err
	}
	t.cursor = cursor
	waiting, err := book.Unconfirmed(ctx)
	return linesOf(&t.last, waiting), err
}

func linesOf(t *contacts.Tally, waiting int) []pair {
	var by []string
	for _, s := range states {
		by = append(by, s.word+" "+admin.Number(t.States[s.state]))
	}
	var languages []string
	for tag, n := range t.Languages {
		if tag == "" {
			tag = "the site’s own"
		}
		languages = append(languages, tag+" "+admin.Number(n))
	}
	slices.Sort(languages)
	return []pair{
		{"State", strings.Join(by, ", ") + ", not confirmed yet " + admin.Number(waiting)},
		{"Told of", "everything " + admin.Number(t.All) + ", some components " + admin.Number(t.Some) + ", single incidents " + admin.Number(t.Few)},
		{"Kinds", "incidents " + admin.Number(t.Incidents) + ", maintenance " + admin.Number(t.Maintenance)},
		{"Languages", strings.Join(languages, ", ")},
	}
}
