package generator

import (
	"context"
	"sync/atomic"
)

// stage is a number of jobs that something waits for.
type stage struct {
	left atomic.Int64 // jobs that are not done, and one until all are known
	then func() error
}

func newStage(then func() error) *stage {
	s := &stage{then: then}
	s.left.Store(1)
	return s
}

// of makes a job one of the stage's.
func (s *stage) of(j job) job {
	s.left.Add(1)
	return func(ctx context.Context, w *worker) error {
		if err := j(ctx, w); err != nil {
			return err
		}
		return s.done(ctx, w)
	}
}

// done is the job that says that all jobs of the stage are known. Whoever is
// the last to be done goes on with what waits.
func (s *stage) done(context.Context, *worker) error {
	if s.left.Add(-1) > 0 || s.then == nil {
		return nil
	}
	return s.then()
}
