package parameters

import (
	"context"
	"io"
	"sync"
	"time"

	"tidings/internal/boot/cloud/world"
	"tidings/internal/secret"
	"tidings/internal/store"
)

// Secrets finds what sources and channels name: in the environment, among those
// set in the dashboard, then among the parameters of the stack.
type Secrets struct {
	parameters *Store
	page       store.Driver
	random     io.Reader
	getenv     func(string) string

	mu     sync.Mutex
	keeper *secret.Keeper
}

// NewSecrets is the secrets of a stack, those of the dashboard sealed in a store.
func NewSecrets(w world.World, parameters *Store, page store.Driver) *Secrets {
	return &Secrets{parameters: parameters, page: page, random: w.Random, getenv: w.Getenv}
}

// Lookup returns the values that are good at a time, the newest first; none when
// no such secret is set.
func (s *Secrets) Lookup(ctx context.Context, name string, at time.Time) ([]string, error) {
	k, err := s.Keeper(ctx)
	if err != nil {
		return nil, err
	}
	return k.Lookup(ctx, name, at)
}

// Keeper is what the dashboard sets secrets with.
func (s *Secrets) Keeper(ctx context.Context) (*secret.Keeper, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keeper != nil {
		return s.keeper, nil
	}
	key, err := s.parameters.Bytes(ctx, Key)
	if err != nil {
		return nil, err
	}
	k, err := secret.New(s.page, key, s.random, s.getenv)
	if err != nil {
		return nil, err
	}
	k.Elsewhere = func(ctx context.Context, name string) ([]string, error) {
		return s.parameters.Lines(ctx, secretPath+name)
	}
	s.keeper = k
	return k, nil
}
