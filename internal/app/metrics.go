package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tidings/internal/status"
)

// declareMetrics brings the metrics on the board to what the content files
// declare. Those that programs have made stay.
func (a *App) declareMetrics(ctx context.Context, r *rules, c current) error {
	stored, err := r.board.Metrics(ctx)
	if err != nil {
		return fmt.Errorf("reading metrics: %w", err)
	}
	for _, m := range r.config.Metrics {
		if _, err := r.board.PutMetric(ctx, c.actor(), m, c.At); err != nil {
			return fmt.Errorf("applying metric %s: %w", m.ID, err)
		}
	}
	for _, m := range stored {
		declared := slices.ContainsFunc(r.config.Metrics, func(o status.Metric) bool { return o.ID == m.ID })
		if declared || m.Origin.Kind != status.OriginContent {
			continue
		}
		if _, err := r.board.DeleteMetric(ctx, c.actor(), m.ID, c.At); err != nil && !errors.Is(err, status.ErrNotFound) {
			return fmt.Errorf("deleting metric %s: %w", m.ID, err)
		}
	}
	return nil
}
