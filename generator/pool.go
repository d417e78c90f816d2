package generator

import (
	"bytes"
	"context"
	"runtime"
	"sync"
)

// job makes one or more files.
type job func(ctx context.Context, w *worker) error

// worker is what a goroutine that runs jobs has for itself.
type worker struct {
	emit func(File) error
	page []byte // the page being written
	next []byte // the page that it is being written again to
	md   []byte // Markdown being converted
}

// pageSize is that of the largest of usual pages.
const pageSize = 128 << 10

// put emits a file that is no entry point from the worker's buffer.
func (w *worker) put(path string) error {
	return w.emit(File{Path: path, Body: w.page})
}

// entry emits an entry point, which keeps its bytes.
func (w *worker) entry(path string, write func() error) error {
	w.page = w.page[:0]
	if err := write(); err != nil {
		return err
	}
	return w.emit(File{Path: path, Body: bytes.Clone(w.page), Entry: true})
}

// Write makes the worker the writer of its page.
func (w *worker) Write(p []byte) (int, error) {
	w.page = append(w.page, p...)
	return len(p), nil
}

// rewrite writes the page again.
func (w *worker) rewrite(again func(dst, page []byte) []byte) {
	if cap(w.next) < cap(w.page) {
		w.next = make([]byte, 0, cap(w.page))
	}
	w.page, w.next = again(w.next[:0], w.page), w.page
}

// newWorkers makes as many workers as there are cores.
func newWorkers() (all []*worker) {
	for range runtime.GOMAXPROCS(0) {
		all = append(all, &worker{page: make([]byte, 0, pageSize)})
	}
	return all
}

// run runs the jobs that produce puts, a worker on each core, until all are done
// or one fails. The context that produce and the jobs see ends with the first failure.
func run(ctx context.Context, workers []*worker, emit func(File) error, produce func(ctx context.Context, put func(job)) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := make(chan job, 64)
	var working sync.WaitGroup
	for _, w := range workers {
		w.emit = emit
		working.Go(func() { w.work(ctx, stop, jobs) })
	}
	put := func(j job) {
		select {
		case jobs <- j:
		case <-ctx.Done():
		}
	}
	if err := produce(ctx, put); err != nil {
		stop(err)
	}
	close(jobs)
	working.Wait()
	return context.Cause(ctx)
}

func (w *worker) work(ctx context.Context, stop context.CancelCauseFunc, jobs <-chan job) {
	for j := range jobs {
		if ctx.Err() != nil {
			continue
		}
		if err := j(ctx, w); err != nil {
			stop(err)
		}
	}
	w.emit = nil
}
