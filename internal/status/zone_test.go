package status

import (
	"testing"
	"time"
)

// Zones with every oddity: midnight that does not exist, that comes twice, a
// day left out whole, half hours, and none of it.
var oddZones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana",
	"Atlantic/Azores", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo",
	"Asia/Beirut", "Asia/Amman", "America/Asuncion", "Asia/Gaza",
}

func TestStartIsTheFirstInstantOfTheDay(t *testing.T) {
	for _, name := range oddZones {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for n := numberOf(2008, 1, 1); n < numberOf(2027, 1, 1); n++ {
			start := n.start(zone)
			next := (n + 1).start(zone)
			if name == "Pacific/Apia" && n.date() == "2011-12-30" {
				if !start.Equal(next) {
					t.Errorf("%s: the day that never was lasts %v", name, next.Sub(start))
				}
				continue
			}
			if got := DateOf(start, zone); got != n.date() {
				t.Errorf("%s: start of %s falls on %s", name, n.date(), got)
			}
			if got := DateOf(start.Add(-time.Nanosecond), zone); got >= n.date() {
				t.Errorf("%s: the instant before the start of %s (%v) falls on %s", name, n.date(), start, got)
			}
			if length := next.Sub(start); length < 22*time.Hour || length > 26*time.Hour {
				t.Errorf("%s: %s lasts %v", name, n.date(), length)
			}
		}
	}
}

func TestAlmanacAgreesWithTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	a := almanac{zone: zone}
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 5000 {
		at := at.Add(time.Duration(i*i%8760) * 37 * time.Minute)
		if got, want := a.dayOf(at.UnixNano()).date(), DateOf(at, zone); got != want {
			t.Fatalf("%v: %s, want %s", at, got, want)
		}
	}
}

func TestAddDays(t *testing.T) {
	if got := Date("2026-03-01").AddDays(-1); got != "2026-02-28" {
		t.Errorf("the day before 2026-03-01 is %s", got)
	}
	if got := Date("2026-12-31").AddDays(90); got != "2027-03-31" {
		t.Errorf("90 days after 2026-12-31 is %s", got)
	}
}
