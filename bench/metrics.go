package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/store/sqlite"
	"tidings/themes"
)

// gauge is a board on a disk with one metric, as full of points as a round wants.
type gauge struct {
	dir   string
	db    *sqlite.DB
	board *status.Board
	now   time.Time
}

const gaugeID = "latency"

func newGauge() (*gauge, error) {
	dir, err := os.MkdirTemp("", "tidings-bench-metrics-")
	if err != nil {
		return nil, err
	}
	g := &gauge{dir: dir, now: time.Now().UTC().Truncate(time.Minute)}
	if g.db, err = sqlite.Open(context.Background(), filepath.Join(dir, "tidings.db"), sqlite.Options{Now: time.Now}); err != nil {
		return nil, err
	}
	g.board = status.NewBoard(g.db, time.UTC)
	_, err = g.board.PutMetric(context.Background(), status.Actor{Kind: status.OriginPerson}, status.Metric{
		ID: gaugeID, Name: "Response time", Suffix: "ms", Calc: status.Average, Display: true, Window: status.HalfDay,
		Places: 1, Threshold: 5, Visible: status.Public,
	}, g.now)
	return g, err
}

func (g *gauge) close() error { return errors.Join(g.db.Close(), os.RemoveAll(g.dir)) }

// fill adds so many points, evenly over the last 31 days.
func (g *gauge) fill(n int) error {
	apart := 31 * 24 * time.Hour / time.Duration(max(n, 1))
	for done := 0; done < n; {
		var points []status.Point
		for ; len(points) < status.PointsAtOnce && done < n; done++ {
			at := g.now.Add(-apart * time.Duration(n-done))
			points = append(points, status.Point{At: at, Value: 100 + 50*rand.Float64()})
		}
		if _, err := g.board.AddPoints(context.Background(), gaugeID, "", points, g.now); err != nil {
			return err
		}
	}
	return nil
}

// metrics measures what a million points cost the page, and how fast points are taken.
func metrics(lab) error {
	fmt.Println("A metric with a million points, on a disk with synced writes")
	counts := []int{0, 100_000, 1_000_000}
	var gauges []*gauge
	for _, n := range counts {
		g, err := newGauge()
		if err != nil {
			return err
		}
		defer g.close()
		began := time.Now()
		if err := g.fill(n); err != nil {
			return err
		}
		if n == counts[len(counts)-1] {
			fmt.Printf("  %d points in batches of %d: %.0f points/s\n", n, status.PointsAtOnce, float64(n)/time.Since(began).Seconds())
		}
		gauges = append(gauges, g)
	}
	if err := publishCost(counts, gauges); err != nil {
		return err
	}
	return acceptPoints(gauges[len(gauges)-1])
}

// publishCost makes the files that new points touch, in turn.
func publishCost(counts []int, gauges []*gauge) error {
	theme, err := themes.Load(nil)
	if err != nil {
		return err
	}
	c := &config.Config{Site: config.Site{Name: "Bench", URL: "https://status.example.com", Zone: time.UTC}}
	times := make([][]float64, len(gauges))
	memos := make([]generator.Memo, len(gauges))
	for round := range 31 {
		for i, g := range gauges {
			took, err := timed(func() error { return g.publish(c, theme, &memos[i]) })
			if err != nil {
				return err
			}
			if round > 0 {
				times[i] = append(times[i], took)
			}
		}
	}
	for i, n := range counts {
		fmt.Printf("  page, charts and numbers of a metric with %9d points %6.2f ms\n", n, 1e3*median(times[i]))
	}
	verdict("1,000,000 / 100,000 points", median(times[2])/median(times[1]), "<=", 1.1)
	return nil
}

func (g *gauge) publish(c *config.Config, theme *themes.Theme, memo *generator.Memo) error {
	ctx := context.Background()
	view, err := g.board.View(ctx, c.Layout, g.now)
	if err != nil {
		return err
	}
	in := generator.Input{Config: c, View: view, Archive: g.board, Measures: g.board, Theme: theme, Live: true, Memo: memo}
	_, err = generator.Build(ctx, in, status.Scope{Metrics: []string{gaugeID}}, func(generator.File) error { return nil })
	return err
}

// acceptPoints adds points one by one to a metric that has many, alone and from
// sixteen senders at once.
func acceptPoints(g *gauge) error {
	for _, senders := range []int{1, 16} {
		const each = 1600
		var wg sync.WaitGroup
		failed := make(chan error, senders)
		began := time.Now()
		for s := range senders {
			wg.Go(func() {
				for n := range each / senders {
					key := fmt.Sprintf("%d-%d-%d", senders, s, n)
					if _, err := g.board.AddPoints(context.Background(), gaugeID, key, []status.Point{{Value: 1}}, time.Now()); err != nil {
						failed <- err
						return
					}
				}
			})
		}
		wg.Wait()
		close(failed)
		if err := <-failed; err != nil {
			return err
		}
		fmt.Printf("  single points from %2d senders, each synced: %.0f points/s\n", senders, each/time.Since(began).Seconds())
	}
	return nil
}
