// Package publishtest says, as tests, what every target must promise, and has a
// target in memory that keeps the promise. It is for tests only.
package publishtest

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"tidings/internal/publish"
)

// Memory is a target in memory. Its zero value is empty.
type Memory struct {
	mu      sync.Mutex
	files   map[string][]byte
	touched map[string]struct{}
	changes int
	highest uint64
}

var _ publish.Target = (*Memory)(nil)

// Read returns a copy of a file.
func (m *Memory) Read(ctx context.Context, path string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, ok := m.files[path]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrNotExist}
	}
	return bytes.Clone(body), ctx.Err()
}

// Recall says where earlier publishes left the target.
func (m *Memory) Recall(ctx context.Context) (publish.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return publish.State{Sequence: m.highest, Touched: slices.Sorted(maps.Keys(m.touched)), Changes: m.changes, Empty: m.empty()}, ctx.Err()
}

func (m *Memory) empty() bool {
	_, beats := m.files[publish.HeartbeatPath]
	return len(m.files) == 0 || beats && len(m.files) == 1
}

// Claim makes seq the highest sequence.
func (m *Memory) Claim(ctx context.Context, seq uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if seq <= m.highest {
		return fmt.Errorf("%w: %d after %d", publish.ErrFenced, seq, m.highest)
	}
	m.highest = seq
	return ctx.Err()
}

// Write puts a file in place.
func (m *Memory) Write(ctx context.Context, seq uint64, path string, body []byte) error {
	return m.change(ctx, seq, func() {
		m.touch(path)
		m.set(path, body)
	})
}

// Remove deletes a file.
func (m *Memory) Remove(ctx context.Context, seq uint64, path string) error {
	return m.change(ctx, seq, func() {
		m.touch(path)
		delete(m.files, path)
	})
}

// Settle forgets the touched paths.
func (m *Memory) Settle(ctx context.Context, seq uint64) error {
	return m.change(ctx, seq, func() { m.touched, m.changes = nil, 0 })
}

// Place puts a file there as somebody else would: unfenced and unremembered.
func (m *Memory) Place(path string, body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(path, body)
}

func (m *Memory) set(path string, body []byte) {
	if m.files == nil {
		m.files = map[string][]byte{}
	}
	m.files[path] = bytes.Clone(body)
}

// Files returns a copy of all files.
func (m *Memory) Files() map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make(map[string]string, len(m.files))
	for path, body := range m.files {
		out[path] = string(body)
	}
	return out
}

func (m *Memory) touch(path string) {
	if m.touched == nil {
		m.touched = map[string]struct{}{}
	}
	m.touched[path] = struct{}{}
	m.changes++
}

func (m *Memory) change(ctx context.Context, seq uint64, do func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if seq != m.highest {
		return fmt.Errorf("%w: %d after %d", publish.ErrFenced, seq, m.highest)
	}
	do()
	return nil
}

// Restore replaces all files as somebody else would, and forgets nothing else.
func (m *Memory) Restore(files map[string]string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = map[string][]byte{}
	for path, body := range files {
		m.files[path] = []byte(body)
	}
}
