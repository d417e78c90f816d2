package admin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/contacts"
	"tidings/internal/notify"
	"tidings/internal/web/admin/subscribers"
)

// Choices implements subscribers.House.
func (p *postHouse) Choices(context.Context) (subscribers.Choices, error) {
	return subscribers.Choices{
		Groups: []subscribers.Named{{ID: "core", Name: "Core <b>"}}, Components: []subscribers.Named{{ID: "api", Name: "API"}, {ID: "web", Name: "Website"}}, Languages: []string{"en", "de"},
		Check: func(w contacts.Wish) error {
			for _, id := range w.Components {
				if id != "api" && id != "web" {
					return fmt.Errorf("%w: there is no component %q", contacts.ErrWish, id)
				}
			}
			return nil
		}}, nil
}

func (o *postOffice) find(email string) contacts.Subscriber {
	o.Helper()
	sub, err := o.book.Find(o.Context(), must(contacts.ParseAddress(email)))
	o.must(err)
	return sub
}

// enter are the fields of a form that enters somebody.
func enter(email string, changes ...string) url.Values {
	v := values([]string{"email", email, "consent", "By telephone, to Bo", "scope", "all", "incidents", "yes", "severity", "none", "language", "en"})
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func TestASubscriberFromTheConsentToTheEnd(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	b.get("/admin/subscribers").says(t, 200, "There is none.", "active 0")
	b.get("/admin/subscribers/new").says(t, 200, "Core &lt;b&gt;", "how they agreed")
	a := b.do("POST", "/admin/subscribers/new", enter("Ann@Bücher.example", "scope", "some", "component", "api", "severity", "major", "language", "de", "zone", "Europe/Berlin"))
	sub := o.find("ann@xn--bcher-kva.example")
	page := "/admin/subscribers/" + sub.ID
	a.to(t, page+"?told=entered")
	if w := sub.Wish; w.All || len(w.Components) != 1 || !w.Incident || w.Maintenance || w.Severity.String() != "major" || w.Language != "de" || w.Zone != "Europe/Berlin" || sub.Form != "By telephone, to Bo" || !sub.Confirmed.Equal(o.clock()) {
		t.Errorf("entered as %+v", sub)
	}
	b.do("POST", "/admin/subscribers/new", enter("ann@bücher.example")).to(t, page+"?told=known")
	o.wait(time.Minute)
	o.incident("slow")
	o.must(o.teller.Tell(t.Context(), "incident/slow", []notify.Event{{Update: "1", At: o.clock(), Kind: notify.Opens, Topic: contacts.Topic{ID: "slow", Impact: 3, Components: []string{"api"}}}}))
	o.work()
	b.get(page).says(t, 200, "Ann@xn--bcher-kva.example", "By telephone, to Bo", "Europe/Berlin", "major", "&lt;script&gt;alert(1)", "<small>sent, 22 Nov 2026, 12:01 UTC")
	o.must(o.teller.Settle(t.Context(), notify.Report{Reader: sub.ID, Marks: []notify.Mark{{Subject: "incident/slow", Number: 1}}, Fate: notify.BouncedSoft}))
	b.get(page).says(t, 200, "bounced for now")
	b.get("/admin/delivery").says(t, 200, "bounced 1")

	b.post("/admin/subscribers/find", "email", " ann@bücher.example ").to(t, page)
	data := b.post(page + "/data")
	var own map[string]any
	if json.Unmarshal([]byte(data.text), &own) != nil || own["address"] != "Ann@xn--bcher-kva.example" || !strings.Contains(data.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the export is %s", data.text)
	}
	b.post(page+"/off").to(t, page+"?told=left")
	if o.find("ann@bücher.example").State != contacts.Left {
		t.Error("not switched off")
	}
	b.get(page).says(t, 200, "<strong>left</strong>")
	b.post(page+"/erase").to(t, "/admin/subscribers?told=erased")
	b.get(page).says(t, 404, "no such subscriber")
	if _, err := o.book.Get(t.Context(), sub.ID); !errors.Is(err, contacts.ErrNotFound) {
		t.Errorf("after erasing: %v", err)
	}
	if log := o.audited(); !strings.Contains(log, "subscriber.read") || !strings.Contains(log, "subscriber.export") || strings.Contains(strings.ToLower(log), "ann@") || strings.Contains(o.log.String(), "ann@") {
		t.Errorf("the log is\n%s\n%s", log, o.log)
	}
}

func TestWhatCannotBeEntered(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	o.join("gone@example.com")
	o.must(o.book.Report(t.Context(), must(contacts.ParseAddress("gone@example.com")), contacts.Hard, o.clock()))
	o.must(o.book.Erase(t.Context(), "x", o.find("gone@example.com").ID, o.clock()))
	for what, x := range map[string]struct {
		form url.Values
		says string
	}{
		"no address":      {enter("ann"), "There is no @ in it"},
		"two addresses":   {enter("a@example.com, b@example.com"), "what stands before the @"},
		"a header":        {enter("a@example.com\r\nBcc: b@example.com"), "Not a mail address"},
		"another script":  {enter("jörg@example.com"), "what stands before the @"},
		"no consent":      {enter("a@example.com", "consent", "  "), "agreed to be told"},
		"a novel":         {enter("a@example.com", "consent", strings.Repeat("x", 501)), "at most 500"},
		"no component":    {enter("a@example.com", "scope", "some", "component", "nowhere"), "There is no component"},
		"nothing chosen":  {enter("a@example.com", "scope", "some"), "at least one"},
		"neither kind":    {enter("a@example.com", "incidents", ""), "choose incidents, maintenance or both"},
		"one that is out": {enter("gone@example.com"), "bounced or complained"},
	} {
		a := b.do("POST", "/admin/subscribers/new", x.form)
		if a.StatusCode != 422 || !strings.Contains(strings.ToLower(a.text), strings.ToLower(x.says)) {
			t.Errorf("%s: %d, want %q in\n%s", what, a.StatusCode, x.says, a.text)
		}
	}
	b.do("POST", "/admin/subscribers/new", enter(`"><script>alert(1)</script>`, "consent", `</textarea><script>alert(2)</script>`, "zone", `"onfocus="alert(3)`)).says(t, 422, "&lt;script&gt;alert(1)", "&lt;script&gt;alert(2)", "&#34;onfocus=&#34;")
	b.post("/admin/subscribers/find", "email", "gone@example.com").says(t, 404, "Nobody subscribes with this address. No mail goes there since 22 November 2026")
	b.post("/admin/subscribers/find", "email", "<b>").says(t, 422, "no @ in it")
	if list, _, err := o.book.List(t.Context(), "", 0); len(list) != 0 || err != nil {
		t.Errorf("%d were entered, %v", len(list), err)
	}
}

// list sends a list as a browser does.
func (b *browser) list(csv, consent, bad string) answer {
	b.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	b.must(m.WriteField("consent", consent))
	b.must(m.WriteField("bad", bad))
	if csv != "" {
		part, err := m.CreateFormFile("list", "list.csv")
		b.must(err)
		_, err = part.Write([]byte(csv))
		b.must(err)
	}
	b.must(m.Close())
	return b.send("/admin/subscribers/import", m.FormDataContentType(), &body)
}

const mixed = "email,components,maintenance\na@example.com,api,no\nnot an address,api,no\nb@example.com,nowhere,yes\n\"c@example.com\r\nBcc: x@example.com\",,\nd@example.com,,perhaps\ne@example.com,web\nf@example.com,,\n"

func TestAListWithBadLinesInTheMiddle(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	o.join("f@example.com")
	b.get("/admin/subscribers/import").says(t, 200, "enter nobody", "confirmed")
	bad := []string{"Line 3 <small><bdi>not a mail address", "Line 4 <small><bdi>this subscription cannot be kept: there is no component", "Line 5", "Line 7 <small><bdi>&#34;perhaps&#34; is neither yes nor no", "Line 8 <small><bdi>it has 2 fields and not 3"}
	b.list(mixed, "the old list", "nothing").says(t, 422, append(bad, "nobody was entered")...)
	if list, _, err := o.book.List(t.Context(), "", 0); len(list) != 1 || err != nil {
		t.Fatalf("%d are there, want f alone", len(list))
	}
	b.list(mixed, "the old list", "keep").says(t, 200, append(bad, "Entered 1, known already 1, not taken because they bounced or complained 0.")...)
	if got := o.find("a@example.com"); got.Form != "the old list" || got.Wish.Maintenance || got.Wish.All {
		t.Errorf("entered as %+v", got)
	}
	b.list("", "x", "keep").says(t, 422, "Choose a file")
	b.list("email\na@example.com\n", "", "keep").says(t, 422, "agreed to be told")
	b.list("address\na@example.com\n", "x", "keep").says(t, 422, "no list of subscribers: line 1: there is no column")
	b.list(" ", "x", "keep").says(t, 422)
	b.list("email\n"+strings.Repeat("a@example.com\n", 400_000), "x", "keep").says(t, 413, "tidings subscribers import")
	b.send("/admin/subscribers/import", "multipart/form-data; boundary=x", strings.NewReader("nonsense")).says(t, 422, "Choose a file")
}

func TestTheListIsPagedFilteredAndExported(t *testing.T) {
	o := newPostOffice(t, 0)
	b := o.first()
	for i := range 120 {
		o.join(fmt.Sprintf("p%d@example.com", i))
	}
	for i := range 3 {
		o.must(o.book.Report(t.Context(), must(contacts.ParseAddress(fmt.Sprintf("p%d@example.com", i))), contacts.Complaint, o.clock()))
	}
	seen, pages := map[string]bool{}, 0
	for next := "/admin/subscribers"; next != ""; pages++ {
		page := b.get(next)
		page.says(t, 200, "active 117", "complained 3", "everything 117")
		for _, part := range strings.Split(page.text, `<li><a class="tap" href="/admin/subscribers/`)[1:] {
			seen[part[:16]] = true
		}
		_, rest, more := strings.Cut(page.text, `<p><a class="tap" href="/admin/subscribers?state=&amp;after=`)
		if next = ""; more {
			after, _, _ := strings.Cut(rest, `"`)
			next = "/admin/subscribers?state=&after=" + after
		}
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d people on %d pages", len(seen), pages)
	}
	if page := b.get("/admin/subscribers?state=complained"); strings.Count(page.text, "@example.com") != 3 {
		t.Errorf("those who complained:\n%s", page.text)
	}
	b.get("/admin/subscribers?state=nonsense").says(t, 200, "There is none.")
	csv := b.get("/admin/subscribers.csv")
	rows, bad, err := contacts.ReadList(strings.NewReader(csv.text), "x", nil)
	if len(rows) != 117 || len(bad) > 0 || err != nil || !strings.Contains(csv.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("exported %d people, %v, %v", len(rows), bad, err)
	}
}

// Who may not read contacts sees no address, by whatever door.
func TestSubscribersAskForTheirRights(t *testing.T) {
	o := newPostOffice(t, 0)
	o.first()
	o.join("secret-name@example.com")
	sub := o.find("secret-name@example.com")
	page := "/admin/subscribers/" + sub.ID
	_, site := o.person("site@example.com", access.Manage, access.Site)
	_, auditor := o.person("auditor@example.com", access.Manage, access.Administration)
	_, reads := o.person("reads@example.com", access.View, access.Contacts)
	_, writes := o.person("writes@example.com", access.Edit, access.Contacts)
	_, manages := o.person("manages@example.com", access.Manage, access.Contacts)
	before := o.audited()
	site.get("/admin/subscribers").says(t, 200, "active 1", "s…@example.com", "Addresses are shortened")
	if a := site.get("/admin/subscribers"); strings.Contains(a.text, "secret-name") || strings.Contains(a.text, sub.ID) || strings.Contains(a.text, "/import") {
		t.Errorf("who may not read contacts sees\n%s", a.text)
	}
	if strings.Contains(o.audited(), "subscribers.read") || before == "" {
		t.Error("a look at shortened addresses is logged as a read")
	}
	reads.get("/admin/subscribers").says(t, 200, "secret-name@example.com")
	if !strings.Contains(o.audited(), "subscribers.read") {
		t.Error("a look at addresses is not logged")
	}
	auditor.get("/admin/subscribers").says(t, 403)
	for _, x := range []struct {
		method, path string
		may          []*browser
	}{
		{"GET", page, []*browser{reads, writes, manages}},
		{"POST", "/admin/subscribers/find", []*browser{reads, writes, manages}},
		{"GET", "/admin/subscribers/new", []*browser{writes, manages}},
		{"POST", "/admin/subscribers/new", []*browser{writes, manages}},
		{"GET", "/admin/subscribers/import", []*browser{writes, manages}},
		{"POST", "/admin/subscribers/import", []*browser{writes, manages}},
		{"POST", page + "/data", []*browser{manages}},
		{"GET", "/admin/subscribers.csv", []*browser{manages}},
		{"POST", page + "/off", []*browser{writes}},
		{"POST", page + "/erase", []*browser{manages}},
	} {
		for name, b := range map[string]*browser{"nobody": o.browser(), "site": site, "auditor": auditor, "reads": reads, "writes": writes, "manages": manages} {
			may := false
			for _, who := range x.may {
				may = may || who == b
			}
			if may {
				continue
			}
			if a := b.do(x.method, x.path, enter("x@example.com")); a.StatusCode != 403 && name != "nobody" && !(name == "manages" && strings.HasSuffix(x.path, "/off")) || strings.Contains(a.text, "secret-name") {
				t.Errorf("%s %s as %s: %d", x.method, x.path, name, a.StatusCode)
			}
		}
		if x.method == http.MethodPost {
			x.may[len(x.may)-1].do("POST", x.path, enter("x@example.com"), "Sec-Fetch-Site", "cross-site").says(t, 403, "another site")
		}
	}
	if got := o.find("secret-name@example.com"); got.ID != sub.ID {
		t.Errorf("%+v", got)
	}
	o.wait(access.SessionFresh)
	manages.post(page+"/erase").to(t, "/admin/sign-in?next=%2Fadmin%2Faccount&told=again")
	if _, err := o.book.Get(t.Context(), sub.ID); err != nil {
		t.Errorf("erased without a fresh sign-in: %v", err)
	}
}
