package v1

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"tidings/internal/order"
	"tidings/internal/status"
)

// How many things stand on a page.
const (
	usualPage   = 20
	largestPage = 10_000
)

// paging is which page of a list is asked for, and in which order.
type paging struct {
	page, perPage int
	sort          string // a column that can be sorted by, or empty
	desc          bool
}

// columns are what a list can be sorted and chosen by.
type columns struct {
	sortable, searchable []string
	// ascending lists sort upwards unless they are told otherwise.
	ascending bool
}

// paging reads the parameters of a list. What cannot be read as a page is the
// first one, as in Cachet.
func (c *call) paging(cols columns) paging {
	p := paging{page: c.count("page", 1, 1<<31), perPage: c.count("per_page", usualPage, largestPage)}
	if p.page > (1<<53)/p.perPage {
		p.page = 1
	}
	if sort := c.parameter("sort"); slices.Contains(cols.sortable, sort) {
		p.sort = sort
	}
	switch strings.ToLower(c.parameter("order")) {
	case "asc":
	case "desc":
		p.desc = p.sort != ""
	default:
		p.desc = p.sort != "" && !cols.ascending
	}
	return p
}

func (c *call) count(name string, usual, most int) int {
	n, err := strconv.Atoi(c.parameter(name))
	if err != nil || n < 1 {
		return usual
	}
	return min(n, most)
}

// parameter is a parameter of the query as text.
func (c *call) parameter(name string) string {
	text, _ := scalarText(object(c.in).get(name))
	return text
}

// filters are the known columns that the query names, with the values they are
// to have. Paging and sorting are never columns: order is both, one as a number
// and the other as asc or desc.
func (c *call) filters(cols columns) map[string]string {
	wanted := map[string]string{}
	for _, m := range c.in {
		text, ok := scalarText(m.value)
		if ok && slices.Contains(cols.searchable, m.key) && !(m.key == "order" && isDirection(text)) {
			wanted[m.key] = text
		}
	}
	return wanted
}

func isDirection(text string) bool {
	return strings.EqualFold(text, "asc") || strings.EqualFold(text, "desc")
}

func (p paging) offset() int { return (p.page - 1) * p.perPage }

// pageOf is a list's answer.
type pageOf struct {
	Meta pageMeta `json:"meta"`
	Data any      `json:"data"`
}

type pageMeta struct {
	Pagination pagination `json:"pagination"`
}

type pagination struct {
	Total       int       `json:"total"`
	Count       int       `json:"count"`
	PerPage     int       `json:"per_page"`
	CurrentPage int       `json:"current_page"`
	TotalPages  int       `json:"total_pages"`
	Links       pageLinks `json:"links"`
}

type pageLinks struct {
	Next     *string `json:"next_page"`
	Previous *string `json:"previous_page"`
}

// paged is the answer with one page, given what stands on it.
func (c *call) paged(p paging, total, count int, data any) *answer {
	pages := max(1, (total+p.perPage-1)/p.perPage)
	meta := pagination{Total: total, Count: count, PerPage: p.perPage, CurrentPage: p.page, TotalPages: pages}
	if p.page < pages {
		meta.Links.Next = c.pageLink(p.page + 1)
	}
	if p.page > 1 {
		meta.Links.Previous = c.pageLink(p.page - 1)
	}
	return &answer{status: http.StatusOK, body: pageOf{pageMeta{meta}, data}}
}

// pageLink is the address of another page, with the parameters of this request.
func (c *call) pageLink(page int) *string {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		query = url.Values{}
	}
	query.Del("page")
	here := url.URL{Path: path.Clean(c.r.URL.Path)}
	link := c.root() + here.EscapedPath() + "?"
	if rest := query.Encode(); rest != "" {
		link += rest + "&"
	}
	link += "page=" + strconv.Itoa(page)
	return &link
}

// root is the address of the site, or the one that the client speaks to where
// that is this machine by its number. Any other name in a Host header is
// whatever somebody has sent.
func (c *call) root() string {
	host := c.r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil && host != "localhost" {
		return c.site.URL
	}
	if c.r.TLS != nil {
		return "https://" + c.r.Host
	}
	return "http://" + c.r.Host
}

// pick is one page of a list that is in memory.
func pick[T any](all []T, p paging) []T {
	all = all[min(p.offset(), len(all)):]
	return all[:min(p.perPage, len(all))]
}

// sortBy sorts a list that is in memory by what a column has in it; things that
// are alike stay in their order.
func sortBy[T any](all []T, p paging, column func(T, string) any) {
	if p.sort == "" {
		return
	}
	order.StablyBy(all, func(a, b T) int {
		order := compareValues(column(a, p.sort), column(b, p.sort))
		if p.desc {
			return -order
		}
		return order
	})
}

func compareValues(a, b any) int {
	switch a := a.(type) {
	case int:
		if b, ok := b.(int); ok {
			return cmp.Compare(a, b)
		}
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	}
	return 0
}

// rankOf is the place of a column's value in an order.
func rankOf(v any) status.Rank {
	switch v := v.(type) {
	case int:
		return status.Rank{Number: int64(v)}
	case string:
		return status.Rank{Text: v}
	}
	return status.Rank{}
}

// chosen reports whether a thing has the values that a query asks for. Numbers
// and flags are compared as such, in every spelling.
func chosen(wanted map[string]string, column func(string) any) bool {
	for name, text := range wanted {
		if !sameValue(column(name), text) {
			return false
		}
	}
	return true
}

func sameValue(have any, text string) bool {
	switch have := have.(type) {
	case string:
		return have == text
	case int:
		switch strings.ToLower(text) {
		case "true":
			text = "1"
		case "false":
			text = "0"
		}
		n, err := strconv.Atoi(strings.TrimSpace(text))
		return err == nil && n == have
	case []int:
		return slices.ContainsFunc(have, func(n int) bool { return sameValue(n, text) })
	}
	return false
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}
