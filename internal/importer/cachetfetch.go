package importer

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"

	"tidings/internal/pattern"
)

// CachetAnswers are what a page of Cachet 2 says of itself to anybody.
type CachetAnswers struct {
	Address    string // of the page
	Title      string // of its home page; empty where it has none
	Groups     []json.RawMessage
	Components []json.RawMessage
	Incidents  []json.RawMessage
	Schedules  []json.RawMessage
	Metrics    []json.RawMessage
	Templates  []json.RawMessage
	Notes      []Note
}

// The bounds of paging through a list.
const (
	cachetPage  = "100"
	cachetPages = 2000
)

// FetchCachet reads API v1 of a page of Cachet 2 that runs, without a token: so
// nothing comes along that visitors of the page do not see. All times are asked
// for in UTC.
func FetchCachet(ctx context.Context, client *http.Client, address string) (*CachetAnswers, error) {
	base, err := pageAddress(address)
	if err != nil {
		return nil, err
	}
	base.Path, _, _ = strings.Cut(base.Path, "/api/v1")
	f := &cachetFetch{ctx: ctx, client: client, base: base, answers: &CachetAnswers{Address: base.String()}}
	if f.answers.Components, err = f.all("components"); err != nil {
		return nil, err
	}
	f.answers.Groups = f.some("components/groups")
	f.answers.Incidents = f.some("incidents")
	f.answers.Schedules = f.some("schedules")
	f.answers.Metrics = f.some("metrics")
	f.answers.Templates = f.some("incidents/templates")
	f.answers.Title = f.title()
	f.zones()
	return f.answers, ctx.Err()
}

type cachetFetch struct {
	ctx     context.Context
	client  *http.Client
	base    *url.URL
	answers *CachetAnswers
}

// some are all items of a list that a page may not have.
func (f *cachetFetch) some(list string) []json.RawMessage {
	all, err := f.all(list)
	if err != nil {
		f.answers.Notes = append(f.answers.Notes, Note{list, "not read: " + oneLine(err.Error(), 400)})
	}
	return all
}

// all pages through a list.
func (f *cachetFetch) all(list string) (all []json.RawMessage, err error) {
	for page := 1; page <= cachetPages; page++ {
		address := f.base.JoinPath("api/v1", list)
		address.RawQuery = url.Values{"per_page": {cachetPage}, "page": {itoa(page)}}.Encode()
		body, err := get(f.ctx, f.client, address.String(), http.Header{"Time-Zone": {"UTC"}})
		if err != nil {
			return nil, err
		}
		var answer struct {
			Data []json.RawMessage `json:"data"`
			Meta struct {
				Pagination struct {
					Pages int `json:"total_pages"`
				} `json:"pagination"`
			} `json:"meta"`
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			return nil, fmt.Errorf("%s is no list of Cachet's API: %w", address, err)
		}
		all = append(all, answer.Data...)
		if len(answer.Data) == 0 || page >= answer.Meta.Pagination.Pages {
			break
		}
	}
	return all, nil
}

var titleTag = pattern.New(`(?is)<title[^>]*>(.*?)</title>`)

// title is what the home page calls itself: no list of the API says it.
func (f *cachetFetch) title() string {
	body, err := get(f.ctx, f.client, f.base.JoinPath("/").String(), nil)
	found := titleTag().FindSubmatch(body)
	if err != nil || found == nil {
		return ""
	}
	title, _, _ := strings.Cut(html.UnescapeString(string(found[1])), " | ")
	return oneLine(title, maxTitle)
}

// zones notes when the page does not tell times as it is asked to: early versions
// of Cachet tell all in a zone of their own.
func (f *cachetFetch) zones() {
	if len(f.answers.Incidents) == 0 {
		return
	}
	var first struct{ ID int }
	_ = json.Unmarshal(f.answers.Incidents[0], &first)
	address := f.base.JoinPath("api/v1/incidents", itoa(first.ID)).String()
	here, errHere := get(f.ctx, f.client, address, http.Header{"Time-Zone": {"UTC"}})
	there, errThere := get(f.ctx, f.client, address, http.Header{"Time-Zone": {"Asia/Tokyo"}})
	if errHere == nil && errThere == nil && string(here) == string(there) {
		f.answers.Notes = append(f.answers.Notes, Note{"times", "the page tells them in a zone of its own, whatever it is asked: they are taken for UTC; look at one"})
	}
}
