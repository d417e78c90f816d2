package web

import (
	"container/list"
	"sync"
)

const (
	cacheBytes    = 16 << 20
	assetOverhead = 1 << 10 // bytes that an asset takes beside its forms
)

// assetCache keeps the assets that were asked for last, up to a number of bytes.
type assetCache struct {
	limit int

	mu    sync.Mutex
	used  int
	order *list.List // of *cached, most recent first
	files map[string]*list.Element
}

type cached struct {
	asset *asset
	bytes int
}

func newAssetCache(limit int) *assetCache {
	return &assetCache{limit: limit, order: list.New(), files: map[string]*list.Element{}}
}

func (c *assetCache) get(file string) *asset {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.files[file]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).asset
}

func (c *assetCache) put(a *asset) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.files[a.file]; old != nil {
		c.drop(old)
	}
	c.files[a.file] = c.order.PushFront(&cached{a, 0})
	c.charge(c.files[a.file], len(a.raw)+assetOverhead)
}

// grow accounts for a form that was added to an asset.
func (c *assetCache) grow(a *asset, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.files[a.file]; e != nil && e.Value.(*cached).asset == a {
		c.charge(e, n)
	}
}

func (c *assetCache) charge(e *list.Element, n int) {
	e.Value.(*cached).bytes += n
	c.used += n
	for c.used > c.limit && c.order.Len() > 0 {
		c.drop(c.order.Back())
	}
}

func (c *assetCache) drop(e *list.Element) {
	dropped := c.order.Remove(e).(*cached)
	c.used -= dropped.bytes
	delete(c.files, dropped.asset.file)
}
