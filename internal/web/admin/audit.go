package admin

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/audit"
	"tidings/internal/order"
)

const auditPath = Prefix + "audit"

func (a *Admin) auditRoutes() []Route {
	return []Route{
		{Method: "GET", Path: auditPath, Action: access.ReadAudit, Name: "Audit", Menu: AdministrationMenu, Serve: auditPage},
		{Method: "GET", Path: auditPath + ".jsonl", Action: access.ReadAudit, Scope: access.AuditScope, Serve: auditExport},
	}
}

// auditData is what the page is given.
type auditData struct {
	Query   url.Values
	Entries []auditLine
	Looked  int
	Older   string // address of the page after
	Export  string
	People  []choice
}

// auditLine is an entry as people read it.
type auditLine struct {
	audit.Entry
	Who, Whom     string
	Before, After string
}

func auditPage(v *Visit) error {
	q, err := v.auditQuery()
	if err != nil {
		return err
	}
	page, err := v.admin.Audit.Search(v.Context(), q)
	if err != nil {
		return err
	}
	if err := v.Note("audit.read", "audit", asked(v.URL.Query())); err != nil {
		return err
	}
	names, err := v.names()
	if err != nil {
		return err
	}
	data := auditData{Query: v.URL.Query(), Looked: page.Looked, Export: auditPath + ".jsonl"}
	for _, e := range page.Entries {
		data.Entries = append(data.Entries, auditLine{e, who(e, names), names[strings.TrimPrefix(e.Subject, "account/")], pretty(e.Before), pretty(e.After)})
	}
	for id, name := range names {
		data.People = append(data.People, choice{Value: id, Name: name, On: id == q.By})
	}
	order.By(data.People, func(a, b choice) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	if page.Next != "" {
		further := v.URL.Query()
		further.Set("after", page.Next)
		data.Older = auditPath + "?" + further.Encode()
	}
	return v.Show("audit", "Audit log", data)
}

// asked is what a search was for, in the log of searches.
func asked(q url.Values) map[string]string {
	about := map[string]string{}
	for _, name := range []string{"by", "kind", "verb", "subject", "since", "until"} {
		if value := q.Get(name); value != "" {
			about[name] = value[:min(len(value), 200)]
		}
	}
	return about
}

func (v *Visit) auditQuery() (audit.Query, error) {
	f := v.URL.Query()
	since, err := moment(f.Get("since"))
	until, bad := moment(f.Get("until"))
	if err != nil || bad != nil {
		return audit.Query{}, Failure{http.StatusUnprocessableEntity, "Write a time as 2026-11-22 or 2026-11-22T10:04:00Z."}
	}
	if len(f.Get("until")) == len(time.DateOnly) {
		until = until.AddDate(0, 0, 1) // that day is meant whole
	}
	return audit.Query{By: f.Get("by"), ByKind: f.Get("kind"), Verb: f.Get("verb"), Subject: f.Get("subject"), Since: since, Until: until, After: f.Get("after")}, nil
}

func moment(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if len(text) == len(time.DateOnly) {
		return time.Parse(time.DateOnly, text)
	}
	return time.Parse(time.RFC3339, text)
}

// names are those of all accounts, by id.
func (v *Visit) names() (map[string]string, error) {
	accounts, err := v.admin.Accounts.List(v.Context())
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(accounts))
	for _, a := range accounts {
		names[a.ID] = a.Shown()
	}
	return names, nil
}

func who(e audit.Entry, names map[string]string) string {
	if name, ok := names[e.By]; ok {
		return name
	}
	switch {
	case e.By != "":
		return e.By
	case e.ByKind == access.Person || e.ByKind == "":
		return "somebody unknown"
	}
	return e.ByKind
}

// pretty is JSON in lines, cut where it gets too long for a page.
func pretty(raw json.RawMessage) string {
	const most = 4000
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	if out.Len() > most {
		return strings.ToValidUTF8(string(out.Bytes()[:most]), "") + "…"
	}
	return out.String()
}

// exportTime is how long a piece of an export may take to be read.
const exportTime = 30 * time.Second

// auditExport gives the whole log out, an entry a line, the oldest first.
func auditExport(v *Visit) error {
	q, err := v.auditQuery()
	if err != nil {
		return err
	}
	if err := v.Note("audit.export", "audit", asked(v.URL.Query())); err != nil {
		return err
	}
	h := v.Writer().Header()
	h.Set("Content-Type", "application/x-ndjson")
	h.Set("Content-Disposition", `attachment; filename="audit.jsonl"`)
	out, n := json.NewEncoder(v.Writer()), 0
	control := http.NewResponseController(v.Writer())
	err = v.admin.Audit.Each(v.Context(), q.Since, func(e audit.Entry) bool {
		if n++; n%100 == 1 {
			_ = control.SetWriteDeadline(time.Now().Add(exportTime)) // not every server has one
		}
		return out.Encode(e) == nil
	})
	if err != nil && n > 0 {
		v.failure(err)
		panic(http.ErrAbortHandler) // half a log must not look like a whole one
	}
	return err
}
