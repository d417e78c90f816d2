package blackbox

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"tidings/test/letters"
)

var ownPage = regexp.MustCompile(`https?://[^\s"<>]+/subscriptions/[A-Za-z0-9_.-]+`)

// link is the path of the page by which the reader of a message acts.
func (v *visitor) link(text string) string {
	v.Helper()
	u, err := url.Parse(ownPage.FindString(text))
	if err != nil || u.Path == "" {
		v.Fatalf("there is no link in %q", text)
	}
	return u.Path
}

// post waits for so many messages to somebody, and reads them.
func (v *visitor) post(to string, count int) (all []letters.Letter) {
	v.Helper()
	var got []string
	v.until(fmt.Sprintf("%d letters for %s", count, to), func() bool {
		got = v.Letters(to)
		return len(got) >= count
	}, func() string { return strings.Join(got, "\n") })
	for _, raw := range got {
		m, err := letters.Read(raw)
		if err != nil {
			v.Fatal(err)
		}
		all = append(all, m)
	}
	if len(all) != count {
		v.Errorf("%s has %d messages, not %d, the last: %+v", to, len(all), count, all[len(all)-1])
	}
	return all
}

// Ann subscribes, confirms, is told from the beginning to the end, each once, and
// leaves with one click. Bob does not confirm.
func aSubscriber(v *visitor) {
	chance := time.Now().Format("150405.000000")
	ann, bob := "ann-"+chance+"@example.com", "bob-"+chance+"@example.com"
	v.eventually("/subscribe", "<form")
	answers := map[string]bool{}
	for _, who := range []string{ann, bob} {
		answers[v.fills(http.StatusOK, "/subscribe", "email", who, "scope", "all")] = true
	}
	if len(answers) != 1 {
		v.Error("the answer tells addresses apart")
	}
	own := v.link(v.post(ann, 1)[0].Text)
	v.post(bob, 1)
	if page := v.reads(own); !strings.Contains(page, "<form") {
		v.Errorf("the link shows %.300s", page)
	}
	v.fills(http.StatusOK, own, "do", "confirm")

	began := time.Now().UTC().Truncate(time.Second)
	v.hears(alert("api", "firing", began))
	if got := v.post(ann, 2)[1]; !strings.Contains(got.Subject, "API is down") || !strings.Contains(got.Text, "We are looking into it.") {
		v.Errorf("ann is told %+v", got)
	}
	v.hears(alert("api", "resolved", began))
	last := v.post(ann, 3)[2]
	if !strings.Contains(last.Text, "It works again.") {
		v.Errorf("ann is told %+v", last)
	}
	away, err := url.Parse(strings.Trim(last.Header.Get("List-Unsubscribe"), "<>"))
	if err != nil {
		v.Fatal(err)
	}
	v.fills(http.StatusOK, away.Path, "List-Unsubscribe", "One-Click")
	v.hears(alert("api", "firing", began.Add(time.Minute)))
	v.eventually("/api/v2/incidents/unresolved.json", "API is down")
	if v.Carry != nil {
		v.Carry()
	}
	v.post(ann, 3)
	v.post(bob, 1)
}
