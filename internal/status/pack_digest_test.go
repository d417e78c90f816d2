package status

import (
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// TestKeptDigestsSayWhatTheDaysSay derives a view from digests that were kept
// an hour or two days before, and wants what the days themselves say.
func TestKeptDigestsSayWhatTheDaysSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		want, err := Derive(f)
		if err != nil {
			t.Fatal(err)
		}
		kept := f.At.Add(-rapid.SampledFrom([]time.Duration{0, time.Hour, 48 * time.Hour}).Draw(t, "ago"))
		f.Days, f.Digests = nil, keepDigests(t, f.Days, kept, f.At)
		got, err := Derive(f)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, loose, cmp.AllowUnexported(View{}, stretch{}), cmpopts.IgnoreFields(View{}, "Zone")); diff != "" {
			t.Errorf("(-days +digests):\n%s", diff)
		}
	})
}

// keepDigests gives the digests of days by way of the form in which they are
// kept, those that were not yet settled worked out later.
func keepDigests(t *rapid.T, days iter.Seq2[*Day, error], kept, at time.Time) iter.Seq2[*Digest, error] {
	c, byDate, packs := NewCalendar(time.UTC), map[Date]*Day{}, map[string]*DigestPack{}
	for day := range days {
		byDate[day.Date] = day
		c.rowsOf(numberOfDate(day.Date), day).dirty = true
		packs[day.Date.Month()] = &DigestPack{Month: day.Date.Month()}
	}
	ask := func(date Date) (*Digest, error) { return DigestOf(byDate[date], at), nil }
	return func(yield func(*Digest, error) bool) {
		for month, p := range packs {
			if err := p.Save(c, kept); err != nil {
				t.Fatal(err)
			}
			again, err := ReadDigestPack(month, p.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for x, err := range again.Digests("", ask) {
				if !yield(x, err) {
					return
				}
			}
		}
	}
}

func TestDamagedDigestsAreRefused(t *testing.T) {
	c := NewCalendar(time.UTC)
	c.AddInterval(Interval{Component: "api", Cause: "signal/mon", From: testNow.Add(-2 * time.Hour), To: testNow.Add(-time.Hour), Status: MajorOutage})
	p := &DigestPack{Month: DateOf(testNow, time.UTC).Month()}
	if err := p.Save(c, testNow); err != nil {
		t.Fatal(err)
	}
	good := p.Bytes()
	for n := range good[:len(good)-1] {
		if n == 0 {
			continue // no day at all
		}
		if again, err := ReadDigestPack(p.Month, good[:n]); err == nil {
			t.Errorf("cut off after %d bytes it has %d days", n, len(again.days))
		}
	}
	item := p.days[0].item
	for n := range item {
		if _, err := decodeDigest(p.days[0].date, item[:n]); err == nil {
			t.Errorf("a digest cut off after %d of %d bytes is taken", n, len(item))
		}
	}
}

func FuzzDigestsAreReadOrRefused(f *testing.F) {
	f.Add([]byte{codecVersion, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, item []byte) {
		if x, err := decodeDigest("2026-11-22", item); (x == nil) == (err == nil) {
			t.Errorf("%v and %v", x, err)
		}
	})
}
