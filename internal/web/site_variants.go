package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"tidings/internal/order"
	"tidings/internal/publish"
	"tidings/internal/served"
)

const (
	variantsFolder = publish.Private + "/z"
	variantsLimit  = 64 << 20 // bytes of compressed files that are kept
	countEvery     = 32       // calls of PreCompress: counting looks at every kept file
)

// variants keeps compressed files between requests and runs, by the hash of
// what they unpack to, up to a number of bytes. Old ones go first.
type variants struct {
	root  *os.Root
	limit int64

	mu   sync.Mutex
	used int64 // -1 until it was counted
}

func newVariants(root *os.Root) *variants {
	return &variants{root: root, limit: variantsLimit, used: -1}
}

func variantPath(sum [sha256.Size]byte, c coding) string {
	return variantsFolder + "/" + hex.EncodeToString(sum[:]) + c.suffix
}

// get returns the compressed form of raw, nil if that is not smaller. An error
// says that it could not be kept; the form is good all the same.
func (v *variants) get(sum [sha256.Size]byte, raw []byte, c coding) ([]byte, error) {
	file := variantPath(sum, c)
	if body, err := v.root.ReadFile(file); err == nil && len(body) > 0 {
		return body, nil
	}
	body, err := c.pack(raw)
	if err != nil || body == nil {
		return nil, err
	}
	return body, v.keep(file, body)
}

func (v *variants) keep(file string, body []byte) error {
	if err := v.root.MkdirAll(variantsFolder, 0o700); err != nil {
		return err
	}
	temp := fmt.Sprintf("%s/%x.tmp", variantsFolder, rand.Uint64())
	if err := v.root.WriteFile(temp, body, 0o600); err != nil {
		v.root.Remove(temp)
		return err
	}
	if err := v.root.Rename(temp, file); err != nil {
		v.root.Remove(temp)
		return err
	}
	return v.account(int64(len(body)))
}

// account counts what was added, and trims the folder when that is too much.
func (v *variants) account(n int64) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.used >= 0 && v.used+n <= v.limit {
		v.used += n
		return nil
	}
	return v.trim()
}

// trim counts the folder, and deletes the oldest files of one that is too large
// until a quarter is free.
func (v *variants) trim() error {
	kept, err := v.list()
	if err != nil {
		return err
	}
	v.used = 0
	for _, f := range kept {
		v.used += f.Size()
	}
	if v.used <= v.limit {
		return nil
	}
	order.By(kept, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), strings.Compare(a.Name(), b.Name()))
	})
	for _, f := range kept {
		if v.used <= v.limit/4*3 {
			break
		}
		if err := v.root.Remove(path.Join(variantsFolder, f.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		v.used -= f.Size()
	}
	return nil
}

// list returns the kept files, and deletes what an earlier run left half-written.
func (v *variants) list() ([]fs.FileInfo, error) {
	dir, err := v.root.Open(variantsFolder)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	all, err := dir.Readdir(-1)
	return slices.DeleteFunc(all, func(f fs.FileInfo) bool {
		if path.Ext(f.Name()) != ".tmp" {
			return false
		}
		if time.Since(f.ModTime()) > time.Minute {
			v.root.Remove(path.Join(variantsFolder, f.Name()))
		}
		return true
	}), err
}

// PreCompress makes the compressed forms of published files, so that the first
// reader need not wait for them. Files that are not there, or gain nothing, are
// passed over.
func PreCompress(ctx context.Context, dir string, paths []string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	v, next := newVariants(root), make(chan string)
	if rand.N(countEvery) > 0 {
		v.used = 0
	}
	errs := make(chan error, runtime.GOMAXPROCS(0))
	for range cap(errs) {
		go func() {
			var failed error
			for file := range next {
				failed = cmp.Or(failed, v.prepare(file))
			}
			errs <- failed
		}()
	}
	for _, file := range paths {
		if ctx.Err() != nil {
			break
		}
		next <- file
	}
	close(next)
	err = ctx.Err()
	for range cap(errs) {
		err = errors.Join(err, <-errs)
	}
	return err
}

// prepare keeps both compressed forms of a file.
func (v *variants) prepare(file string) error {
	if !served.KindOf(file).Packs {
		return nil
	}
	raw, err := v.root.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || len(raw) < leastPacked || len(raw) > largestKept {
		return err
	}
	sum := sha256.Sum256(raw)
	for _, c := range packedBrotliGzip {
		if _, err := v.get(sum, raw, c); err != nil {
			return fmt.Errorf("keep the compressed form of %s: %w", file, err)
		}
	}
	return nil
}
