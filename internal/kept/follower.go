package kept

import (
	"context"
	"sync"
	"time"

	"tidings/internal/config"
	"tidings/internal/status"
	"tidings/internal/store"
)

// Follower reads the configuration in force, without its theme. It asks the store
// each time whether there is another one, and reads that only then.
type Follower struct {
	Store store.Driver
	Now   func() time.Time // says who has retired; nil: nobody has

	mu      sync.Mutex
	version Version
	config  *config.Config
}

// Config is the configuration in force, as it is today, or ErrNone.
func (f *Follower) Config(ctx context.Context) (*config.Config, error) {
	c, err := f.inForce(ctx)
	if err != nil || f.Now == nil {
		return c, err
	}
	return c.On(status.DateOf(f.Now(), c.Site.Zone)), nil
}

func (f *Follower) inForce(ctx context.Context) (*config.Config, error) {
	v, err := Current(ctx, f.Store)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.config != nil && v == f.version {
		return f.config, nil
	}
	packed, err := Get(ctx, f.Store, v)
	if err != nil {
		return nil, err
	}
	files, err := Files(packed)
	if err != nil {
		return nil, err
	}
	c, _, err := Config(files)
	if err != nil {
		return nil, err
	}
	f.version, f.config = v, c
	return c, nil
}
