package v1_test

import (
	"fmt"
	"testing"
	"time"

	"tidings/internal/access"
	"tidings/internal/status"
)

// What the API itself takes, over a store in memory that holds 10,000 incidents.
func BenchmarkRead(b *testing.B) {
	l := newBenchLab(b)
	c := l.as(access.Manage, access.Person)
	for _, path := range []string{"/components/1", "/incidents/5000", "/incidents?per_page=20", "/incidents?per_page=20&page=500", "/incidents?name=nothing", "/incidents?sort=occurred_at"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.want(200, "GET", path, "")
			}
		})
	}
}

func newBenchLab(b *testing.B) *lab {
	l := newLab(b, -1)
	err := status.Load(b.Context(), l.board, func(yield func(status.Fact, error) bool) {
		for i := range 10_000 {
			at := noon.Add(-time.Duration(i+1) * time.Hour)
			inc := &status.Incident{ID: fmt.Sprintf("past-%d", i), Title: "Something was slow", Components: map[string]status.Status{"api": status.DegradedPerformance},
				Updates: []status.Update{{ID: "1", At: at, State: status.Investigating, Body: "We look."}, {ID: "2", At: at.Add(time.Minute), State: status.Resolved, Body: "Over."}}}
			if !yield(status.Fact{Incident: inc}, nil) {
				return
			}
		}
	}, noon)
	if err != nil {
		b.Fatal(err)
	}
	return l
}
