package status

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawTime(t *rapid.T) time.Time {
	if rapid.IntRange(0, 9).Draw(t, "no time") == 0 {
		return time.Time{}
	}
	return time.Unix(rapid.Int64Range(-2e9, 6e9).Draw(t, "second"), rapid.SampledFrom([]int64{0, 1, 999999999}).Draw(t, "nano")).UTC()
}

var anyID = rapid.StringMatching(`[a-z0-9][a-z0-9-]{0,20}`)

func drawRef(t *rapid.T) Ref {
	return Ref{About: rapid.SampledFrom([]string{AboutIncident, AboutMaintenance}).Draw(t, "about"), ID: anyID.Draw(t, "id"), Started: drawTime(t)}
}

func drawDay(t *rapid.T) *Day {
	return &Day{
		Date: Date(testNow.AddDate(0, 0, rapid.IntRange(-20000, 20000).Draw(t, "day")).Format(time.DateOnly)),
		Entries: rapid.SliceOf(rapid.Custom(func(t *rapid.T) Entry {
			return Entry{
				Ref: drawRef(t), Title: rapid.String().Draw(t, "title"), Impact: Impact(rapid.IntRange(0, 3).Draw(t, "impact")),
				State: State(rapid.IntRange(0, len(stateNames)-1).Draw(t, "state")), Ended: drawTime(t), Changed: drawTime(t),
				Components: rapid.SliceOf(anyID).Draw(t, "components"), Updates: rapid.IntRange(0, 1e6).Draw(t, "updates"),
			}
		})).Draw(t, "entries"),
		Posted: rapid.SliceOf(rapid.Custom(func(t *rapid.T) Posted {
			r := drawRef(t)
			return Posted{About: r.About, ID: r.ID, Update: rapid.String().Draw(t, "update"), At: r.Started}
		})).Draw(t, "posted"),
		Intervals: rapid.SliceOf(rapid.Custom(func(t *rapid.T) Interval {
			return Interval{Component: anyID.Draw(t, "component"), Cause: rapid.String().Draw(t, "cause"), Key: rapid.String().Draw(t, "key"), From: drawTime(t), To: drawTime(t), Status: Status(rapid.IntRange(0, 5).Draw(t, "status"))}
		})).Draw(t, "intervals"),
	}
}

// encodeDay is the stored form of a day, by way of the rows of a calendar.
func encodeDay(d *Day) ([]byte, error) {
	c, n := NewCalendar(time.UTC), numberOfDate(d.Date)
	return c.encodeDay(n, c.rowsOf(n, d))
}

func numberOfDate(d Date) dayNumber {
	n, err := d.number()
	if err != nil {
		panic(err)
	}
	return n
}

// rowsOf puts a day into the calendar as it is: in its order and not dirty.
func (c *Calendar) rowsOf(n dayNumber, d *Day) *dayRows {
	rows := c.day(n)
	for i := range d.Entries {
		rows.entries = append(rows.entries, c.entryRow(&d.Entries[i]))
	}
	for i := range d.Posted {
		rows.posted = append(rows.posted, c.postedRow(&d.Posted[i]))
	}
	for i := range d.Intervals {
		iv := &d.Intervals[i]
		rows.intervals = append(rows.intervals, c.intervalRow(iv, stampOf(iv.From), stampOf(iv.To)))
	}
	return rows
}

// A day is read as it was written: as a Day, and as rows of a calendar that has
// other days in it.
func TestADayIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := drawDay(t)
		item, err := encodeDay(day)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeDay(day.Date, item)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(day, got, loose); diff != "" {
			t.Fatal(diff)
		}
		c, n := NewCalendar(time.UTC), numberOfDate(day.Date)
		c.rowsOf(n+1, drawDay(t))
		if err := c.loadDay(n, item); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(day, c.dayOf(n, c.days[n]), loose); diff != "" {
			t.Fatalf("as rows: %s", diff)
		}
		cut := item[:rapid.IntRange(0, len(item)-1).Draw(t, "cut")]
		if _, err := decodeDay(day.Date, cut); err == nil || c.loadDay(n, cut) == nil {
			t.Fatalf("a day cut to %d of %d bytes was read without complaint", len(cut), len(item))
		}
	})
}

func TestAMonthIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &Month{
			Month:      "2026-11",
			Counts:     rapid.MapOf(rapid.SampledFrom([]Date{"2026-11-01", "2026-11-02", "2026-11-30"}), rapid.IntRange(1, 1e6)).Draw(t, "counts"),
			Components: rapid.MapOf(anyID, rapid.SliceOfN(rapid.Custom(drawRef), 1, 5)).Draw(t, "components"),
		}
		item, err := encodeMonth(m)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeMonth(m.Month, item)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, got, loose); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The head of a roll is read as it was written, and as it was written by versions
// that kept it as JSON.
func TestTheHeadOfARollIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &rollHead{Last: rapid.IntRange(0, 1e6).Draw(t, "last"), LastUpdate: rapid.IntRange(0, 1e6).Draw(t, "last update")}
		for range rapid.IntRange(0, 40).Draw(t, "blocks") {
			h.Held, h.Shown = append(h.Held, rapid.IntRange(0, blockRows).Draw(t, "held")), append(h.Shown, rapid.IntRange(0, blockRows).Draw(t, "shown"))
		}
		older, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		for form, value := range map[string][]byte{"now": h.encode(), "before": older} {
			got, err := decodeRollHead(value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(h, got, loose); diff != "" {
				t.Fatalf("the form of %s: %s", form, diff)
			}
		}
		if _, err := decodeRollHead(h.encode()[:1]); err == nil {
			t.Fatal("a head that was cut off was read without complaint")
		}
	})
}

func FuzzDecodeDay(f *testing.F) {
	item, err := encodeDay(busyDay())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(item)
	f.Add([]byte{codecVersion, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, item []byte) {
		day, err := decodeDay("2026-11-22", item)
		if err == nil && day == nil {
			t.Error("neither a day nor an error")
		}
		c := NewCalendar(time.UTC)
		n := numberOfDate("2026-11-22")
		if failed := c.loadDay(n, item); (failed == nil) != (err == nil) {
			t.Errorf("as a day %v, as rows %v", err, failed)
		}
	})
}

func TestADayThatIsTooLargeSaysSo(t *testing.T) {
	d := busyDay()
	for len(d.Entries) < 2000 {
		d.Entries = append(d.Entries, d.Entries[:55]...)
	}
	for i := range d.Entries {
		d.Entries[i].Title = strings.Repeat("x", 200) + string(rune(i))
	}
	_, err := encodeDay(d)
	if err == nil || !strings.Contains(err.Error(), "2026-11-22") {
		t.Errorf("got %v", err)
	}
}

func TestAnItemOfALaterVersionIsRefused(t *testing.T) {
	if _, err := decodeDay("2026-11-22", []byte{codecVersion + 1, 0}); err == nil {
		t.Error("a day in a form that is not known was read")
	}
}
