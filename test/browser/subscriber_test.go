package browser

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"tidings/test/letters"
)

// arabic are pages whose address says no language, by that of the same page of
// somebody who reads Arabic.
var arabic = map[string]string{}

// inArabic is the address of a page in Arabic.
func inArabic(path string) string {
	if own, ok := arabic[path]; ok {
		return own
	}
	return "/ar" + path
}

// subscribe asks for mail in English and in Arabic, and adds what the answers
// lead to: the page that asks whether somebody means it, and that of what they chose.
func subscribe(t *testing.T, s *site, dir string) {
	t.Helper()
	arabic[pages["follow"]] = pages["follow"] + "?language=ar"
	list := filepath.Join(dir, "known.csv")
	if err := os.WriteFile(list, []byte("email,language\nknown-en@example.com,en\nknown-ar@example.com,ar\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, dir, s.program, "subscribers", "import", list, "--consent", "asked for at the old page")
	for kind, who := range map[string]string{"confirmation": "new", "subscription": "known"} {
		pages[kind] = s.ask(t, dir, who, "en")
		arabic[pages[kind]] = s.ask(t, dir, who, "ar")
	}
}

var linkInMail = regexp.MustCompile(`/subscriptions/[\w.~-]+`)

// ask sends the public form and gives the address in the mail that follows.
func (s *site) ask(t *testing.T, dir, name, lang string) string {
	t.Helper()
	name += "-" + lang
	s.send(t, "/subscribe", url.Values{"email": {name + "@example.com"}, "scope": {"some"}, "component": {"api"}, "maintenance": {"true"}, "language": {lang}})
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if link := mailed(t, dir, name); link != "" {
			return link
		}
	}
	t.Fatalf("no mail to %s", name)
	return ""
}

// mailed is the address of a subscription in the mail to somebody, once it is there.
func mailed(t *testing.T, dir, name string) string {
	t.Helper()
	for _, raw := range letters.In(t, filepath.Join(dir, "data", "mail"), name+"@") {
		m, err := letters.Read(raw)
		if err != nil {
			t.Fatal(err)
		}
		if link := linkInMail.FindString(m.Text); link != "" {
			return link
		}
	}
	return ""
}

// send posts a form.
func (s *site) send(t *testing.T, path string, form url.Values) {
	t.Helper()
	resp, err := http.PostForm(s.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s was answered %s", path, resp.Status)
	}
}
