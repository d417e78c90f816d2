package status_test

import (
	"context"
	"testing"
	"time"

	"tidings/internal/status"
)

// BenchmarkView looks at a page whose last 90 days had ten incidents each.
func BenchmarkView(b *testing.B) {
	board := status.NewBoard(newStore(), time.UTC)
	history(b, board, 10000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := board.View(context.Background(), layout, noon); err != nil {
			b.Fatal(err)
		}
	}
}
