package status

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// manyIncidents are n incidents over five years of 4 updates and 2 components
// each, in no order.
func manyIncidents(n int) []*Incident {
	r := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2021, 11, 22, 0, 0, 0, 0, time.UTC)
	all := make([]*Incident, n)
	for i := range all {
		at := start.Add(time.Duration(r.Int64N(int64(5*365*24*time.Hour/time.Second)) * int64(time.Second)))
		inc := &Incident{
			ID: fmt.Sprintf("incident-%06d", i), Title: fmt.Sprintf("Number %d: requests answer slowly", i), Impact: Impact(i % 4),
			Components: map[string]Status{fmt.Sprintf("component-%d", i%50): DegradedPerformance, fmt.Sprintf("component-%d", i*7%50): MajorOutage},
		}
		for u, state := range [...]State{Investigating, Identified, Monitoring, Resolved} {
			inc.Updates = append(inc.Updates, Update{ID: fmt.Sprint(u + 1), At: at.Add(time.Duration(u) * 23 * time.Minute), State: state})
		}
		all[i] = inc
	}
	return all
}

func BenchmarkCalendarAdd10000(b *testing.B) {
	all := manyIncidents(10000)
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	before := cpuTime(b)
	for b.Loop() {
		c := NewCalendar(zone)
		for _, inc := range all {
			c.AddIncident(inc)
		}
	}
	b.ReportMetric(float64((cpuTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// cpuTime is what the process has used, collector included: what counts on a
// machine that others use too.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestCalendarIsSmall(t *testing.T) {
	const n = 10000
	all := manyIncidents(n)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := NewCalendar(time.UTC)
	for _, inc := range all {
		c.AddIncident(inc)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(c)
	runtime.KeepAlive(all)
	each := int64(after.HeapAlloc-before.HeapAlloc) / n
	t.Logf("%d bytes an incident", each)
	if each > 800 {
		t.Errorf("the calendar takes %d bytes an incident", each)
	}
}

func busyDay() *Day {
	d := &Day{Date: "2026-11-22"}
	at := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)
	for i := range 55 {
		ref := Ref{About: AboutIncident, ID: fmt.Sprintf("incident-%04d", i), Started: at.Add(time.Duration(i) * time.Minute)}
		d.Entries = append(d.Entries, Entry{
			Ref: ref, Title: fmt.Sprintf("Number %d: requests answer slowly", i), Impact: ImpactMajor, State: Resolved,
			Ended: ref.Started.Add(time.Hour), Changed: ref.Started.Add(time.Hour), Components: []string{"api", "web"}, Updates: 4,
		})
	}
	return d
}

func BenchmarkDecodeDay55(b *testing.B) {
	item, err := encodeDay(busyDay())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(item)), "bytes")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeDay("2026-11-22", item); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncodeDay55(b *testing.B) {
	d := busyDay()
	for b.Loop() {
		if _, err := encodeDay(d); err != nil {
			b.Fatal(err)
		}
	}
}
