package generator_test

import (
	"context"
	"testing"

	"tidings/generator"
	"tidings/internal/status"
)

func discard(generator.File) error { return nil }

// BenchmarkFull builds the whole site of 10,000 incidents over 5 years.
func BenchmarkFull(b *testing.B) {
	w := newWorld(b, 50)
	w.fill(10000, 5)
	in := w.input(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := generator.Build(context.Background(), in, status.Scope{All: true}, discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCurrent makes only what says what is now.
func BenchmarkCurrent(b *testing.B) { benchmarkScope(b, status.Scope{Current: true}, nil) }

// BenchmarkUpdate makes what one new update touches, as a running program does
// and as a single build does.
func BenchmarkUpdate(b *testing.B) {
	scope := status.Scope{Current: true, Incidents: []string{"open0"}, Components: []string{"c1", "c2"}, Days: []status.Date{"2026-11-22"}}
	b.Run("memo", func(b *testing.B) { benchmarkScope(b, scope, &generator.Memo{}) })
	b.Run("alone", func(b *testing.B) { benchmarkScope(b, scope, nil) })
}

// BenchmarkSignal makes what a monitor's signal touches, as a running program
// does and as a single build does.
func BenchmarkSignal(b *testing.B) {
	scope := status.Scope{Current: true, Components: []string{"c7"}}
	b.Run("memo", func(b *testing.B) { benchmarkScope(b, scope, &generator.Memo{}) })
	b.Run("alone", func(b *testing.B) { benchmarkScope(b, scope, nil) })
}

func benchmarkScope(b *testing.B, scope status.Scope, memo *generator.Memo) {
	w := newWorld(b, 50)
	w.fill(10000, 5)
	in := w.input(b)
	in.Memo = memo
	b.ReportAllocs()
	for b.Loop() {
		if _, err := generator.Build(context.Background(), in, scope, discard); err != nil {
			b.Fatal(err)
		}
	}
}
