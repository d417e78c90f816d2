package importer

import (
	"testing"
	"time"
)

func TestFeedDates(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	last := time.Date(2025, 1, 2, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		zone  *time.Location
		dates []string
		want  []string
	}{
		{nil, []string{"Jan 2, 10:00 UTC", "Jan 1, 00:30 UTC", "Dec 31, 23:59 UTC"}, []string{"2025-01-02T10:00:00Z", "2025-01-01T00:30:00Z", "2024-12-31T23:59:00Z"}},
		{nil, []string{"Feb 29, 10:00 UTC"}, []string{"2024-02-29T10:00:00Z"}},
		{nil, []string{"Jan 1, 10:00 PST", "Jan 1, 10:00 XYZ"}, []string{"2025-01-01T18:00:00Z", "2025-01-01T10:00:00Z"}},
		{denver, []string{"Jan 1, 10:00 MST", "Jul 1, 10:00 MDT"}, []string{"2025-01-01T17:00:00Z", "2024-07-01T16:00:00Z"}},
		{nil, []string{"Feb 30, 10:00 UTC", "yesterday", ""}, []string{"", "", ""}},
	} {
		d := &dateReader{zone: tt.zone, last: last}
		for i, text := range tt.dates {
			got := ""
			if at, ok := d.read(text); ok {
				got = at.Format(time.RFC3339)
			}
			if got != tt.want[i] {
				t.Errorf("%s: got %s, want %s", text, got, tt.want[i])
			}
		}
	}
}

func TestPlannedWindowOfAFeed(t *testing.T) {
	page := read(t, "history.atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>Example Status - Incident History</title><entry>
<id>tag:status.example.com,2005:Incident/7</id><published>2024-12-20T10:00:00Z</published><title>Upgrade</title>
<link rel="alternate" href="https://status.example.com/incidents/abcdefabcdef"/>
<content type="html">&lt;p&gt;&lt;strong&gt;THIS IS A SCHEDULED EVENT Jan &lt;var data-var='date'&gt;10&lt;/var&gt;, &lt;var data-var='time'&gt;22:00&lt;/var&gt; - Jan &lt;var data-var='date'&gt;11&lt;/var&gt;, &lt;var data-var='time'&gt;02:00&lt;/var&gt; UTC&lt;/strong&gt;&lt;/p&gt;
&lt;p&gt;&lt;small&gt;Dec &lt;var data-var='date'&gt;20&lt;/var&gt;, &lt;var data-var='time'&gt;10:00&lt;/var&gt; UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Scheduled&lt;/strong&gt; - We upgrade.&lt;/p&gt;</content></entry></feed>`)
	if len(page.Maintenances) != 1 {
		t.Fatalf("got %v", page.Notes)
	}
	m := page.Maintenances[0]
	if got := when(m.Starts) + " " + when(m.Ends) + " " + m.Updates[0].Body; got != "2025-01-10 22:00 UTC 2025-01-11 02:00 UTC We upgrade." {
		t.Errorf("got %s", got)
	}
	if page.Site.Name != "Example" {
		t.Errorf("the site is called %q", page.Site.Name)
	}
}
