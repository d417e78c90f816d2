package recur

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// TestTheLocalTimeIsKept follows rules over the days on which clocks change.
func TestTheLocalTimeIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		rule, zone, first, until string
		want                     []string // in UTC
	}{
		"over the end of summer time": {"FREQ=WEEKLY;BYDAY=SU", "Europe/Berlin", "2026-10-18 02:00", "2026-11-01",
			[]string{"2026-10-18 00:00", "2026-10-25 00:00", "2026-11-01 01:00"}}, // of the two on the 25th the first
		"an hour that is skipped": {"FREQ=DAILY", "Europe/Berlin", "2026-03-28 02:30", "2026-03-30",
			[]string{"2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"}},
		"a midnight that is skipped": {"FREQ=DAILY", "America/Havana", "2026-03-07 00:30", "2026-03-09",
			[]string{"2026-03-07 05:30", "2026-03-08 05:30", "2026-03-09 04:30"}},
		"skipped before midnight": {"FREQ=DAILY", "America/Nuuk", "2026-03-27 23:30", "2026-03-29",
			[]string{"2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"}},
		"the last of the month": {"FREQ=MONTHLY;BYMONTHDAY=-1", "UTC", "2026-01-31 22:00", "2026-04-01",
			[]string{"2026-01-31 22:00", "2026-02-28 22:00", "2026-03-31 22:00"}},
		"the second Tuesday": {"FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "America/New_York", "2026-10-13 20:00", "",
			[]string{"2026-10-14 00:00", "2026-11-11 01:00", "2026-12-09 01:00"}},
		"every leap day": {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", "UTC", "2024-02-29 01:00", "",
			[]string{"2024-02-29 01:00", "2028-02-29 01:00"}},
		"weeks that begin on Sunday": {"FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU;COUNT=4", "UTC", "2026-11-22 01:00", "",
			[]string{"2026-11-22 01:00", "2026-11-23 01:00", "2026-12-06 01:00", "2026-12-07 01:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			z := zone(t, c.zone)
			first, err := time.ParseInLocation("2006-01-02 15:04", c.first, z)
			if err != nil {
				t.Fatal(err)
			}
			days, err := Days(c.rule, first, z, c.until)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range days {
				got = append(got, d.Starts.UTC().Format("2006-01-02 15:04"))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			distinct(t, days)
		})
	}
}

func distinct(t *testing.T, days []Day) {
	t.Helper()
	for i := 1; i < len(days); i++ {
		if days[i].Date <= days[i-1].Date || !days[i].Starts.After(days[i-1].Starts) {
			t.Fatalf("%v does not follow %v", days[i], days[i-1])
		}
	}
}

var monday = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)

func TestRulesThatAreRefused(t *testing.T) {
	for rule, want := range map[string]string{
		"":                                      "not a part of one",
		"weekly":                                "not a part of one",
		"FREQ=SECONDLY":                         "use DAILY, WEEKLY, MONTHLY or YEARLY",
		"FREQ=SECONDLY;COUNT=9000000000000":     "use DAILY",
		"FREQ=HOURLY":                           "use DAILY",
		"FREQ=WEEKLY;BYHOUR=1,2,3":              `the time of day is that of "starts"`,
		"FREQ=WEEKLY;UNTIL=20270101":            `"until" beside the rule`,
		"FREQ=WEEKLY;DTSTART=20261123":          `the first time is that of "starts"`,
		"FREQ=WEEKLY;FREQ=DAILY":                "FREQ twice",
		"FREQ=WEEKLY;BYDAY=XX":                  "cannot be read",
		"FREQ=DAILY;COUNT=1000000":              "more than the 2000",
		"FREQ=DAILY;COUNT=0":                    "at least once",
		"FREQ=DAILY;COUNT=99999999999999999999": "cannot be read",
		"FREQ=DAILY;INTERVAL=0":                 "use 1 to 1000",
		"FREQ=DAILY;INTERVAL=999999999":         "use 1 to 1000",
		"FREQ=WEEKLY;BYDAY=SU":                  "Monday 2026-11-23 02:00, is not one that the rule has: start with 2026-11-29",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30":   "and no other is either",
		"FREQ=DAILY;BYEASTER=0":                 "not a part of one",
		"FREQ=MONTHLY;BYDAY=9MO":                "a day is counted up to 5",
		"FREQ=DAILY;BYDAY=1MO":                  "BYDAY has +1MO: with FREQ=DAILY a day is counted up to 0",
		"BYDAY=SU":                              "no FREQ",
		"FREQ=WEEKLY;":                          "not a part of one",
	} {
		if days, err := Days(rule, monday, time.UTC, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %d days, %v, want %q", rule, len(days), err, want)
		}
	}
}

// What a rule costs does not depend on what it says.
func TestEveryRuleIsBounded(t *testing.T) {
	for _, rule := range []string{
		"FREQ=DAILY", "FREQ=YEARLY", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYWEEKNO=1;BYMONTH=7", "FREQ=DAILY;BYYEARDAY=366;BYMONTH=1",
		"FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=WEEKLY;BYMONTH=2;BYSETPOS=300", "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366,-1,1",
	} {
		began := time.Now()
		days, _ := Days(rule, time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC, "")
		if took := time.Since(began); took > 20*time.Second || len(days) > Max {
			t.Errorf("%s: %d days in %s", rule, len(days), took)
		} else {
			t.Logf("%s: %d days in %s", rule, len(days), took)
		}
	}
}

func FuzzRules(f *testing.F) {
	f.Add("FREQ=WEEKLY;BYDAY=SU")
	f.Add("FREQ=MONTHLY;BYDAY=-1MO;BYSETPOS=-1")
	f.Add("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;WKST=SU")
	f.Add("FREQ=YEARLY;BYYEARDAY=-366,366;INTERVAL=4")
	f.Add("FREQ=MONTHLY;BYDAY=9MO;BYMONTHDAY=-31")
	f.Fuzz(func(t *testing.T, rule string) {
		if len(rule) > 200 {
			return
		}
		days, err := Days(rule, monday, zone(t, "Europe/Berlin"), "")
		if err == nil && (len(days) == 0 || len(days) > Max) {
			t.Errorf("%q: %d days", rule, len(days))
		}
		distinct(t, days)
	})
}
