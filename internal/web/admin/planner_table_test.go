package admin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// Three ways to write the same table.
var tables = map[string]string{
	"csv":       "title,starts,ends,components,text,reminder\nUpgrade,2026-12-06 01:00,03:00,\"api, Website\",\"Writes, and reads, stop.\",1 day\n\nNight,2026-12-07T23:00,01:00,,,\n",
	"semicolon": "Title;From;Until;Affects;Description;Reminder\r\nUpgrade;2026-12-06 01:00;2026-12-06 03:00 UTC;api,web;Writes, and reads, stop.;24h\r\nNight;2026-12-07T23:00:00Z;01:00;;;\r\n",
	"tabs":      "name\tstart\tduration\tcomponents\ttext\tremind\nUpgrade\t2026-12-06 01:00\t2 hours\tAPI; website\tWrites, and reads, stop.\t1d\nNight\t2026-12-07 23:00\t120min\t\t\t\n",
	"markdown":  "| Title | Start | Duration | Components | Text | Reminder |\n|---|:---|---:|---|---|---|\n| Upgrade | 2026-12-06 01:00 | 2h | api, web | Writes, and reads, stop. | 24h |\n| Night | 2026-12-07 23:00 | 1h60m | | | |\n",
}

func TestATableIsAnnouncedWhole(t *testing.T) {
	for name, table := range tables {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t, 0)
			b := o.first()
			form := filled(b.get("/admin/announce-table"), "table", table, "do", "preview")
			shown := b.do("POST", "/admin/announce-table", form)
			shown.says(t, 200, "2 maintenances are announced; nobody gets mail", "Sun 6 Dec 2026, 01:00–03:00 UTC", "API, Website", "Writes, and reads, stop.", "Mon 7 Dec 2026, 23:00 – Tue 8 Dec 2026, 01:00 UTC", "It names no component")
			if len(o.works()) != 0 {
				t.Fatal("they were announced before they were shown")
			}
			form.Set("do", "publish")
			form.Set("sure", "yes")
			for range 2 {
				b.do("POST", "/admin/announce-table", form).to(t, "/admin/maintenance?told=published")
			}
			all := o.works()
			if len(all) != 2 || all[0].Title != "Upgrade" || all[0].Reminder != 24*time.Hour || strings.Join(all[0].Components, " ") != "api web" || all[1].Updates[0].Body != "Planned work." || !all[1].Updates[0].Quiet {
				t.Errorf("announced %+v", all)
			}
		})
	}
}

// What is wrong is said by line and column, all of it, and nothing is announced.
func TestABadTableIsRefusedWhole(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	good := "\nFine,2026-12-06 01:00,03:00,api,Text.,"
	for what, c := range map[string]struct {
		table string
		says  []string
	}{
		"empty":           {"", []string{"Line 1, column 1: the table has no row"}},
		"only a head":     {"title,starts,ends", []string{"the table has no row"}},
		"no head":         {"Upgrade,2026-12-06 01:00,03:00\nB,2026-12-06 01:00,03:00", []string{"Line 1, column 1: &#34;Upgrade&#34; is no column", "Line 1, column 9"}},
		"no start":        {"title,ends\nA,03:00", []string{"starts is missing"}},
		"no end":          {"title,starts\nA,2026-12-06 01:00", []string{"a column ends or a column duration is needed"}},
		"both ends":       {"title,starts,ends,duration\nA,2026-12-06 01:00,03:00,2h", []string{"and not both"}},
		"a head twice":    {"title,title,starts,ends\nA,A,2026-12-06 01:00,03:00", []string{"Line 1, column 7: there is a column title already"}},
		"bad fields":      {"title,starts,ends,components,text,reminder" + good + "\n,yesterday,3 o'clock,\"api, nowhere\",Text.,soon", []string{"Line 3, column 1: the title is missing", "Line 3, column 2: &#34;yesterday&#34; is no time: write 2026-12-06 01:00", "Line 3, column 12: &#34;3 o&#39;clock&#34; is no time", "Line 3, column 22: there is no component &#34;nowhere&#34;: there are api, web, docs", "Line 3, column 43: &#34;soon&#34; is no reminder"}},
		"too many fields": {"title,starts,ends" + "\nA,2026-12-06 01:00,03:00,api", []string{"Line 2, column 26: the line has more fields"}},
		"too few fields":  {"title,starts,ends\nA,2026-12-06 01:00", []string{"Line 2, column 19: &#34;&#34; is no time"}},
		"backwards":       {"title,starts,ends\nA,2026-12-06 01:00,2026-12-06 00:30", []string{"Line 2, column 20: it ends before it has started"}},
		"the past":        {"title,starts,ends\nA,2026-11-06 01:00,03:00", []string{"Line 2, column 3: this lies in the past"}},
		"quotes":          {"title,starts,ends\n\"A,2026-12-06 01:00,03:00", []string{"the quotes do not fit"}},
		"markdown":        {"| title | starts | ends |\n|---|---|---|\n| Ä \\| b | 2026-13-06 01:00 | 03:00 |", []string{"Line 3, column 12: &#34;2026-13-06 01:00&#34; is no time"}},
		"a long text":     {"title,starts,ends,text\nA,2026-12-06 01:00,03:00," + strings.Repeat("x", 2001), []string{"the text may have 2000 bytes and has 2001"}},
		"no duration":     {"title,starts,duration\nA,2026-12-06 01:00,", []string{"Line 2, column 20: &#34;&#34; is no duration"}},
		"a far reminder":  {"title,starts,ends,reminder\nA,2026-12-06 01:00,03:00,99d", []string{"a reminder comes at most 60 days"}},
		"too many":        {"title,starts,ends" + strings.Repeat("\nA,2026-12-06 01:00,03:00", 101), []string{"Line 102, column 1: a table may have 100 rows"}},
	} {
		for _, do := range []string{"preview", "publish"} {
			a := b.do("POST", "/admin/announce-table", filled(b.get("/admin/announce-table"), "table", c.table, "do", do, "sure", "yes"))
			if a.StatusCode != 422 {
				t.Errorf("%s: %d", what, a.StatusCode)
			}
			for _, says := range append(c.says, "Nothing was announced.") {
				if !strings.Contains(strings.ReplaceAll(a.text, "<bdi>", ""), says) {
					t.Errorf("%s does not say %q:\n%s", what, says, a.text)
				}
			}
		}
	}
	if len(o.works()) != 0 {
		t.Error("something was announced")
	}
}

// A hundred rows wait together, and each may have all the text that it may.
func TestTheLargestTableCanBeTakenBack(t *testing.T) {
	o := newOffice(t, 10*time.Second)
	b := o.first()
	table := "title,starts,ends,text,components"
	for n := range 100 {
		table += fmt.Sprintf("\nWork %d,2026-12-06 01:%02d,03:00,%s,api", n, n%60, strings.Repeat("x", 1990))
	}
	form := filled(b.get("/admin/announce-table"), "table", table, "do", "publish", "sure", "yes", "tell", "yes")
	b.do("POST", "/admin/announce-table", form).to(t, "/admin/maintenance?told=pending")
	b.get("/admin/maintenance").says(t, 200, "Work 0, and 99 more")
	o.wait(10 * time.Second)
	_, err := o.pending.PublishDue(t.Context(), o.house, o.clock())
	if o.must(err); len(o.works()) != 100 {
		t.Errorf("%d are announced", len(o.works()))
	}
}

func TestWorkThatRecurs(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	form := filled(b.get("/admin/recur"), "title", "Backup", "body", "We back up.", "c.api", "yes", "starts", "2026-11-24T02:00", "ends", "2026-11-24T03:00", "every", "month", "monthly", "weekday", "until", "2027-04-30", "do", "dates")
	form.Del("tell")
	b.do("POST", "/admin/recur", form).says(t, 200, "every month on the fourth Tuesday, until 2027-04-30", "Tue 24 Nov 2026, 02:00–03:00 UTC", "Tue 22 Dec 2026", "Tue 27 Apr 2027")
	form.Set("except", "2027-01-26")
	form.Set("do", "preview")
	review := b.do("POST", "/admin/recur", form)
	review.says(t, 200, "nobody gets mail", "Tue 24 Nov 2026, 02:00–03:00 UTC", "We back up.", "It recurs every month on the fourth Tuesday", "<li>Tue 22 Dec 2026, 02:00–03:00 UTC</li>")
	form.Set("do", "publish")
	b.do("POST", "/admin/recur", form).says(t, 200, "Next dates") // they are shown in any case
	if len(o.works()) != 0 {
		t.Fatal("it was announced before it was shown")
	}
	b.do("POST", "/admin/recur/page", filled(review)).says(t, 200, `/maintenance/backup-`, "-20261124")
	b.do("POST", "/admin/recur", filled(review, "do", "publish")).to(t, "/admin/maintenance?told=published")
	list, err := o.house.board.Recurrences(t.Context())
	if o.must(err); len(list) != 1 || len(list[0].Occurrences) != 5 || list[0].Pattern.Rule != "FREQ=MONTHLY;BYDAY=4TU" || list[0].Origin.Kind != status.OriginPerson {
		t.Fatalf("made %+v", list)
	}
	page := "/admin/recurring/" + list[0].ID
	b.get("/admin/maintenance").says(t, 200, "every month on the fourth Tuesday", "next Tue 24 Nov 2026", page)
	shown := b.get(page)
	shown.says(t, 200, "without 2027-01-26", "Scheduled", "Leave out")
	b.post(page+"/skip", "seen", find(t, shown.text, `name="seen" value="([^"]+)"`), "day", "2026-12-22").to(t, page+"?told=saved")
	if list, err = o.house.board.Recurrences(t.Context()); err != nil || len(list[0].Occurrences) != 4 || list[0].On("2026-12-22") != nil {
		t.Errorf("without a day %+v, %v", list[0], err)
	}
	b.post(page+"/skip", "seen", "x", "day", "2026-12-22").says(t, 409)

	one := "/admin/maintenance/" + list[0].ID + "-20261124"
	b.get(one).says(t, 200, "One time of")
	b.post(one+"/delete").says(t, 409, "cancel it")
	off := b.do("POST", one, filled(b.get(one), "do", "cancel"))
	off.says(t, 200, "This maintenance is cancelled.")
	b.do("POST", one, filled(off, "do", "publish")).to(t, one+"?told=published")
	if m, err := o.house.board.Maintenance(t.Context(), list[0].ID+"-20261124"); err != nil || m.StateAt(o.clock()) != status.Cancelled {
		t.Errorf("called off: %+v, %v", m, err)
	}
	seen := find(t, b.get(page).text, `name="seen" value="([^"]+)"`)
	b.post(page+"/end", "seen", seen).to(t, "/admin/maintenance?told=ended-recurring")
	b.get(page).says(t, 404)
}

// While nothing has begun a change is one; afterwards what is to come is new,
// and what was stays.
func TestOnlyWhatIsToComeIsChanged(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	b.do("POST", "/admin/recur", filled(b.get("/admin/recur"), "title", "Backup", "body", "We back up.", "starts", "2026-11-22T14:00", "ends", "2026-11-22T15:00", "every", "day", "do", "publish", "sure", "yes"))
	list, err := o.house.board.Recurrences(t.Context())
	o.must(err)
	page := "/admin/recurring/" + list[0].ID
	b.do("POST", page, filled(b.get(page+"/edit"), "title", "Nightly backup", "do", "publish", "sure", "yes")).to(t, "/admin/maintenance?told=published")
	if list, err = o.house.board.Recurrences(t.Context()); err != nil || len(list) != 1 || list[0].Title != "Nightly backup" {
		t.Fatalf("before the first time: %+v, %v", list, err)
	}
	o.wait(3 * time.Hour)
	_, err = o.house.board.Settle(t.Context(), o.clock())
	o.must(err)
	edit := b.get(page + "/edit")
	edit.says(t, 200, `value="2026-11-23T14:00"`, `name="every" value="day" checked`)
	b.do("POST", page, filled(edit, "title", "Backup of all", "ends", "2026-11-23T17:00", "do", "publish", "sure", "yes")).to(t, "/admin/maintenance?told=published")
	b.do("POST", page, filled(edit, "title", "Late", "do", "publish")).says(t, 409)
	if list, err = o.house.board.Recurrences(t.Context()); err != nil || len(list) != 2 {
		t.Fatalf("afterwards: %+v, %v", list, err)
	}
	titles := map[string]int{}
	for _, m := range o.works() {
		titles[m.Title+m.Ends.Sub(m.Starts).String()]++
	}
	if titles["Nightly backup1h0m0s"] != 1 || titles["Backup of all3h0m0s"] != status.AnnounceNext || len(titles) != 2 {
		t.Errorf("announced are %v", titles)
	}
}

func TestRhythmsThatCannotBe(t *testing.T) {
	o := newOffice(t, 0)
	b := o.first()
	for what, c := range map[string]struct {
		change []string
		says   string
	}{
		"the first is none": {[]string{"every", "week", "day.WE", "yes"}, "start with 2026-11-25"},
		"no rule":           {[]string{"every", "own"}, "Choose how often it recurs"},
		"a wild rule":       {[]string{"every", "own", "rule", "FREQ=SECONDLY"}, "FREQ=SECONDLY: use DAILY"},
		"an end in a rule":  {[]string{"every", "own", "rule", "FREQ=DAILY;UNTIL=20270101T000000Z"}, "write the last day as"},
		"no such day":       {[]string{"every", "day", "except", "2020-01-01"}, "does not take place on &#34;2020-01-01&#34;"},
		"no last day":       {[]string{"every", "day", "until", "soon"}, "The last day is &#34;soon&#34;"},
	} {
		for _, do := range []string{"dates", "publish"} {
			form := filled(b.get("/admin/recur"), append([]string{"title", "Backup", "body", "We back up.", "starts", "2026-11-24T02:00", "ends", "2026-11-24T03:00", "do", do}, c.change...)...)
			if a := b.do("POST", "/admin/recur", form); a.StatusCode != 422 || !strings.Contains(a.text, c.says) || !strings.Contains(a.text, `value="Backup"`) {
				t.Errorf("%s: %d, wants %q\n%s", what, a.StatusCode, c.says, a.text)
			}
		}
	}
}
